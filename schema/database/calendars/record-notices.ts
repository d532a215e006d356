import { Appointment } from '../appointments/entities.ts';
import type { Tx } from '../database.ts';
import { recordInbound } from '../ledger/inbound.ts';
import { uuidV7 } from '../uuid-v7.ts';
import { CalendarNotice, CalendarWatch, type NoticeKind } from './entities.ts';
import { wakeWatch } from './wake-watch.ts';

/** What a vendor told of one subscription. */
export interface ToldNotice {
  subscriptionId: string;
  kind: NoticeKind;
  eventId: string | null;
  changeKey: string | null;
}

/**
 * Stores what a calendar told, once, and has it seen to. What concerns no appointment of ours that stands is somebody's own
 * life and not kept; neither is the echo of our own change. Answers whose watch there is to wake.
 */
export const recordNotices = async (
  tx: Tx,
  { tenantId, vendor }: { tenantId: string; vendor: string },
  notices: readonly ToldNotice[],
): Promise<string[]> => {
  const woken = new Set<string>();
  for (const notice of notices) {
    const watch = await tx.findOne(CalendarWatch, { subscriptionId: notice.subscriptionId, endedAt: null });
    if (!watch || (notice.kind === 'changed' && !(await concernsUs(tx, notice)))) continue;
    const { subscriptionId, kind, eventId, changeKey } = notice;
    const now = uuidV7();
    // a change is known by the version of its event; whatever else is told may be told again with another meaning
    const id = kind === 'changed' && changeKey ? `${kind}:${eventId}:${changeKey}` : `${kind}:${now}`;
    const inboundEventId = await recordInbound(tx, {
      tenantId,
      vendor,
      account: subscriptionId,
      eventId: id,
      kind: `calendar.${kind}`,
      body: { ...notice },
    });
    if (!inboundEventId) continue;
    await tx.insert(CalendarNotice, {
      id: now,
      tenantId,
      createdAt: new Date(),
      watchId: watch.id,
      inboundEventId,
      kind,
      eventId,
    });
    woken.add(watch.staffKey);
  }
  // in one order, so that two that wake the same do not wait for each other
  for (const staffKey of [...woken].sort()) await wakeWatch(tx, { tenantId, staffKey });
  return [...woken];
};

const concernsUs = async (tx: Tx, { eventId, changeKey }: ToldNotice): Promise<boolean> => {
  const standing = { eventId, state: { $in: ['reserved', 'confirmed'] as const } };
  const appointment = await tx.findOne(Appointment, standing, { fields: ['changeKey'] });
  return appointment !== null && (!changeKey || appointment.changeKey !== changeKey);
};
