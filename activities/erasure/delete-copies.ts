import type { ErasureActivities, VendorCopy } from '../../schema/contracts/erasure.ts';
import { VendorFailure } from '../../schema/contracts/failures.ts';
import { outboundKey } from '../../schema/contracts/ledger.ts';
import { Erasure } from '../../schema/database/erasure/entities.ts';
import { LedgerFailure } from '../../schema/database/ledger/ledger-failure.ts';
import { performOnce } from '../../schema/database/ledger/perform-once.ts';
import type { OutboundPlan } from '../../schema/database/ledger/plan.ts';
import type { ErasurePorts } from './ports.ts';

type Removed = 'deleted' | 'gone';

/** Has vendors delete what they hold, each copy once. What a vendor cannot do just now is left for the next time. */
export const createDeleteCopies =
  (ports: ErasurePorts): ErasureActivities['deleteCopies'] =>
  async ({ tenantId, erasureId }) => {
    const { copies } = await ports.db.inTenant(tenantId, (tx) =>
      tx.findOneOrFail(Erasure, { id: erasureId }),
    );
    let left = 0;
    for (const copy of copies) if (!(await isSettled(ports, { tenantId, erasureId, copy }))) left += 1;
    return { left };
  };

interface ToDelete {
  tenantId: string;
  erasureId: string;
  copy: VendorCopy;
}

const isSettled = async (ports: ErasurePorts, toDelete: ToDelete): Promise<boolean> => {
  try {
    const performed = await performOnce(ports.db, deletion(ports, toDelete));
    return performed.kind === 'sent' || performed.kind === 'refused';
  } catch (err) {
    if (!(err instanceof VendorFailure || err instanceof LedgerFailure)) throw err;
    ports.log.warn({ err, kind: toDelete.copy.kind }, 'a copy is not deleted yet');
    return false;
  }
};

/** It belongs to no lead: the row has to say afterwards what became of the copy, and holds the vendor's id alone. */
const deletion = (
  ports: ErasurePorts,
  { tenantId, erasureId, copy }: ToDelete,
): OutboundPlan<{ removed: Removed }> => {
  const { kind, id } = copy;
  const { vendor, timeoutMs } = kind === 'event' ? ports.calendar : ports.telephony;
  return {
    tenantId,
    leadId: null,
    key: outboundKey.erasure(kind, id),
    kind: 'erasure',
    vendor,
    intent: { kind, id },
    causedBy: { kind: 'system', id: erasureId },
    // an event may have to be cancelled first: two requests
    leaseMs: 2 * timeoutMs + 5_000,
    whenAbsent: 'repeat', // deleting twice is harmless
    prepare: async () => ({ kind: 'send', payload: { kind, id } }),
    send: async () => ({ vendorId: id, answer: { removed: await remove(ports, copy) } }),
    reconcile: async () => ({ kind: 'absent' }),
  };
};

const remove = async (
  { telephony, calendar }: ErasurePorts,
  { kind, id, mailbox = '', ahead }: VendorCopy,
): Promise<Removed> => {
  if (kind === 'recording') return telephony.deleteRecording(id);
  if (kind === 'call') return telephony.deleteCall(id);
  // whoever was invited is told that it does not take place; what lies among the deleted items goes as well
  if (ahead) await calendar.cancelMeeting(mailbox, id, '');
  const removed = await calendar.deleteMeeting(mailbox, id);
  return ahead ? 'deleted' : removed;
};
