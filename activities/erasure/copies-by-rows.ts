import type { VendorCopy } from '../../schema/contracts/erasure.ts';
import { Appointment, type AppointmentRow } from '../../schema/database/appointments/entities.ts';
import { CallAttempt, Recording } from '../../schema/database/calls/entities.ts';
import type { Tx } from '../../schema/database/database.ts';
import { Outbound } from '../../schema/database/ledger/entities.ts';
import { tenantInForce } from '../../schema/database/tenants/policy.ts';
import { mailboxOf } from '../appointments/mailbox-of.ts';

/**
 * What vendors hold of these leads, as far as our rows know. Recordings go first: a call's hang on it. The answer to its
 * start names a recording; the vendor tells of it itself only when it is ready, which may be after the erasure.
 */
export const copiesByRows = async (
  tx: Tx,
  tenantId: string,
  leadIds: readonly string[],
): Promise<VendorCopy[]> => {
  const leadId = { $in: [...leadIds] };
  const calls = await tx.find(CallAttempt, { leadId }, { fields: ['id', 'callSid'] });
  const recordings = await tx.find(
    Recording,
    { attemptId: { $in: calls.map(({ id }) => id) } },
    { fields: ['recordingSid'] },
  );
  const started = await tx.find(Outbound, { leadId, kind: 'recording' }, { fields: ['vendorId'] });
  const sids = [
    ...recordings.map(({ recordingSid }) => recordingSid),
    ...started.flatMap(({ vendorId }) => vendorId ?? []),
  ];
  return [
    ...[...new Set(sids)].map((id) => ({ kind: 'recording' as const, id })),
    ...calls.flatMap(({ callSid: id }) => (id ? [{ kind: 'call' as const, id }] : [])),
    ...(await events(tx, tenantId, await tx.find(Appointment, { leadId, eventId: { $ne: null } }))),
  ];
};

const events = async (tx: Tx, tenantId: string, appointments: AppointmentRow[]): Promise<VendorCopy[]> => {
  const { settings } = await tenantInForce(tx, tenantId);
  const copies: VendorCopy[] = [];
  for (const appointment of appointments) {
    const mailbox = await mailboxOf(tx, appointment, settings);
    const { eventId: id, endsAt } = appointment;
    if (id && mailbox) copies.push({ kind: 'event', id, mailbox, ahead: endsAt > new Date() });
  }
  return copies;
};
