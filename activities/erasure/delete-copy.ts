import type { VendorCopy } from '../../schema/contracts/erasure.ts';
import { VendorFailure } from '../../schema/contracts/failures.ts';
import { outboundKey } from '../../schema/contracts/ledger.ts';
import { LedgerFailure } from '../../schema/database/ledger/ledger-failure.ts';
import { performOnce } from '../../schema/database/ledger/perform-once.ts';
import type { OutboundPlan } from '../../schema/database/ledger/plan.ts';
import type { ErasurePorts } from './ports.ts';

/** What it takes to have a vendor delete something. */
export type DeletingPorts = Pick<ErasurePorts, 'db' | 'telephony' | 'calendar' | 'log'>;

type Removed = 'deleted' | 'gone';

/** A copy, and the row because of which it goes: an erasure, or a night of retention. */
interface ToDelete {
  tenantId: string;
  causeId: string;
  copy: VendorCopy;
}

/**
 * Has a vendor delete a copy, once: a second call answers how the first one ended. Null: it cannot be told just now, and
 * is left for the next time.
 */
export const deleteCopy = async (
  ports: DeletingPorts,
  toDelete: ToDelete,
): Promise<'deleted' | 'kept' | null> => {
  try {
    const performed = await performOnce(ports.db, deletion(ports, toDelete));
    if (performed.kind === 'sent') return 'deleted';
    return performed.kind === 'refused' ? 'kept' : null;
  } catch (err) {
    if (!(err instanceof VendorFailure || err instanceof LedgerFailure)) throw err;
    ports.log.warn({ err, kind: toDelete.copy.kind }, 'a copy is not deleted yet');
    return null;
  }
};

/** It belongs to no lead: the row has to say afterwards what became of the copy, and holds the vendor's id alone. */
const deletion = (
  ports: DeletingPorts,
  { tenantId, causeId, copy }: ToDelete,
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
    causedBy: { kind: 'system', id: causeId },
    // an event may have to be cancelled first: two requests
    leaseMs: 2 * timeoutMs + 5_000,
    whenAbsent: 'repeat', // deleting twice is harmless
    prepare: async () => ({ kind: 'send', payload: { kind, id } }),
    send: async () => ({ vendorId: id, answer: { removed: await remove(ports, copy) } }),
    reconcile: async () => ({ kind: 'absent' }),
  };
};

const remove = async (
  { telephony, calendar }: DeletingPorts,
  { kind, id, mailbox = '', ahead }: VendorCopy,
): Promise<Removed> => {
  if (kind === 'recording') return telephony.deleteRecording(id);
  if (kind === 'call') return telephony.deleteCall(id);
  // whoever was invited is told that it does not take place; what lies among the deleted items goes as well
  if (ahead) await calendar.cancelMeeting(mailbox, id, '');
  const removed = await calendar.deleteMeeting(mailbox, id);
  return ahead ? 'deleted' : removed;
};
