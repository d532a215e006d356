import type { VendorFailure } from '../../../schema/contracts/failures.ts';
import { failureFromNetwork } from '../../network-failure.ts';
import {
  authRefused,
  failureFromAnswer,
  rateLimited,
  refused,
  unsettled,
  type VendorAnswer,
  type VerdictTable,
} from '../../vendor-answer.ts';

export const vendor = 'resend';

/** https://resend.com/docs/api-reference/errors */
const verdicts: VerdictTable = {
  missing_api_key: authRefused,
  invalid_api_key: authRefused,
  restricted_api_key: authRefused,
  rate_limit_exceeded: rateLimited,
  daily_quota_exceeded: rateLimited,
  monthly_quota_exceeded: rateLimited,
  // the same key with another payload: repeating cannot help
  invalid_idempotent_request: refused,
  // the first request with this key is still at work
  concurrent_idempotent_requests: unsettled,
};

/** The answer of Resend to a request it did not carry out. */
export class ResendRefusal extends Error {
  override readonly name = 'ResendRefusal';
  readonly answer: VendorAnswer;
  constructor(answer: VendorAnswer) {
    super(`resend ${answer.status}`);
    this.answer = answer;
  }
}

/** Whatever a request to Resend threw, as a failure in our words. */
export const classifyResendError = (error: unknown): VendorFailure =>
  error instanceof ResendRefusal
    ? failureFromAnswer(vendor, error.answer, verdicts)
    : failureFromNetwork(vendor, error);
