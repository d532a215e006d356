const sqlState = (failure: unknown): unknown => (failure as { code?: unknown } | null)?.code;

/** Whether somebody else wrote the same unique key first: trying again then finds what they wrote. */
export const isUniqueViolation = (failure: unknown): boolean => sqlState(failure) === '23505';

/** The same, or two waited for each other and this one was chosen to give way: trying again helps in both cases. */
export const isRaceLost = (failure: unknown): boolean =>
  isUniqueViolation(failure) || sqlState(failure) === '40P01';
