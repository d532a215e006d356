import type { CommandArguments } from '../schema/contracts/commands.ts';
import type { TenantInForce } from '../schema/database/tenants/policy.ts';
import type { ApiContext } from './context.ts';
import { whoIsFree } from './free-slots.ts';

type Asked = Pick<ApiContext, 'calendar' | 'db' | 'log'>;

/**
 * The arguments of a booking by a lead: the time they chose, checked against the calendars at this moment. Whoever is
 * free and has their turn then meets them. When the calendars cannot be asked in time, the time stands with the person
 * it was offered with, who was free a while ago: our own rows decide, and the booking says so.
 */
export const bookingOf = async (
  context: Asked,
  tenant: TenantInForce,
  slot: { startAt: string; staffKey: string },
  withinMs = calendarTimeMs,
): Promise<CommandArguments['bookAppointment']> => {
  const free = await freeThen(context, tenant, { startAt: slot.startAt }, withinMs);
  return { startAt: slot.startAt, staffKey: free ? null : slot.staffKey, free };
};

/** The same for a meeting that moves: its consultant stays, and its own time is no hindrance. */
export const movingOf = async (
  context: Asked,
  tenant: TenantInForce,
  appointment: { id: string; startsAt: Date; endsAt: Date },
  startAt: string,
): Promise<CommandArguments['rescheduleAppointment']> => ({
  appointmentId: appointment.id,
  startAt,
  free: await freeThen(context, tenant, { startAt, except: appointment }, calendarTimeMs),
});

const calendarTimeMs = 4_000;

/** Whose calendars are free, or null when they cannot be asked in time. */
export const freeThen = async (
  context: Asked,
  tenant: TenantInForce,
  at: Parameters<typeof whoIsFree>[2],
  withinMs = calendarTimeMs,
): Promise<string[] | null> => {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('calendar too slow')), withinMs);
  });
  try {
    return await Promise.race([whoIsFree(context, tenant, at), tooLate]);
  } catch (err) {
    context.log.warn({ err, tenantId: tenant.tenantId }, 'booked without asking the calendars');
    return null;
  } finally {
    clearTimeout(timer);
  }
};
