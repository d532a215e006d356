import type { VendorFailure } from '../schema/contracts/failures.ts';

/** Asks a vendor by its SDK; whatever that throws becomes a failure in our words. */
export const asking =
  (classify: (error: unknown) => VendorFailure) =>
  async <T>(request: () => Promise<T>): Promise<T> => {
    try {
      return await request();
    } catch (error) {
      throw classify(error);
    }
  };
