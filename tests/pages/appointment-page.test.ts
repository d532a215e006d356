// The page behind a lead's link, over HTTP and against PostgreSQL.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ApiContext, CommandAnswer } from '../../api/context.ts';
import { createAppointmentPages } from '../../api/pages/appointment-pages.ts';
import { VendorFailure } from '../../schema/contracts/failures.ts';
import { Appointment } from '../../schema/database/appointments/entities.ts';
import { putToken } from '../../schema/database/routing/doors.ts';
import { newToken } from '../../schema/database/secrets.ts';
import { type ApiServer, startApi } from '../support/api-server.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { seedTenant } from '../support/seed.ts';
import { seedLead } from '../support/seed-lead.ts';

let database: TestDatabase;
let tenantId: string;
let leads = 0;
let api: ApiServer;
let link: string;
let answer: Omit<CommandAnswer, 'commandId'>;
let busyTimes: ApiContext['calendar']['busyTimes'];

beforeAll(async () => {
  database = await testDatabase();
  ({ tenantId } = await seedTenant(database.db, 'Pages'));
});
beforeEach(async () => {
  answer = { status: 'done', code: 'cancelled', text: 'The meeting is cancelled.' };
  busyTimes = async () => ({});
  const { leadId } = await seedLead(database.db, tenantId, 'Pages', leads++);
  const { token, tokenHash } = newToken();
  // an hour of its own for each: one consultant, one meeting at a time
  const ahead = new Date(Date.now() + leads * 3_600_000);
  await database.db.inTenant(tenantId, (tx) =>
    tx.nativeUpdate(
      Appointment,
      { leadId },
      { startsAt: ahead, endsAt: new Date(ahead.getTime() + 1_800_000) },
    ),
  );
  await database.db.inTenant(tenantId, (tx) =>
    putToken(tx, {
      tenantId,
      tokenHash,
      kind: 'appointment',
      ref: leadId,
      until: new Date(Date.now() + 60_000),
    }),
  );
  api = await startApi(database.db, createAppointmentPages, {
    calendar: { busyTimes: (query: never) => busyTimes(query) } as unknown as ApiContext['calendar'],
    command: async (request) => {
      asked.push(request.arguments);
      return { commandId: '', ...answer };
    },
  });
  link = `${api.url}/a/${token}`;
});
afterEach(() => api.close());
afterAll(() => database.drop());

const shown = crypto.randomUUID();
const asked: unknown[] = [];

const cancel = (): Promise<Response> =>
  fetch(link, {
    method: 'POST',
    body: new URLSearchParams({ do: 'cancel', requestId: crypto.randomUUID(), appointmentId: shown }),
  });

const choose = (does: Record<string, string>): Promise<Response> =>
  fetch(link, {
    method: 'POST',
    body: new URLSearchParams({ requestId: crypto.randomUUID(), slot: `${chosen}|agent`, ...does }),
  });
const chosen = new Date(Math.ceil(Date.now() / 3_600_000) * 3_600_000 + 4 * 86_400_000).toISOString();
const away = async (): Promise<never> => {
  throw new VendorFailure({ vendor: 'test', type: 'Vendor.Unavailable', certainty: 'notSent', code: '503' });
};
const mailbox = 'agent@pages.example';
const until = (ms: number) => new Date(Date.parse(chosen) + ms).toISOString();

describe('a time that is chosen', () => {
  test('is checked against the calendars at that moment: somebody else may be free by now, or nobody', async () => {
    busyTimes = async () => ({ [mailbox]: [] });
    await choose({ do: 'book' });
    expect(asked.at(-1)).toEqual({ startAt: chosen, staffKey: null, free: ['agent'] });
    busyTimes = async () => ({ [mailbox]: [{ startAt: chosen, endAt: until(60_000) }] });
    await choose({ do: 'book' });
    expect(asked.at(-1)).toEqual({ startAt: chosen, staffKey: null, free: [] });
  });

  test('stands with whom it was offered when the calendars cannot be asked', async () => {
    busyTimes = away;
    expect((await choose({ do: 'book' })).status).toBe(200);
    expect(asked.at(-1)).toEqual({ startAt: chosen, staffKey: 'agent', free: null });
  });

  test('for a meeting that moves is not taken by the meeting itself', async () => {
    const [own] = await database.db.inTenant(tenantId, (tx) =>
      tx.find(Appointment, {}, { orderBy: { createdAt: 'desc' }, limit: 1 }),
    );
    if (!own) throw new Error('no appointment');
    busyTimes = async () => ({
      [mailbox]: [{ startAt: own.startsAt.toISOString(), endAt: own.endsAt.toISOString() }],
    });
    const half = new Date(own.startsAt.getTime() + 900_000).toISOString();
    await choose({ do: 'reschedule', appointmentId: own.id, slot: `${half}|agent` });
    expect(asked.at(-1)).toEqual({ appointmentId: own.id, startAt: half, free: ['agent'] });
  });
});

describe('the page of an appointment', () => {
  test('is nobody’s without its token', async () => {
    expect((await fetch(`${api.url}/a/${'x'.repeat(32)}`)).status).toBe(404);
  });

  test('cancels the appointment that it showed, whatever is booked by now', async () => {
    await cancel();
    expect(asked.at(-1)).toMatchObject({ appointmentId: shown });
  });

  test('is kept in no cache', async () => {
    expect((await fetch(link)).headers.get('cache-control')).toBe('no-store');
    expect((await cancel()).headers.get('cache-control')).toBe('no-store');
  });

  test('says why something was refused, also to somebody who has an appointment', async () => {
    answer = { status: 'refused', code: 'tooLate', text: 'That is too late now.' };
    const refused = await cancel();
    expect(refused.status).toBe(409);
    const page = await refused.text();
    expect(page).toContain('Your appointment');
    expect(page).toContain('That is too late now.');
  });

  test('can be opened, and the appointment cancelled, while the calendars are away', async () => {
    busyTimes = away;
    const page = await fetch(link);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('Cancel the meeting');
    expect((await cancel()).status).toBe(200);
  });

  test('is not opened without end', async () => {
    const opened = await Promise.all(Array.from({ length: 101 }, () => fetch(link)));
    expect(
      opened
        .map(({ status }) => status)
        .toSorted()
        .slice(-2),
    ).toEqual([200, 429]);
  });
});
