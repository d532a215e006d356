// The activities over real rows, of a business that is suspended: nobody is reached, nothing is forgotten.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { cleanFailure } from '../../activities/clean-failure.ts';
import { acceptCommand } from '../../schema/database/leads/commands.ts';
import { LedgerFailure } from '../../schema/database/ledger/ledger-failure.ts';
import { suspension } from '../support/suspension.ts';
import { type ActivityWorld, activityWorld, type TestLead } from './activity-world.ts';

let world: ActivityWorld;
beforeAll(async () => {
  world = await activityWorld();
});
afterAll(() => world.drop());

const { suspend, resume } = suspension(() => world);
afterEach(() => resume());
const refused = { type: 'Ledger.Suspended' };

const place = (lead: TestLead) => world.activities.placeCall({ ...world.stamped(lead), cause: lead.form });

let hours = 9;
const book = async (lead: TestLead): Promise<string> => {
  hours += 1;
  const { tenantId, leadId } = lead;
  const day = Math.ceil(Date.now() / 86_400_000) * 86_400_000;
  const commandId = await world.db.inTenant(tenantId, (tx) =>
    acceptCommand(tx, {
      ...{ tenantId, leadId, name: 'bookAppointment', actor: { kind: 'lead', id: leadId } },
      arguments: { startAt: new Date(day + hours * 3_600_000).toISOString(), staffKey: null },
    }),
  );
  await world.activities.applyCommand({ ...world.stamped(lead), commandId });
  const [row] = await world.sql<{ id: string }>('select id from appointment where lead_id = ?', [leadId]);
  return row?.id ?? '';
};

test('Temporal does not try again by itself what is refused: the journey waits for the business to go on', () => {
  expect(cleanFailure(new LedgerFailure('Ledger.Suspended'))).toMatchObject({
    ...refused,
    nonRetryable: true,
  });
});

describe('while the business is suspended', () => {
  test('no call is placed, and one is once it goes on', async () => {
    const lead = await world.newLead();
    const before = world.vendors.telephony.calls.length;
    await suspend();
    await expect(place(lead)).rejects.toMatchObject(refused);
    await expect(place(lead)).rejects.toMatchObject(refused);
    expect(world.vendors.telephony.calls).toHaveLength(before);
    expect(await world.actions(lead)).toEqual([]);
    await resume();
    expect((await place(lead)).kind).toBe('placed');
    expect(world.vendors.telephony.calls).toHaveLength(before + 1);
  });

  test('no welcome is written', async () => {
    const lead = await world.newLead();
    await suspend();
    const welcome = world.activities.welcome({ ...world.stamped(lead), cause: lead.form });
    await expect(welcome).rejects.toMatchObject(refused);
    expect(await world.actions(lead)).toEqual([]);
  });

  test('no meeting is put into a calendar; one that is over by the time it goes on is never put there', async () => {
    const lead = await world.newLead();
    const appointmentId = await book(lead);
    const arrange = () =>
      world.activities.arrangeMeeting({ ...world.stamped(lead, 'attend'), appointmentId, v: 1 });
    await suspend();
    await expect(arrange()).rejects.toMatchObject(refused);
    await world.sql(
      `update appointment set starts_at = starts_at - interval '9 days', ends_at = ends_at - interval '9 days' where id = ?`,
      [appointmentId],
    );
    await resume();
    expect((await arrange()).kind).toBe('arranged');
    const skipped = { state: 'skipped', reason: 'meetingOver' };
    expect(await world.actions(lead)).toMatchObject([skipped, skipped]);
  });

  test('a meeting that is still to come is put there once it goes on', async () => {
    const lead = await world.newLead();
    const appointmentId = await book(lead);
    const arrange = () =>
      world.activities.arrangeMeeting({ ...world.stamped(lead, 'attend'), appointmentId, v: 1 });
    await suspend();
    await expect(arrange()).rejects.toMatchObject(refused);
    await resume();
    expect((await arrange()).kind).toBe('arranged');
    expect(await world.actions(lead)).toContainEqual(
      expect.objectContaining({ key: `meeting:${appointmentId}:v1`, state: 'sent' }),
    );
  });
});
