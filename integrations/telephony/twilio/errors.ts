import type { VendorFailure } from '../../../schema/contracts/failures.ts';
import { failureFromNetwork } from '../../network-failure.ts';
import {
  authRefused,
  failureFromAnswer,
  rateLimited,
  refused,
  unavailable,
  type VendorAnswer,
  type VerdictTable,
} from '../../vendor-answer.ts';

export const vendor = 'twilio';

/** https://www.twilio.com/docs/api/errors */
const verdicts: VerdictTable = {
  '20003': authRefused,
  '20404': refused,
  '20429': rateLimited,
  '20503': unavailable,
  // more calls at once than the account may have: it may be repeated when one of them has ended
  '10004': rateLimited,
  '21220': refused,
  // a call that it has not done with: minutes after its end as a rule, days at the worst
  '20009': unavailable,
};

/** The answer of Twilio's API to a request it did not carry out, before the SDK drops the headers. */
export class TwilioRefusal extends Error {
  override readonly name = 'TwilioRefusal';
  readonly answer: VendorAnswer;
  constructor(answer: VendorAnswer) {
    super(`twilio ${answer.status}`);
    this.answer = answer;
  }
}

/** Whatever a call of the SDK threw, as a failure in our words. */
export const classifyTwilioError = (error: unknown): VendorFailure =>
  error instanceof TwilioRefusal
    ? failureFromAnswer(vendor, error.answer, verdicts)
    : failureFromNetwork(vendor, error);
