import { inOrder } from '../../domain/appointments/assign.ts';
import { type Consultant, canMeet } from '../../domain/appointments/slots.ts';
import { Appointment } from '../../schema/database/appointments/entities.ts';
import { lockSlots } from '../../schema/database/appointments/slot-lock.ts';
import type { Tx } from '../../schema/database/database.ts';
import type { TenantInForce } from '../../schema/database/tenants/policy.ts';

export interface Wanted {
  startAt: string;
  /** only this person will do */
  staffKey: string | null;
  /** whose calendars were free a moment before; null: they could not be asked */
  free: readonly string[] | null;
  /** an appointment that is about to leave its time */
  except?: string;
}

/**
 * Who meets the lead then, by our own rows, by what the calendars said, and by the tenant's rule: decided under the lock
 * of all bookings, so that whoever had their turn is known. Null when nobody can.
 */
export const chooseConsultant = async (
  tx: Tx,
  { settings, tenantId }: TenantInForce,
  { startAt, staffKey, free, except }: Wanted,
): Promise<string | null> => {
  await lockSlots(tx, tenantId);
  const keys = settings.staff
    .filter(({ calendar, key }) => calendar && (!staffKey || staffKey === key))
    .map(({ key }) => key)
    .filter((key) => free === null || free.includes(key));
  const people = await consultants(tx, keys, except);
  const able = people.filter((person) => canMeet(settings, person, startAt));
  return inOrder(settings.appointments.assign, able)[0]?.key ?? null;
};

const consultants = async (tx: Tx, keys: readonly string[], except?: string): Promise<Consultant[]> => {
  const ahead = await tx.find(
    Appointment,
    { state: { $in: ['reserved', 'confirmed'] }, endsAt: { $gt: new Date() } },
    { fields: ['id', 'staffKey', 'startsAt', 'endsAt'] },
  );
  const given = await tx.execute<{ staff_key: string; at: Date }[]>(
    'select staff_key, max(created_at) as at from appointment group by staff_key',
  );
  return keys.map((key) => {
    const own = ahead.filter((each) => each.staffKey === key && each.id !== except);
    const last = given.find((each) => each.staff_key === key)?.at;
    return {
      key,
      load: own.length,
      lastGivenAt: last ? new Date(last).toISOString() : null,
      busy: own.map(({ startsAt, endsAt }) => ({
        startAt: startsAt.toISOString(),
        endAt: endsAt.toISOString(),
        ours: true,
      })),
    };
  });
};
