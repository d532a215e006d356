// Which Schedules a worker asks for, on real tenants, with an engine that notes it.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { keepSchedules } from '../../worker/keep-schedules.ts';
import { waitUntil } from '../end-to-end/wait-until.ts';
import { keptLog } from '../support/api-context.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { seedTenant } from '../support/seed.ts';

let database: TestDatabase;
let tenantId: string;
const workers: { stop: AbortController; done: Promise<void> }[] = [];
beforeAll(async () => {
  database = await testDatabase();
  ({ tenantId } = await seedTenant(database.db, 'Alpha'));
  await seedTenant(database.db, 'Bravo');
});
afterEach(async () => {
  for (const { stop, done } of workers.splice(0)) {
    stop.abort();
    await done;
  }
});
afterAll(() => database.drop());

/** A worker's keeping, which looks again and again; answers what it asked for. */
const worker = (failures = 0) => {
  const asked: { tenantId: string; timeZone: string }[] = [];
  let [failed, looked] = [0, 0];
  const keepRetention = async (tenant: { tenantId: string; timeZone: string }): Promise<void> => {
    if (failed++ < failures) throw new Error('no connection');
    asked.push(tenant);
  };
  const stop = new AbortController();
  const { log } = keptLog();
  const inTenant: TestDatabase['db']['inTenant'] = (id, work) => {
    looked += 1;
    return database.db.inTenant(id, work);
  };
  const ports = { db: { ...database.db, inTenant }, engine: { keepRetention }, log };
  workers.push({ stop, done: keepSchedules(ports, stop.signal, 5) });
  const looks = async (times: number) => {
    const until = looked + times;
    await waitUntil('it has looked', async () => looked >= until);
  };
  return { asked, looks };
};

test('each worker asks once for every tenant, and again for one that has moved', async () => {
  const { asked, looks } = worker();
  await waitUntil('both are asked for', async () => asked.length === 2);
  await looks(4);
  expect(asked).toHaveLength(2);
  expect(asked).toContainEqual({ tenantId, timeZone: 'Europe/London' });
  const moved = { timeZone: 'Asia/Dubai' };
  await seedTenant(database.db, 'Alpha', {
    change: (settings) => ({ ...settings, profile: { ...settings.profile, ...moved } }),
  });
  await waitUntil('it is asked for again', async () => asked.length === 3);
  expect(asked.at(-1)).toEqual({ tenantId, ...moved });
  await looks(4);
  expect(asked).toHaveLength(3);
});

test('a tenant that comes later gets one too, and an engine that was away is asked again', async () => {
  const { asked } = worker(2);
  await waitUntil('both are asked for', async () => asked.length === 2);
  const { tenantId: later } = await seedTenant(database.db, 'Later');
  await waitUntil('the third as well', async () => asked.some((one) => one.tenantId === later));
});
