import { expect } from 'vitest';
import { VendorFailure } from '../../schema/contracts/failures.ts';

/** The failure that a promise ends with; fails the test when it ends well or with anything else. */
export async function failureOf(work: Promise<unknown>): Promise<VendorFailure> {
  const outcome = await work.then(
    () => 'it did not fail',
    (error: unknown) => error,
  );
  expect(outcome).toBeInstanceOf(VendorFailure);
  return outcome as VendorFailure;
}

/** What a failure says, as one line of a table. */
export const verdictOf = ({ type, certainty, code, retryAfterMs }: VendorFailure) => ({
  type,
  certainty,
  code,
  retryAfterMs,
});
