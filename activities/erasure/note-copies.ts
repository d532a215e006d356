import type { VendorCopy } from '../../schema/contracts/erasure.ts';
import type { Tx } from '../../schema/database/database.ts';
import { Erasure } from '../../schema/database/erasure/entities.ts';
import { copiesByRows } from './copies-by-rows.ts';

/** Adds to an erasure which copies vendors hold, by our rows and by what was found; answers all of them, each once. */
export const noteCopies = async (
  tx: Tx,
  { tenantId, erasureId, found = [] }: { tenantId: string; erasureId: string; found?: VendorCopy[] },
): Promise<VendorCopy[]> => {
  const { copies, leadIds } = await tx.findOneOrFail(Erasure, { id: erasureId }, { refresh: true });
  // as they were noted first: by then it was known whether people still expect an event
  const all = [...(await copiesByRows(tx, tenantId, leadIds)), ...found, ...copies];
  const once = [...new Map(all.map((copy) => [`${copy.kind}:${copy.id}`, copy])).values()];
  await tx.nativeUpdate(Erasure, { id: erasureId }, { copies: once });
  return once;
};
