import type { MeetingPayload } from '../../integrations/calendar/port.ts';
import type { PlaceCall } from '../../integrations/telephony/port.ts';
import type { ErasureActivities, VendorCopy } from '../../schema/contracts/erasure.ts';
import { erased } from '../../schema/contracts/ledger.ts';
import { Erasure } from '../../schema/database/erasure/entities.ts';
import { callOffPlanned, leaveInDoubt, onTheirWay } from '../../schema/database/erasure/settle-ledger.ts';
import type { OutboundRow } from '../../schema/database/ledger/entities.ts';
import { waitedMs } from '../waited.ts';
import { noteCopies } from './note-copies.ts';
import type { ErasurePorts } from './ports.ts';

const longestSearchMs = 24 * 3_600_000;

/**
 * Nothing of this person is on its way once this answers no instant. An action in doubt is looked for at its vendor once
 * more: what it may have left there is deleted with the rest. Its row says `erased`, and nobody asks about it again.
 */
export const createSettleActions =
  (ports: ErasurePorts): ErasureActivities['settleActions'] =>
  async ({ tenantId, erasureId }) => {
    const { db } = ports;
    const open = await db.inTenant(tenantId, async (tx) => {
      const { leadIds } = await tx.findOneOrFail(Erasure, { id: erasureId });
      await callOffPlanned(tx, leadIds);
      return onTheirWay(tx, leadIds);
    });
    const held = open.flatMap(({ leaseUntil }) =>
      leaseUntil && leaseUntil > new Date() ? [leaseUntil] : [],
    );
    if (held.length > 0) return { until: new Date(Math.max(...held.map(Number))).toISOString() };
    const found: VendorCopy[] = [];
    // a vendor that is away for long keeps nobody from being forgotten: then what it may have stays unknown
    if (waitedMs() < longestSearchMs) for (const row of open) found.push(...(await lookFor(ports, row)));
    await db.inTenant(tenantId, async (tx) => {
      await noteCopies(tx, { tenantId, erasureId, found });
      await leaveInDoubt(tx, open, erased);
    });
    return { until: null };
  };

/** What an action without an answer may have left at its vendor. */
const lookFor = async (
  { telephony, calendar }: ErasurePorts,
  { kind, key, payload, vendorId, firstSentAt, createdAt }: OutboundRow,
): Promise<VendorCopy[]> => {
  if (vendorId || !payload) return [];
  if (kind === 'call') {
    const { to, from } = payload as PlaceCall;
    // whichever of their calls it was, all of them are this person's
    const calls = await telephony.findCalls({ to, from, since: (firstSentAt ?? createdAt).toISOString() });
    return calls.map(({ callSid }) => ({ kind: 'call', id: callSid }));
  }
  const { meeting } = payload as { meeting?: MeetingPayload };
  if (kind !== 'meeting' || !meeting) return [];
  const event = await calendar.findMeeting(meeting.organiser, key);
  return event ? [{ kind: 'event', id: event.eventId, mailbox: meeting.organiser, ahead: true }] : [];
};
