// a business without a number and without calendars, as every new one is, against PostgreSQL
import { afterAll, beforeAll, expect, test } from 'vitest';
import { uuidV7 } from '../../schema/database/uuid-v7.ts';
import { type ActivityWorld, activityWorld } from './activity-world.ts';

let world: ActivityWorld;
beforeAll(async () => {
  world = await activityWorld(({ phone: _none, ...settings }) => ({
    ...settings,
    staff: settings.staff.map((member) => ({ ...member, calendar: null })),
  }));
});
afterAll(() => world.drop());

test('places no call and says why', async () => {
  const lead = await world.newLead();
  const call = { ...world.stamped(lead), attemptId: uuidV7(), cause: lead.form };
  expect(await world.activities.placeCall(call)).toMatchObject({
    ...{ kind: 'never', because: 'noOwnNumber', to: 'followUp' },
  });
  expect(world.vendors.telephony.calls).toEqual([]);
  const [decision] = await world.sql('select verdict, reason, rule from decision where lead_id = ?', [
    lead.leadId,
  ]);
  expect(decision).toEqual({ verdict: 'never', reason: 'noOwnNumber', rule: 'call.ownNumber' });
});

test('offers no times and says why', async () => {
  const lead = await world.newLead();
  const offer = await world.activities.offerSlots({ ...world.stamped(lead), cause: lead.form });
  expect(offer).toMatchObject({ kind: 'never', because: 'noCalendar', to: 'followUp' });
  expect(world.vendors.email.sent.size).toBe(0);
});

test('promises no call in its welcome', async () => {
  const lead = await world.newLead();
  await world.activities.welcome({ ...world.stamped(lead), cause: lead.form });
  const [mail] = [...world.vendors.email.sent.values()];
  expect(mail?.payload.text).toContain('One of our consultants will get back to you by e-mail.');
});
