import type { Tx } from '../database.ts';
import { StaffSession } from './entities.ts';

/**
 * Ends the sessions of a person, all but `except`, and answers how many. Each of their tokens opens nothing from then on.
 * A refresh that runs meanwhile has locked its session: it comes before, and its new tokens end too, or finds it ended.
 */
export const endSessionsOf = (
  tx: Tx,
  { userId, except }: { userId: string; except?: string | undefined },
): Promise<number> =>
  tx.nativeUpdate(
    StaffSession,
    { userId, endedAt: null, ...(except ? { id: { $ne: except } } : {}) },
    { endedAt: new Date() },
  );
