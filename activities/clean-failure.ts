import { ApplicationFailure } from '@temporalio/common';
import { type FailureType, VendorFailure } from '../schema/contracts/failures.ts';
import { LedgerFailure } from '../schema/database/ledger/ledger-failure.ts';

const failure = (
  type: FailureType | 'Unexpected',
  message: string,
  more: { nonRetryable?: boolean; retryAfterMs?: number | undefined } = {},
): ApplicationFailure => {
  const clean = ApplicationFailure.create({
    type,
    message,
    nonRetryable: more.nonRetryable ?? false,
    ...(more.retryAfterMs === undefined ? {} : { nextRetryDelay: more.retryAfterMs }),
  });
  clean.stack = ''; // a stack repeats messages, and messages of others hold people's data
  return clean;
};

/**
 * What of an error may enter a Temporal history: its type and a code. Vendors' and the database's own words stay in
 * our rows and logs. A hint of the vendor when to come back is kept.
 */
export const cleanFailure = (error: unknown): ApplicationFailure => {
  if (error instanceof ApplicationFailure) return error;
  if (error instanceof VendorFailure)
    return failure(error.type, `${error.vendor} ${error.code}`, {
      nonRetryable: error.certainty === 'rejected',
      retryAfterMs: error.retryAfterMs,
    });
  if (error instanceof LedgerFailure)
    return failure(error.type, error.type, {
      // the journey waits for the tenant to go on: asking again meanwhile is no use
      nonRetryable: error.type === 'Ledger.KeyConflict' || error.type === 'Ledger.Suspended',
      retryAfterMs: error.retryAfterMs,
    });
  const sqlState = (error as { code?: unknown } | null)?.code;
  if (typeof sqlState === 'string' && /^[0-9A-Z]{5}$|^E[A-Z]+$/.test(sqlState))
    return failure('Data.Unavailable', `database ${sqlState}`);
  return failure('Unexpected', error instanceof Error ? error.name : 'unknown');
};
