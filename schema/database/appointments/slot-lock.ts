import type { Tx } from '../database.ts';

/**
 * Bookings of one business wait for each other here: the loser of a race reads that the slot is taken, instead of
 * running into the constraint and losing the seconds of a live talk to a retry.
 */
export const lockSlots = async (tx: Tx, tenantId: string): Promise<void> => {
  await tx.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`slots:${tenantId}`]);
};
