import { type InvalidInput, Mendable, type NotFound } from './command-result.ts';

/** Runs what reads inputs and acts: an input that a person can mend becomes a member of the mutation's union. */
export const mending = async <T>(work: () => Promise<T>): Promise<T | InvalidInput | NotFound> => {
  try {
    return await work();
  } catch (failure) {
    if (failure instanceof Mendable) return failure.answer;
    throw failure;
  }
};
