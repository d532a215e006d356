import type { ErasureRecord } from '../../contracts/erasure.ts';
import type { Tx } from '../database.ts';
import { suppressHash } from '../leads/opt-out.ts';
import { beginErasure } from './begin-erasure.ts';
import { Erasure } from './entities.ts';

/** Everybody whom a tenant has forgotten, oldest first: ids and hashes. */
export const erasureRecords = async (tx: Tx): Promise<ErasureRecord[]> => {
  const rows = await tx.find(Erasure, {}, { orderBy: { createdAt: 'asc', id: 'asc' } });
  return rows.map(({ tenantId, leadId, leadIds, askedAt, bars }) => ({
    ...{ tenantId, leadId, leadIds, bars },
    askedAt: askedAt.toISOString(),
  }));
};

/**
 * Forgets once more whom a restored backup has brought back, and bars again who was barred. Each lead is looked for by
 * itself: a merge may be younger than the backup. Answers how many erasures have begun; a second time finds none.
 */
export const eraseAgain = async (
  tx: Tx,
  { tenantId, leadId, leadIds, bars }: ErasureRecord,
  linkSecret: string,
): Promise<number> => {
  const causedBy = { kind: 'system', id: 'restored' } as const;
  for (const bar of bars) await suppressHash(tx, { ...bar, tenantId, leadId, causedBy });
  let begun = 0;
  for (const each of leadIds) {
    const asked = { tenantId, leadId: each, reason: 'restored', askedBy: 'system', linkSecret } as const;
    if ((await beginErasure(tx, asked))?.isNew) begun += 1;
  }
  return begun;
};
