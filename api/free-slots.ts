import { freeSlots, type Slot } from '../domain/appointments/slots.ts';
import { addDuration } from '../domain/time/duration.ts';
import { Appointment } from '../schema/database/appointments/entities.ts';
import { type TenantInForce, tenantInForce } from '../schema/database/tenants/policy.ts';
import type { ApiContext } from './context.ts';

/**
 * When the tenant's staff can be met: neither busy in their calendars nor taken by an appointment of ours. Throws what
 * the calendar throws.
 */
export const findFreeSlots = async (
  { calendar, db }: Pick<ApiContext, 'calendar' | 'db'>,
  { tenantId, settings }: TenantInForce,
  now: string,
): Promise<Slot[]> => {
  const people = settings.staff.flatMap(({ key, calendar: mailbox }) => (mailbox ? [{ key, mailbox }] : []));
  if (people.length === 0) return [];
  const untilAt = addDuration(now, settings.appointments.horizon);
  const mailboxes = people.map(({ mailbox }) => mailbox);
  const busy = await calendar.busyTimes({ mailboxes, fromAt: now, untilAt });
  // read after the calendars: what is reserved meanwhile stands in our rows before it stands in any calendar
  const ours = await db.inTenant(tenantId, (tx) =>
    tx.find(Appointment, { state: { $in: ['reserved', 'confirmed'] }, endsAt: { $gt: new Date(now) } }),
  );
  const consultants = people.map(({ key, mailbox }) => {
    const own = ours.filter(({ staffKey }) => staffKey === key);
    const taken = own.map((a) => ({ startAt: a.startsAt.toISOString(), endAt: a.endsAt.toISOString() }));
    return { key, busy: [...(busy[mailbox] ?? []), ...taken], load: own.length };
  });
  return freeSlots(settings, consultants, now);
};

/** The same for a tenant by its id, now. */
export const freeSlotsOf = async (
  context: Pick<ApiContext, 'calendar' | 'db'>,
  tenantId: string,
): Promise<Slot[]> => {
  const tenant = await context.db.inTenant(tenantId, (tx) => tenantInForce(tx, tenantId));
  return findFreeSlots(context, tenant, new Date().toISOString());
};
