import type { Tx } from '../database.ts';
import { leadFamily } from '../leads/lead-family.ts';
import { Draft } from './entities.ts';

/** Nothing of what waits for a person is sent to this lead any more. The drafts stay, with who and why. */
export const withdrawDrafts = async (
  tx: Tx,
  { leadId, by, because }: { leadId: string; by: string; because: string },
): Promise<void> => {
  await tx.nativeUpdate(
    Draft,
    { leadId: { $in: await leadFamily(tx, leadId) }, state: 'held' },
    { state: 'skipped', decidedBy: by, decidedAt: new Date(), decidedBecause: because, dueAt: null },
  );
};
