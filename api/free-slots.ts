import { type Consultant, canMeet, freeSlots, type Slot } from '../domain/appointments/slots.ts';
import { addDuration, durationMs } from '../domain/time/duration.ts';
import { Appointment } from '../schema/database/appointments/entities.ts';
import { type TenantInForce, tenantInForce } from '../schema/database/tenants/policy.ts';
import type { ApiContext } from './context.ts';

type Asked = Pick<ApiContext, 'calendar' | 'db'>;

/**
 * When the tenant's staff can be met: neither busy in their calendars nor taken by an appointment of ours, each time
 * with whose turn it is; with `staffKey` the times of that person. Throws what the calendar throws.
 */
export const findFreeSlots = async (
  context: Asked,
  tenant: TenantInForce,
  now: string,
  staffKey?: string,
): Promise<Slot[]> => {
  const untilAt = addDuration(now, tenant.settings.appointments.horizon);
  const people = await consultants(context, tenant, { fromAt: now, untilAt });
  const asked = people.filter(({ key }) => !staffKey || key === staffKey);
  return freeSlots(tenant.settings, asked, now);
};

/** The same for a tenant by its id, now. */
export const freeSlotsOf = async (context: Asked, tenantId: string, staffKey?: string): Promise<Slot[]> => {
  const tenant = await context.db.inTenant(tenantId, (tx) => tenantInForce(tx, tenantId));
  return findFreeSlots(context, tenant, new Date().toISOString(), staffKey);
};

// calendars are not asked for seconds: the vendor wants more than one interval
const aroundMs = 3_600_000;

/**
 * Who is free at this very moment to begin a meeting then, by calendar and by our rows; `except` is an appointment that
 * is about to leave its time, in both. Throws what the calendar throws.
 */
export const whoIsFree = async (
  context: Asked,
  tenant: TenantInForce,
  { startAt, except }: { startAt: string; except?: { id: string; startsAt: Date; endsAt: Date } },
): Promise<string[]> => {
  const startMs = Date.parse(startAt);
  const endMs = startMs + durationMs(tenant.settings.appointments.length);
  const people = await consultants(context, tenant, {
    fromAt: new Date(startMs - aroundMs).toISOString(),
    untilAt: new Date(endMs + aroundMs).toISOString(),
    ...(except && { except }),
  });
  return people.filter((person) => canMeet(tenant.settings, person, startAt)).map(({ key }) => key);
};

const consultants = async (
  { calendar, db }: Asked,
  { tenantId, settings }: TenantInForce,
  range: { fromAt: string; untilAt: string; except?: { id: string; startsAt: Date; endsAt: Date } },
): Promise<Consultant[]> => {
  const { fromAt, untilAt, except } = range;
  const people = settings.staff.flatMap(({ key, calendar: mailbox }) => (mailbox ? [{ key, mailbox }] : []));
  if (people.length === 0) return [];
  const mailboxes = people.map(({ mailbox }) => mailbox);
  const busy = await calendar.busyTimes({ mailboxes, fromAt, untilAt });
  // read after the calendars: what is reserved meanwhile stands in our rows before it stands in any calendar
  const { ours, given } = await db.inTenant(tenantId, async (tx) => ({
    ours: await tx.find(Appointment, {
      state: { $in: ['reserved', 'confirmed'] },
      endsAt: { $gt: new Date() },
    }),
    given: await tx.execute<{ staff_key: string; at: Date }[]>(
      'select staff_key, max(created_at) as at from appointment group by staff_key',
    ),
  }));
  return people.map(({ key, mailbox }) => {
    const own = ours.filter(({ staffKey, id }) => staffKey === key && id !== except?.id);
    const last = given.find(({ staff_key }) => staff_key === key)?.at;
    return {
      key,
      load: own.length,
      lastGivenAt: last ? new Date(last).toISOString() : null,
      busy: [
        ...(busy[mailbox] ?? []).filter((taken) => !isOf(except, taken)),
        ...own.map((a) => ({
          startAt: a.startsAt.toISOString(),
          endAt: a.endsAt.toISOString(),
          ours: true,
        })),
      ],
    };
  });
};

/** Calendars tell when somebody is busy, not with what: the appointment is known by its time. */
const isOf = (
  appointment: { startsAt: Date; endsAt: Date } | undefined,
  taken: { startAt: string; endAt: string },
): boolean =>
  appointment !== undefined &&
  Date.parse(taken.startAt) === appointment.startsAt.getTime() &&
  Date.parse(taken.endAt) === appointment.endsAt.getTime();
