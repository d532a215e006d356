import { type Certainty, type FailureType, VendorFailure } from '../schema/contracts/failures.ts';

/** What a vendor said instead of yes. `body` stays in our rows. */
export interface VendorAnswer {
  status: number;
  /** the vendor's own word for what is wrong, when the body is in the vendor's own format */
  code: string | null;
  retryAfter: string | null;
  body: string;
}

export interface Verdict {
  type: FailureType;
  certainty: Certainty;
}

/** A vendor's own codes that mean something else than their HTTP status. */
export type VerdictTable = Readonly<Record<string, Verdict>>;

export const refused: Verdict = { type: 'Vendor.Rejected', certainty: 'rejected' };
/** Our key or its permissions are wrong: no answer about what was asked for. It is tried again once somebody mends them. */
export const authRefused: Verdict = { type: 'Vendor.AuthRefused', certainty: 'notSent' };
export const rateLimited: Verdict = { type: 'Vendor.RateLimited', certainty: 'notSent' };
export const unavailable: Verdict = { type: 'Vendor.Unavailable', certainty: 'notSent' };
export const unsettled: Verdict = { type: 'Vendor.Unknown', certainty: 'unknown' };

const longestAnswer = 2_000;
const machineWord = /^[\w.-]{1,64}$/;

/** The failure that an answer with an error status means: the vendor's code first, then the status. */
export function failureFromAnswer(
  vendor: string,
  answer: VendorAnswer,
  table: VerdictTable,
  nowMs: number = Date.now(),
): VendorFailure {
  const verdict = (answer.code && table[answer.code]) || verdictOfStatus(answer);
  const code = answer.code && machineWord.test(answer.code) ? answer.code : String(answer.status);
  // the SDK's error is not kept as the cause: it holds the request, and with it personal data
  return new VendorFailure({
    vendor,
    ...verdict,
    code,
    retryAfterMs: verdict.certainty === 'notSent' ? retryAfterMs(answer.retryAfter, nowMs) : undefined,
    vendorAnswer: answer.body.slice(0, longestAnswer),
  });
}

function verdictOfStatus({ status, code, retryAfter }: VendorAnswer): Verdict {
  if (status === 401 || status === 403) return authRefused;
  if (status === 429) return rateLimited;
  // a vendor that says 503 itself did nothing; a bare 503 may come from a gateway whose upstream was already at work
  if (status === 503 && (code !== null || retryAfter !== null)) return unavailable;
  if (status >= 400 && status < 500 && status !== 408 && status !== 409) return refused;
  return unsettled;
}

/** `Retry-After` in seconds or as an HTTP date. */
export function retryAfterMs(header: string | null, nowMs: number): number | undefined {
  if (!header) return undefined;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, Math.round(seconds * 1_000));
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(0, at - nowMs);
}
