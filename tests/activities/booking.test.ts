// many leads and few consultants, against PostgreSQL: who gets a slot, and who does not
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CommandArguments } from '../../schema/contracts/commands.ts';
import type { StaffMember, TenantSettings } from '../../schema/contracts/tenant.ts';
import { acceptCommand } from '../../schema/database/leads/commands.ts';
import { saveTenant } from '../../schema/database/tenants/save-tenant.ts';
import { testLinkSecret, testSettings } from '../support/seed.ts';
import { type ActivityWorld, activityWorld, type TestLead } from './activity-world.ts';

const consultant = (key: string, more: Partial<StaffMember> = {}): StaffMember => ({
  key,
  name: key,
  email: `${key}@acts.example`,
  role: 'agent',
  calendar: `${key}@acts.example`,
  notify: false,
  ...more,
});
const withStaff = (more: Partial<TenantSettings['appointments']> = {}): TenantSettings => {
  const settings = testSettings('Acts');
  return {
    ...settings,
    staff: [...settings.staff.filter(({ calendar }) => !calendar), consultant('amira'), consultant('daniel')],
    appointments: { ...settings.appointments, ...more },
  };
};

let world: ActivityWorld;
beforeAll(async () => {
  world = await activityWorld(() => withStaff());
});
afterAll(() => world.drop());

/** The rules from now on. */
const rules = (settings: TenantSettings) =>
  saveTenant(
    world.db,
    { slug: 'acts', source: settings, settings, savedBy: 'test' },
    { linkSecret: testLinkSecret, firstPassword: async () => null },
  );

let hours = 6;
/** An hour of tomorrow of its own, after the one before. */
const anHour = (): string => {
  hours += 1;
  const tomorrow = Math.ceil(Date.now() / 86_400_000) * 86_400_000;
  return new Date(tomorrow + hours * 3_600_000).toISOString();
};

const book = async (lead: TestLead, args: CommandArguments['bookAppointment']): Promise<string> => {
  const { tenantId, leadId } = lead;
  const commandId = await world.db.inTenant(tenantId, (tx) =>
    acceptCommand(tx, {
      tenantId,
      leadId,
      name: 'bookAppointment',
      arguments: args,
      actor: { kind: 'lead', id: leadId },
    }),
  );
  const { outcome } = await world.activities.applyCommand({ ...world.stamped(lead), commandId });
  return outcome.code;
};
const bookings = (startAt: string): Promise<{ staff_key: string }[]> =>
  world.sql('select staff_key from appointment where starts_at = ? order by created_at', [new Date(startAt)]);

describe('fifty leads who want one time at once', () => {
  test.each([
    ['and whoever is free', null, ['amira', 'daniel']],
    ['and one consultant', 'daniel', ['daniel']],
  ] as const)('%s: exactly one wins per consultant, all others are told', async (_, staffKey, winners) => {
    const startAt = anHour();
    const leads = await Promise.all(Array.from({ length: 50 }, () => world.newLead()));
    const codes = await Promise.all(leads.map((lead) => book(lead, { startAt, staffKey })));
    expect(codes.filter((code) => code === 'booked')).toHaveLength(winners.length);
    expect(codes.filter((code) => code === 'slotTaken')).toHaveLength(50 - winners.length);
    expect((await bookings(startAt)).map(({ staff_key }) => staff_key).toSorted()).toEqual(winners);
  });
});

describe('whose turn it is', () => {
  test('is decided from the rows: in turn, whatever each has ahead', async () => {
    await rules(withStaff({ assign: 'roundRobin' }));
    const given: string[] = [];
    for (let i = 0; i < 4; i += 1) {
      const startAt = anHour();
      expect(await book(await world.newLead(), { startAt, staffKey: null })).toBe('booked');
      given.push(...(await bookings(startAt)).map(({ staff_key }) => staff_key));
    }
    expect(new Set(given.slice(0, 2))).toEqual(new Set(['amira', 'daniel']));
    expect(given.slice(2)).toEqual(given.slice(0, 2));
  });

  test('passes over whose calendar is not free at that moment', async () => {
    await rules(withStaff());
    const startAt = anHour();
    expect(await book(await world.newLead(), { startAt, staffKey: null, free: ['daniel'] })).toBe('booked');
    expect((await bookings(startAt)).map(({ staff_key }) => staff_key)).toEqual(['daniel']);
    expect(await book(await world.newLead(), { startAt, staffKey: null, free: [] })).toBe('slotTaken');
  });

  test('passes over who does not work then, and keeps the buffer between two leads', async () => {
    const settings = withStaff({ buffer: '10 minutes' });
    const windows = settings.appointments.windows.map((window) => ({
      ...window,
      from: '00:00',
      to: '00:30',
    }));
    await rules({
      ...settings,
      staff: settings.staff.map((person) =>
        person.key === 'amira' ? { ...person, hours: { windows, daysOff: [] } } : person,
      ),
    });
    const startAt = anHour();
    expect(await book(await world.newLead(), { startAt, staffKey: null })).toBe('booked');
    expect((await bookings(startAt)).map(({ staff_key }) => staff_key)).toEqual(['daniel']);
    const next = new Date(Date.parse(startAt) + 30 * 60_000).toISOString();
    expect(await book(await world.newLead(), { startAt: next, staffKey: null })).toBe('slotTaken');
  });
});
