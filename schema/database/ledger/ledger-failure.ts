import type { FailureType } from '../../contracts/failures.ts';

/** The ledger refuses to act: codes and ids only. */
export class LedgerFailure extends Error {
  override readonly name = 'LedgerFailure';
  readonly type: Extract<FailureType, `Ledger.${string}`>;
  readonly retryAfterMs: number | undefined;

  constructor(type: Extract<FailureType, `Ledger.${string}`>, retryAfterMs?: number) {
    super(type);
    this.type = type;
    this.retryAfterMs = retryAfterMs;
  }
}
