/** Whether somebody else wrote the same unique key first: trying again then finds what they wrote. */
export const isUniqueViolation = (failure: unknown): boolean =>
  (failure as { code?: unknown } | null)?.code === '23505';
