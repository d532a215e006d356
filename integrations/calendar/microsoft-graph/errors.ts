import { GraphClientError } from '@microsoft/microsoft-graph-client';
import { VendorFailure } from '../../../schema/contracts/failures.ts';
import { failureFromNetwork } from '../../network-failure.ts';
import {
  authRefused,
  failureFromAnswer,
  rateLimited,
  refused,
  unavailable,
  unsettled,
  type VendorAnswer,
  type Verdict,
  type VerdictTable,
} from '../../vendor-answer.ts';

export const vendor = 'microsoft-graph';

// a mailbox that we may not touch is an answer about this meeting; its lead is not kept waiting for the directory's admin
const notThisMailbox: Verdict = { ...authRefused, certainty: 'rejected' };

/** https://learn.microsoft.com/graph/errors */
const verdicts: VerdictTable = {
  // refused at the door: nothing was done, and another token may be let in
  InvalidAuthenticationToken: authRefused,
  ErrorAccessDenied: notThisMailbox,
  ApplicationThrottled: rateLimited,
  MailboxConcurrency: rateLimited,
  ErrorMailboxStoreUnavailable: unavailable,
  // seen as 400 and as 409: a meeting with this key exists, or is being made right now
  ErrorDuplicateTransactionId: unsettled,
  ErrorItemNotFound: refused,
  // a 409: there is such a subscription already
  ExtensionError: refused,
};

/** The answer of Graph to a request it did not carry out. The SDK lets only its own class of error through unchanged. */
export class GraphRefusal extends GraphClientError {
  override readonly name = 'GraphRefusal';
  readonly answer: VendorAnswer;
  constructor(answer: VendorAnswer) {
    super(`graph ${answer.status}`);
    Object.setPrototypeOf(this, GraphRefusal.prototype);
    this.answer = answer;
  }
}

/** No answer of Graph, with the reason that the SDK would have thrown away. */
export class GraphNoAnswer extends GraphClientError {
  override readonly name = 'GraphNoAnswer';
  override readonly cause: unknown;
  constructor(cause: unknown) {
    super('graph did not answer');
    Object.setPrototypeOf(this, GraphNoAnswer.prototype);
    this.cause = cause;
  }
}

/** Whatever a request to Graph threw, as a failure in our words. */
export function classifyGraphError(error: unknown): VendorFailure {
  const inner = error instanceof GraphNoAnswer ? error.cause : error;
  if (inner instanceof VendorFailure) return inner;
  if (error instanceof GraphRefusal) return failureFromAnswer(vendor, error.answer, verdicts);
  return failureFromNetwork(vendor, error);
}

const gone = new Set([
  ...['404', '410', 'ErrorItemNotFound', 'ResourceNotFound', 'NotFound'],
  // the place of a reading of changes
  ...['SyncStateNotFound', 'resyncRequired'],
]);

/** What is not there any more is null. */
export async function unlessGone<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof VendorFailure && gone.has(error.code)) return null;
    throw error;
  }
}

/** A failure to get a token: whatever it was, the request that needed it surely did not happen. */
export function classifyTokenError(error: unknown): VendorFailure {
  const { statusCode, status = statusCode } = (error ?? {}) as { statusCode?: unknown; status?: unknown };
  const refusedByEntra = typeof status === 'number' && status >= 400 && status < 500 && status !== 429;
  return new VendorFailure({
    vendor,
    ...(refusedByEntra ? authRefused : unavailable),
    code: typeof status === 'number' ? `token.${status}` : 'token.noAnswer',
  });
}
