/** Types of the failures that enter Temporal histories: `Area.Reason`, never with a vendor's words or personal data. */
export const failureTypes = [
  'Vendor.RateLimited',
  'Vendor.Unavailable',
  'Vendor.Unknown',
  'Vendor.Rejected',
  'Vendor.AuthRefused',
  'Vendor.InvalidAnswer',
  'Ledger.KeyConflict',
  'Ledger.InFlight',
  'Ledger.Unsettled',
  'Ledger.Suspended',
  'Data.NotFound',
  'Data.Unavailable',
  'Settings.Invalid',
] as const;
export type FailureType = (typeof failureTypes)[number];

/**
 * What is known about the effect of a failed call to a vendor: `rejected` the vendor said no, `notSent` it surely did
 * not happen and may be repeated, `unknown` it may have happened and must be reconciled.
 */
export type Certainty = 'rejected' | 'notSent' | 'unknown';

/** The one error an adapter throws. `message` and `code` carry no personal data; `vendorAnswer` stays in our rows. */
export class VendorFailure extends Error {
  override readonly name = 'VendorFailure';
  readonly vendor: string;
  readonly type: FailureType;
  readonly certainty: Certainty;
  /** the vendor's own code or HTTP status, as text */
  readonly code: string;
  readonly retryAfterMs: number | undefined;
  readonly vendorAnswer: string | undefined;

  constructor(facts: {
    vendor: string;
    type: FailureType;
    certainty: Certainty;
    code: string;
    retryAfterMs?: number | undefined;
    vendorAnswer?: string | undefined;
    cause?: unknown;
  }) {
    super(`${facts.vendor}: ${facts.type} (${facts.code}, ${facts.certainty})`, { cause: facts.cause });
    this.vendor = facts.vendor;
    this.type = facts.type;
    this.certainty = facts.certainty;
    this.code = facts.code;
    this.retryAfterMs = facts.retryAfterMs;
    this.vendorAnswer = facts.vendorAnswer;
  }
}
