// what calendars tell, over HTTP and against PostgreSQL
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createGraphWebhook } from '../../api/webhooks/graph.ts';
import { createCalendar } from '../../integrations/calendar/index.ts';
import { readGraphSettings } from '../../integrations/calendar/microsoft-graph/settings.ts';
import { Appointment } from '../../schema/database/appointments/entities.ts';
import { CalendarWatch } from '../../schema/database/calendars/entities.ts';
import { pendingWork } from '../../schema/database/routing/doors.ts';
import { type ApiServer, startApi } from '../support/api-server.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { seedTenant } from '../support/seed.ts';
import { seedLead } from '../support/seed-lead.ts';

const settings = readGraphSettings({});
const eventId = 'AAMk-event';
let database: TestDatabase;
let tenantId: string;
let api: ApiServer;
const woken: unknown[] = [];

beforeAll(async () => {
  database = await testDatabase();
  ({ tenantId } = await seedTenant(database.db, 'Told'));
  const { appointmentId } = await seedLead(database.db, tenantId, 'Told');
  await database.db.inTenant(tenantId, async (tx) => {
    await tx.nativeUpdate(Appointment, { id: appointmentId }, { eventId, changeKey: 'ours' });
    await tx.nativeUpdate(CalendarWatch, { staffKey: 'agent' }, { subscriptionId: 'sub-1' });
    await tx.execute('select routing.put_account(?, ?, ?)', [
      tenantId,
      'microsoft-graph-subscription',
      'sub-1',
    ]);
  });
});
beforeEach(async () => {
  api = await startApi(database.db, createGraphWebhook, {
    calendar: createCalendar(settings),
    wakeWatch: (watch) => void woken.push(watch),
  });
});
afterEach(async () => {
  await api.close();
  woken.length = 0;
  await database.db.inTenant(tenantId, async (tx) => {
    await tx.execute('delete from calendar_notice');
    await tx.execute('delete from inbound_event');
  });
});
afterAll(() => database.drop());

const post = (body: unknown, path = ''): Promise<Response> =>
  fetch(`${api.url}/api/webhooks/graph${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
const changed = (more: object = {}) => ({
  subscriptionId: 'sub-1',
  changeType: 'updated',
  clientState: settings.clientState,
  resource: `Users/x/Events/${eventId}`,
  resourceData: { id: eventId, '@odata.etag': 'W/"theirs"' },
  ...more,
});
const notices = () =>
  database.db.inTenant(tenantId, (tx) => tx.execute<{ kind: string }[]>('select kind from calendar_notice'));

describe('the handshake', () => {
  test.each(['', '/lifecycle'])(
    'at “%s” gives the token back as text, decoded and as nothing else',
    async (path) => {
      const token = 'Validation: <b>Testing</b> & more';
      const answer = await fetch(
        `${api.url}/api/webhooks/graph${path}?validationToken=${encodeURIComponent(token)}`,
        { method: 'POST', headers: { 'content-type': 'text/plain' } },
      );
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-type')).toMatch(/^text\/plain/);
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
      expect(await answer.text()).toBe(token);
    },
  );
});

describe('a notification', () => {
  test('is acknowledged once stored, is seen to, and wakes the watch', async () => {
    const answer = await post({ value: [changed()] });
    expect(answer.status).toBe(202);
    expect(await notices()).toEqual([{ kind: 'changed' }]);
    expect(woken).toEqual([{ tenantId, staffKey: 'agent' }]);
    // and by the dispatcher, should nobody be awake
    const pending = await pendingWork(database.db.pool, -1_000, 10);
    expect(pending.filter(({ kind }) => kind !== 'note')).toMatchObject([{ kind: 'watch' }]);
  });

  test('of a deletion is news, though its version is the last that we have seen', async () => {
    const told = { changeType: 'deleted', resourceData: { id: eventId, '@odata.etag': 'W/"ours"' } };
    await post({ value: [changed(told)] });
    expect(await notices()).toEqual([{ kind: 'changed' }]);
  });

  test('told twice is one', async () => {
    await post({ value: [changed(), changed()] });
    await post({ value: [changed()] });
    expect(await notices()).toHaveLength(1);
  });

  test.each([
    ['the echo of our own change', changed({ resourceData: { id: eventId, '@odata.etag': 'W/"ours"' } })],
    ['an event that is none of ours', changed({ resourceData: { id: 'dentist', '@odata.etag': 'W/"x"' } })],
    ['a subscription that nobody knows', changed({ subscriptionId: 'sub-9' })],
  ])('about %s is acknowledged and not kept', async (_, told) => {
    expect((await post({ value: [told] })).status).toBe(202);
    expect(await notices()).toEqual([]);
    expect(woken).toEqual([]);
  });

  test.each(['reauthorizationRequired', 'subscriptionRemoved', 'missed'])(
    'of the subscription’s own life, %s, is stored as often as it comes',
    async (lifecycleEvent) => {
      const { subscriptionId, clientState } = changed();
      const told = { value: [{ subscriptionId, clientState, lifecycleEvent }] };
      for (let i = 0; i < 2; i += 1) expect((await post(told, '/lifecycle')).status).toBe(202);
      expect(await notices()).toEqual([{ kind: lifecycleEvent }, { kind: lifecycleEvent }]);
    },
  );

  test.each([
    ['another secret', { value: [changed({ clientState: 'forged' })] }, 401],
    ['no secret', { value: [changed({ clientState: null })] }, 401],
    ['one right secret and one wrong', { value: [changed(), changed({ clientState: 'forged' })] }, 401],
    ['no list', { value: 'x' }, 400],
    ['no JSON', '{', 400],
  ])('with %s is refused, and nothing is kept', async (_, body, status) => {
    expect((await post(body)).status).toBe(status);
    expect(await notices()).toEqual([]);
  });
});
