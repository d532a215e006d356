import { VendorFailure } from '../../../schema/contracts/failures.ts';
import { networkCode } from '../../network-failure.ts';
import {
  authRefused,
  rateLimited,
  refused,
  unavailable,
  unsettled,
  type Verdict,
} from '../../vendor-answer.ts';

export const vendor = 'smtp';

/** How far a conversation with the server had come: once the body is on its way, silence proves nothing. */
export type Phase = 'connect' | 'logIn' | 'envelope' | 'body';

/** What Nodemailer says of a conversation that failed. */
interface SmtpError {
  code?: unknown;
  command?: unknown;
  responseCode?: unknown;
  response?: unknown;
}

const longestAnswer = 2_000;

/** Nodemailer's own refusals of a mail, before the server was asked about it. */
const ownRefusals = new Set(['EENVELOPE', 'EMESSAGE']);

/** The failure that the end of a conversation means: the server's reply first, then how far it had come. */
export function classifySmtpError(error: unknown, phase: Phase): VendorFailure {
  const { responseCode, response, code, command } = (error ?? {}) as SmtpError;
  if (typeof responseCode === 'number' && responseCode >= 400) {
    const text = typeof response === 'string' ? response : '';
    const enhanced = enhancedCode(text);
    return new VendorFailure({
      vendor,
      ...verdictOfReply(responseCode, enhanced, phase),
      code: enhanced ?? String(responseCode),
      vendorAnswer: text.slice(0, longestAnswer),
    });
  }
  if (code === 'EAUTH') return new VendorFailure({ vendor, ...authRefused, code });
  if (typeof code === 'string' && ownRefusals.has(code) && (command === 'API' || command === 'MAIL FROM'))
    return new VendorFailure({ vendor, ...refused, code });
  // without a reply to the body's end the server may have taken the mail or not
  const verdict = phase === 'body' ? unsettled : unavailable;
  return new VendorFailure({ vendor, ...verdict, code: networkCode(error).code });
}

/** RFC 3463: `550 5.1.1 No such user` → `5.1.1`. */
function enhancedCode(reply: string): string | null {
  return /^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})\b/.exec(reply)?.[1] ?? null;
}

function verdictOfReply(code: number, enhanced: string | null, phase: Phase): Verdict {
  // a server that turns the connection away says nothing about the mail
  if (phase === 'connect') return unavailable;
  if (code === 530 || code === 538 || (phase === 'logIn' && code >= 500)) return authRefused;
  if (code >= 500) return refused;
  // 4.7.x: grey-listed, or too many for now
  return enhanced?.startsWith('4.7.') && phase !== 'logIn' ? rateLimited : unavailable;
}
