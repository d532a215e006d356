import { APIError } from 'openai';
import { VendorFailure } from '../../../schema/contracts/failures.ts';
import { failureFromNetwork } from '../../network-failure.ts';
import {
  failureFromAnswer,
  rateLimited,
  refused,
  unavailable,
  unsettled,
  type VerdictTable,
} from '../../vendor-answer.ts';

export const vendor = 'openai';

/** https://platform.openai.com/docs/guides/error-codes */
const verdicts: VerdictTable = {
  rate_limit_exceeded: rateLimited,
  insufficient_quota: rateLimited,
  context_length_exceeded: refused,
  // inside a stream there is no status: the error's own code is all there is
  server_error: unavailable,
};

/** Whatever a request to a model threw, as a failure in our words. Asking again costs money, never a second effect. */
export function classifyOpenAiError(error: unknown): VendorFailure {
  if (error instanceof VendorFailure) return error;
  if (error instanceof APIError && (error.status || error.code)) {
    const headers = error.headers as Headers | undefined;
    return failureFromAnswer(
      vendor,
      {
        status: error.status ?? 500,
        code: error.code ?? error.type ?? null,
        retryAfter: headers?.get('retry-after') ?? null,
        body: JSON.stringify(error.error ?? null),
      },
      verdicts,
    );
  }
  return failureFromNetwork(vendor, error);
}

/** The vendor gave up in the middle of an answer: there is a code, and no status. */
export const failedInside = (error: { code: string | null; message: string } | null): VendorFailure =>
  failureFromAnswer(
    vendor,
    { status: 500, code: error?.code ?? null, retryAfter: null, body: error?.message ?? '' },
    verdicts,
  );

/** The stream stopped without its last event. */
export const cutShort = (): VendorFailure => new VendorFailure({ vendor, ...unsettled, code: 'cutShort' });

/** An answer that is none: refused, cut short, or not in the schema. `said` stays in our rows. */
export const invalidAnswer = (code: string, said?: string): VendorFailure =>
  new VendorFailure({
    vendor,
    type: 'Vendor.InvalidAnswer',
    certainty: 'rejected',
    code,
    vendorAnswer: said?.slice(0, 2_000),
  });

/** The caller no longer wants the answer. */
export const aborted = (): VendorFailure => new VendorFailure({ vendor, ...unsettled, code: 'aborted' });
