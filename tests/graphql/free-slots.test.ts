// GraphQL on a real database: times that could be booked, and calendars that do not answer.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { VendorFailure } from '../../schema/contracts/failures.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { seedTenant } from '../support/seed.ts';
import { ask, asRole } from './ask.ts';

let database: TestDatabase;
let tenantId: string;
beforeAll(async () => {
  database = await testDatabase();
  ({ tenantId } = await seedTenant(database.db, 'Slots'));
});
afterAll(() => database.drop());

const slotsFrom = (freeSlots: () => Promise<{ staffKey: string; startAt: string; endAt: string }[]>) =>
  ask(
    database.db,
    asRole(tenantId, 'viewer'),
    '{ freeSlots(first: 1) { startAt staffKey } }',
    {},
    { freeSlots },
  );

test('the first times are told, as many as asked for', async () => {
  const at = (hour: string) => ({
    staffKey: 'amira',
    startAt: `2030-01-01T${hour}:00:00Z`,
    endAt: `2030-01-01T${hour}:30:00Z`,
  });
  const { data } = await slotsFrom(async () => [at('09'), at('10')]);
  expect(data).toEqual({ freeSlots: [{ startAt: '2030-01-01T09:00:00.000Z', staffKey: 'amira' }] });
});

test('calendars that do not answer are named as the reason, without a word of the vendor’s', async () => {
  const { errors } = await slotsFrom(async () => {
    throw new VendorFailure({
      vendor: 'microsoft-graph',
      type: 'Vendor.Unavailable',
      certainty: 'notSent',
      code: '503',
      vendorAnswer: 'amira@mute.example is away',
    });
  });
  expect(errors).toEqual([
    {
      message: 'The calendars do not answer: ask again in a moment.',
      code: 'UNAVAILABLE',
      path: 'freeSlots',
    },
  ]);
});
