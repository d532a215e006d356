import type { CopyCounts, VendorReport } from '../../contracts/erasure.ts';
import { outboundKey } from '../../contracts/ledger.ts';
import type { Tx } from '../database.ts';
import { Outbound } from '../ledger/entities.ts';
import { Erasure } from './entities.ts';

/** Writes down what became of the vendors' copies, and when the person was forgotten. A second time counts anew. */
export const finishErasure = async (tx: Tx, erasureId: string): Promise<void> => {
  const { leadIds, copies, doneAt } = await tx.findOneOrFail(Erasure, { id: erasureId }, { refresh: true });
  const keys = copies.map(({ kind, id }) => outboundKey.erasure(kind, id));
  const deletions = await tx.find(Outbound, { key: { $in: keys } });
  const vendors: VendorReport = {};
  const counts = (vendor: string, what: string): CopyCounts => {
    const counted = vendors[vendor]?.[what] ?? { deleted: 0, gone: 0, kept: 0 };
    vendors[vendor] = { ...vendors[vendor], [what]: counted };
    return counted;
  };
  for (const { vendor, state, answer, key } of deletions) {
    const { removed } = (answer ?? {}) as { removed?: 'deleted' | 'gone' };
    const kind = key.split(':')[1] ?? '';
    counts(vendor, kind)[state === 'sent' ? (removed ?? 'deleted') : 'kept'] += 1;
  }
  // e-mails lie in the mailboxes of those who got them, and at a vendor that deletes none before its own time
  const mails = await tx.find(
    Outbound,
    {
      leadId: { $in: leadIds },
      kind: 'email',
      state: { $in: ['sent', 'delivered', 'read', 'failed', 'unknown'] },
    },
    { fields: ['vendor'] },
  );
  for (const { vendor } of mails) counts(vendor, 'email').kept += 1;
  // its calendar has nothing left to be brought in line
  await tx.execute('update appointment set arranged_v = v where lead_id = any(array[?]::uuid[])', [leadIds]);
  await tx.nativeUpdate(Erasure, { id: erasureId }, { state: 'done', doneAt: doneAt ?? new Date(), vendors });
};
