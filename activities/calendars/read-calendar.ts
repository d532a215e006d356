import { readingSpan } from '../../domain/appointments/calendar-watch.ts';
import { durationMs } from '../../domain/time/duration.ts';
import type { CalendarChange } from '../../integrations/calendar/port.ts';
import type { TenantSettings } from '../../schema/contracts/tenant.ts';
import { Appointment, type AppointmentRow } from '../../schema/database/appointments/entities.ts';
import { CalendarWatch, type CalendarWatchRow } from '../../schema/database/calendars/entities.ts';
import { tenantInForce } from '../../schema/database/tenants/policy.ts';
import { mailboxOf } from '../appointments/mailbox-of.ts';
import type { Ports } from '../ports.ts';
import { applyChange } from './apply-change.ts';

interface Reading {
  whole: boolean;
  changed: number;
  later: boolean;
}

/** The vendor may have looked at the calendar a moment before we noted the reading. */
const readingTakesMs = 60_000;

/**
 * Reads a calendar, so that a change is found whose notification was lost: by what has changed since the last time, or
 * whole. An appointment that should have been told of and was not is asked for by itself: all of them after a whole
 * reading, and otherwise those booked since the last one, because what is made and gone in between is never told.
 */
export const readCalendar = async (
  ports: Ports,
  watch: CalendarWatchRow,
  { appointments }: TenantSettings,
  how: 'whole' | 'changes',
): Promise<Reading> => {
  const horizonMs = durationMs(appointments.horizon);
  if (how === 'changes' && watch.deltaLink) {
    const read = await ports.calendar.readChanges(watch.mailbox, { link: watch.deltaLink });
    if (read) {
      const since = (watch.readAt?.getTime() ?? 0) - readingTakesMs;
      const changes = [...read.changes, ...(await missing(ports, watch, read.changes, new Date(since)))];
      return take(ports, watch, {
        ...{ changes, link: read.link },
        ...{ whole: false, windowUntil: watch.windowUntil ?? null },
      });
    }
    // too old a link: everything is read
  }
  const span = readingSpan(horizonMs, Date.now());
  const read = await ports.calendar.readChanges(watch.mailbox, span);
  if (!read) throw new Error('a whole reading has no link to go on from');
  const changes = [...read.changes, ...(await missing(ports, watch, read.changes))];
  return take(ports, watch, { changes, link: read.link, whole: true, windowUntil: new Date(span.untilAt) });
};

/** Appointments in this calendar, of all or of those booked since an instant, that a reading did not tell of. */
const missing = (
  { db }: Ports,
  { tenantId, staffKey, mailbox }: CalendarWatchRow,
  changes: readonly CalendarChange[],
  bookedSince: Date | null = null,
): Promise<CalendarChange[]> =>
  db.inTenant(tenantId, async (tx) => {
    const { settings } = await tenantInForce(tx, tenantId);
    const ahead = (await tx.find(Appointment, {
      staffKey,
      state: { $in: ['reserved', 'confirmed'] },
      endsAt: { $gt: new Date() },
      eventId: { $ne: null, $nin: changes.map(({ eventId }) => eventId) },
      ...(bookedSince && { bookedAt: { $gt: bookedSince } }),
    })) as AppointmentRow[];
    const found: CalendarChange[] = [];
    for (const appointment of ahead) {
      // what was made in a calendar that the consultant had before is not missing in this one
      const isHere = (await mailboxOf(tx, appointment, settings))?.toLowerCase() === mailbox;
      if (isHere && appointment.eventId) found.push({ eventId: appointment.eventId, meeting: null });
    }
    return found;
  });

const take = async (
  ports: Ports,
  watch: CalendarWatchRow,
  read: { changes: CalendarChange[]; link: string; whole: boolean; windowUntil: Date | null },
): Promise<Reading> => {
  const { id, tenantId } = watch;
  const outcome: Reading = { whole: read.whole, changed: 0, later: false };
  const ours = await ownEvents(ports, tenantId, read.changes);
  for (const change of ours) {
    const result = await applyChange(ports, {
      tenantId,
      eventId: change.eventId,
      // what is not told of may have left the span only
      meeting: change.meeting ?? (await ports.calendar.fetchMeeting(watch.mailbox, change.eventId)),
      causedBy: { kind: 'system', id },
    });
    if (result === 'changed') outcome.changed += 1;
    if (result === 'later') outcome.later = true;
  }
  // only now: a reading that was cut short is made again from the same place, and so is one that came too early
  await ports.db.inTenant(tenantId, (tx) =>
    tx.nativeUpdate(
      CalendarWatch,
      { id },
      {
        readAt: new Date(),
        readWanted: outcome.later,
        ...(!outcome.later && { deltaLink: read.link, windowUntil: read.windowUntil }),
      },
    ),
  );
  return outcome;
};

/** A calendar holds somebody's whole life: only what stands in our rows is looked at. */
const ownEvents = async (
  { db }: Ports,
  tenantId: string,
  changes: readonly CalendarChange[],
): Promise<CalendarChange[]> => {
  if (changes.length === 0) return [];
  const ids = changes.map(({ eventId }) => eventId);
  const rows = await db.inTenant(tenantId, (tx) =>
    tx.find(Appointment, { eventId: { $in: ids } }, { fields: ['eventId'] }),
  );
  const own = new Set(rows.map(({ eventId }) => eventId));
  return changes.filter(({ eventId }) => own.has(eventId));
};
