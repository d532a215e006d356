// what a lead reads of a booking once the calendar has it, against PostgreSQL
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { acceptCommand } from '../../schema/database/leads/commands.ts';
import { type ActivityWorld, activityWorld, type TestLead } from './activity-world.ts';

let world: ActivityWorld;
beforeAll(async () => {
  world = await activityWorld();
});
afterAll(() => world.drop());
beforeEach(() => {
  for (const { next } of [world.vendors.calendar, world.vendors.email]) next.length = 0;
});

// half hours from the day after tomorrow on, each used once
let taken = 0;
const freeSlot = (): string => {
  taken += 1;
  const day = 86_400_000;
  return new Date((Math.ceil(Date.now() / day) + 1) * day + taken * 30 * 60_000).toISOString();
};

const book = async (lead: TestLead, by: 'lead' | 'model' | 'staff'): Promise<string> => {
  const { tenantId, leadId } = lead;
  const commandId = await world.db.inTenant(tenantId, (tx) =>
    acceptCommand(tx, {
      ...{ tenantId, leadId, name: 'bookAppointment', actor: { kind: by, id: 'agent' } },
      arguments: { startAt: freeSlot(), staffKey: null },
    }),
  );
  const { effect } = await world.activities.applyCommand({ ...world.stamped(lead, 'attend'), commandId });
  if (!effect.appointment) throw new Error('not booked');
  return effect.appointment.id;
};
const arrange = (lead: TestLead, appointmentId: string) =>
  world.activities.arrangeMeeting({ ...world.stamped(lead, 'attend'), appointmentId, v: 1 });
const mailsTo = (lead: TestLead) =>
  [...world.vendors.email.sent.values()].filter(({ payload }) => payload.tags.lead === lead.leadId);
const joinUrlOf = async (id: string): Promise<string> => {
  const [row] = await world.sql<{ join_url: string }>('select join_url from appointment where id = ?', [id]);
  return row?.join_url ?? 'no link';
};

describe('a booking', () => {
  test.each(['lead', 'staff'] as const)(
    'made by %s is confirmed once, with the link, however often it is arranged',
    async (by) => {
      const lead = await world.newLead();
      const id = await book(lead, by);
      for (let i = 0; i < 3; i++) await arrange(lead, id);
      const mails = mailsTo(lead);
      expect(mails).toHaveLength(1);
      expect(mails[0]?.payload.text).toContain(await joinUrlOf(id));
      expect(await world.actions(lead)).toContainEqual(
        expect.objectContaining({ key: `confirmed:${id}`, state: 'sent' }),
      );
    },
  );

  test('is not confirmed before the calendar has it', async () => {
    const lead = await world.newLead();
    const id = await book(lead, 'lead');
    world.vendors.calendar.next.push('limited');
    await expect(arrange(lead, id)).rejects.toThrow();
    expect(mailsTo(lead)).toEqual([]);
    await arrange(lead, id);
    expect(mailsTo(lead)).toHaveLength(1);
  });

  test('whose confirmation could not be sent yet is confirmed when it is arranged again, by one meeting', async () => {
    const lead = await world.newLead();
    const id = await book(lead, 'lead');
    world.vendors.email.next.push('limited');
    await expect(arrange(lead, id)).rejects.toThrow();
    expect(mailsTo(lead)).toEqual([]);
    await arrange(lead, id);
    expect(mailsTo(lead)).toHaveLength(1);
    expect(world.vendors.calendar.meetings.filter(({ key }) => key.includes(id))).toHaveLength(1);
  });

  test('made in a call is left to the vendor’s invitation', async () => {
    const lead = await world.newLead();
    await arrange(lead, await book(lead, 'model'));
    expect(mailsTo(lead)).toEqual([]);
  });

  test('that the calendar refuses is not confirmed', async () => {
    const lead = await world.newLead();
    const id = await book(lead, 'lead');
    world.vendors.calendar.next.push('refused');
    await arrange(lead, id);
    expect(mailsTo(lead)).toEqual([]);
  });
});
