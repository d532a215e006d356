import { describe, expect, it } from 'vitest';
import { createCalendar } from '../../integrations/calendar/index.ts';
import { readGraphSettings } from '../../integrations/calendar/microsoft-graph/settings.ts';
import { createTokenSource } from '../../integrations/calendar/microsoft-graph/token.ts';
import type { MeetingPayload } from '../../integrations/calendar/port.ts';
import { failureOf, verdictOf } from './failed-with.ts';
import { fakeVendor, hangUp, html, json, nobody } from './fake-vendor.ts';

const settings = readGraphSettings({});
const token = json(200, { token_type: 'Bearer', expires_in: 3599, access_token: 'T1' });
const authorityOf = (url: string) => ({ authority: `${url}/entra` });

/** Graph answering these in turn, behind an authority that always has a token. */
async function graph(...answers: Parameters<typeof fakeVendor>) {
  const authority = await fakeVendor(token);
  const { url, seen } = await fakeVendor(...answers);
  const make = (more: object = {}) =>
    createCalendar({ ...settings, baseUrl: `${url}/graph`, ...authorityOf(authority.url), ...more });
  return { calendar: make(), make, seen, tokens: authority.seen };
}

const meeting: MeetingPayload = {
  organiser: 'sam@example.com',
  subject: 'Visit',
  bodyHtml: '<p>x</p>',
  startAt: '2026-12-01T09:00:00.000Z',
  endAt: '2026-12-01T09:30:00.000Z',
  attendees: [{ address: 'ada@example.com', name: 'Ada' }],
};
const event = {
  id: 'ev/1=',
  start: { dateTime: '2026-12-01T09:00:00.0000000', timeZone: 'UTC' },
  end: { dateTime: '2026-12-01T09:30:00.0000000', timeZone: 'UTC' },
  isCancelled: false,
  onlineMeeting: { joinUrl: 'https://teams/x' },
};
const known = {
  eventId: 'ev/1=',
  joinUrl: 'https://teams/x',
  startAt: meeting.startAt,
  endAt: meeting.endAt,
  cancelled: false,
  changeKey: null,
  attendees: [],
};
const duplicate = (status: number, more: object = {}) =>
  json(status, { error: { code: 'ErrorDuplicateTransactionId', message: 'x', ...more } });
const eventPath = '/graph/v1.0/users/sam%40example.com/events';

describe('making a meeting', () => {
  it('plants the key twice, asks for a link of Teams and carries the token', async () => {
    const { calendar, seen } = await graph(json(201, event));
    await expect(calendar.createMeeting(meeting, 'meeting:a:v1')).resolves.toEqual(known);
    expect(seen[0]).toMatchObject({ method: 'POST', url: eventPath });
    expect(seen[0]?.headers.authorization).toBe('Bearer T1');
    expect(seen[0]?.headers.prefer).toBe('outlook.timezone="UTC", IdType="ImmutableId"');
    expect(JSON.parse(seen[0]?.body ?? '')).toMatchObject({
      transactionId: 'meeting:a:v1',
      singleValueExtendedProperties: [{ value: 'meeting:a:v1' }],
      start: { dateTime: '2026-12-01T09:00:00', timeZone: 'UTC' },
      isOnlineMeeting: true,
      onlineMeetingProvider: 'teamsForBusiness',
    });
  });

  it.each([400, 409])('a second time answers the meeting of the first, named in a %s', async (status) => {
    const { calendar, seen } = await graph(
      duplicate(status, { '@event.existingEventId': 'ev/1=' }),
      json(200, event),
    );
    await expect(calendar.createMeeting(meeting, 'k')).resolves.toEqual(known);
    expect(seen[1]).toMatchObject({ method: 'GET', url: `${eventPath}/ev%2F1%3D` });
  });

  it('a second time finds the meeting by our key when the vendor does not name it', async () => {
    const { calendar, seen } = await graph(duplicate(409), json(200, { value: [event] }));
    await expect(calendar.createMeeting(meeting, "meeting:o'neil:v1")).resolves.toEqual(known);
    const filter = new URL(seen[1]?.url ?? '', 'http://x').searchParams.get('$filter');
    expect(filter).toContain("ep/value eq 'meeting:o''neil:v1'");
  });

  it('is unknown while the first one is not to be seen yet', async () => {
    const { calendar } = await graph(duplicate(400), json(200, { value: [] }));
    expect(await failureOf(calendar.createMeeting(meeting, 'k'))).toMatchObject({
      certainty: 'unknown',
      code: 'ErrorDuplicateTransactionId',
    });
  });

  it('looks once more for a link that was not there at first', async () => {
    const { calendar, seen } = await graph(json(201, { ...event, onlineMeeting: null }), json(200, event));
    await expect(calendar.createMeeting(meeting, 'k')).resolves.toEqual(known);
    expect(seen.map(({ method }) => method)).toEqual(['POST', 'GET']);
  });

  it('without any link is unknown, never rejected: the meeting stands', async () => {
    const { calendar, seen } = await graph(json(201, { ...event, onlineMeeting: null }));
    const failure = await failureOf(calendar.createMeeting(meeting, 'k'));
    expect(verdictOf(failure)).toMatchObject({ code: 'noJoinUrl', certainty: 'unknown' });
    expect(seen).toHaveLength(2);
  });

  it.each([
    [
      'too many requests',
      json(429, { error: { code: 'ApplicationThrottled' } }, { 'retry-after': '9' }),
      'notSent',
      'ApplicationThrottled',
    ],
    [
      'an outage in the vendor’s own words',
      json(503, { error: { code: 'ServiceNotAvailable' } }),
      'notSent',
      'ServiceNotAvailable',
    ],
    ['an outage behind a gateway', html(502), 'unknown', '502'],
    [
      'a wrong payload',
      json(400, { error: { code: 'ErrorInvalidRequest', message: 'ada' } }),
      'rejected',
      'ErrorInvalidRequest',
    ],
    ['a lost answer', hangUp, 'unknown', 'UND_ERR_SOCKET'],
  ])('asks once, and %s is told apart', async (_name, answer, certainty, code) => {
    const { calendar, seen } = await graph(answer);
    expect(await failureOf(calendar.createMeeting(meeting, 'k'))).toMatchObject({ certainty, code });
    expect(seen).toHaveLength(1);
  });

  it('hands on how long the vendor wants us to wait', async () => {
    const { calendar } = await graph(json(429, { error: { code: 'x' } }, { 'retry-after': '9' }));
    expect((await failureOf(calendar.createMeeting(meeting, 'k'))).retryAfterMs).toBe(9_000);
  });

  it('is surely not sent when nobody listens', async () => {
    const { make } = await graph(json(201, event));
    const calendar = make({ baseUrl: await nobody() });
    expect(await failureOf(calendar.createMeeting(meeting, 'k'))).toMatchObject({ certainty: 'notSent' });
  });

  it('invites only listed addresses when there is a list', async () => {
    const { make, seen } = await graph(json(201, event));
    const calendar = make({ allowed: ['bob@example.com'] });
    expect(await failureOf(calendar.createMeeting(meeting, 'k'))).toMatchObject({ code: 'notAllowed' });
    expect(seen).toHaveLength(0);
  });
});

describe('a meeting that was made', () => {
  it('is moved', async () => {
    const { calendar, seen } = await graph(json(200, event));
    await calendar.moveMeeting('sam@example.com', 'ev/1=', meeting);
    expect(seen[0]?.method).toBe('PATCH');
    expect(Object.keys(JSON.parse(seen[0]?.body ?? ''))).toEqual(['start', 'end']);
  });

  it.each([
    ['is there', (_s: unknown, r: { writeHead(n: number): { end(): void } }) => void r.writeHead(202).end()],
    ['is gone', json(404, { error: { code: 'ErrorItemNotFound' } })],
    ['is long gone', html(410)],
  ])('counts as cancelled when it %s', async (_name, answer) => {
    const { calendar, seen } = await graph(answer as ReturnType<typeof json>);
    await calendar.cancelMeeting('sam@example.com', 'ev1', 'bye');
    expect(seen[0]).toMatchObject({ url: `${eventPath}/ev1/cancel`, body: '{"comment":"bye"}' });
  });

  it('is null when there is none', async () => {
    const { calendar } = await graph(json(200, { value: [] }));
    await expect(calendar.findMeeting('sam@example.com', 'k')).resolves.toBeNull();
  });

  it('is found without its link too', async () => {
    const { calendar } = await graph(json(200, { value: [{ ...event, onlineMeeting: null }] }));
    await expect(calendar.findMeeting('sam@example.com', 'k')).resolves.toMatchObject({ joinUrl: null });
  });
});

describe('busy times', () => {
  const query = { mailboxes: ['Sam@example.com'], fromAt: meeting.startAt, untilAt: meeting.endAt };
  const item = (status: string) => ({ status, start: event.start, end: event.end });

  it('are what is not free, in UTC, under the name that was asked for', async () => {
    const statuses = ['busy', 'free', 'tentative', 'oof', 'workingElsewhere'];
    const { calendar, seen } = await graph(
      json(200, { value: [{ scheduleId: 'sam@example.com', scheduleItems: statuses.map(item) }] }),
    );
    const busy = await calendar.busyTimes(query);
    expect(busy).toEqual({
      'Sam@example.com': Array(3).fill({ startAt: meeting.startAt, endAt: meeting.endAt }),
    });
    expect(seen[0]?.url).toBe('/graph/v1.0/users/Sam%40example.com/calendar/getSchedule');
  });

  it.each([
    [
      'cannot be read',
      [{ scheduleId: 'sam@example.com', error: { responseCode: 'ErrorMailRecipientNotFound' } }],
    ],
    ['is missing in the answer', []],
  ])('are never empty because a calendar %s', async (_name, value) => {
    const { calendar } = await graph(json(200, { value }));
    expect(await failureOf(calendar.busyTimes(query))).toMatchObject({ code: 'calendarUnreadable' });
  });
});

describe('a reading of changes', () => {
  const link = 'https://graph.microsoft.com/v1.0/users(%27sam%27)/calendarView/delta?$deltatoken=t1';

  it('goes on after an event that cannot be read, which is asked for by itself', async () => {
    const broken = { ...event, id: 'broken', start: { dateTime: 'soon' } };
    const { calendar, seen } = await graph(json(200, { value: [broken, event], '@odata.deltaLink': link }));
    const read = await calendar.readChanges('sam@example.com', { link });
    expect(read?.changes).toEqual([
      { eventId: 'broken', meeting: null },
      { eventId: known.eventId, meeting: known },
    ]);
    expect(decodeURIComponent(seen[0]?.url ?? '')).toBe(
      "/graph/v1.0/users('sam')/calendarView/delta?$deltatoken=t1",
    );
  });

  it.each(['SyncStateNotFound', 'syncStateNotFound', 'fullSyncRequired'])(
    'from a place that is gone (%s) says so',
    async (code) => {
      const { calendar } = await graph(json(410, { error: { code } }));
      expect(await calendar.readChanges('sam@example.com', { link })).toBeNull();
    },
  );
});

describe('the token', () => {
  it('is fetched once for many requests at a time', async () => {
    const { calendar, tokens } = await graph(json(200, event));
    await Promise.all([1, 2, 3].map(() => calendar.fetchMeeting('sam@example.com', 'e')));
    await calendar.fetchMeeting('sam@example.com', 'e');
    expect(tokens).toHaveLength(1);
    expect(tokens[0]?.url).toBe(`/entra/${settings.tenantId}/oauth2/v2.0/token`);
    expect(new URLSearchParams(tokens[0]?.body).get('grant_type')).toBe('client_credentials');
  });

  it('is renewed before it ends', async () => {
    const { url, seen } = await fakeVendor(token);
    let now = 0;
    const source = createTokenSource({ ...settings, ...authorityOf(url) }, () => now);
    await source.token();
    now = 3_000_000;
    await source.token();
    expect(seen).toHaveLength(1);
    now = 3_500_000;
    await source.token();
    expect(seen).toHaveLength(2);
  });

  const takenBack = json(401, { error: { code: 'InvalidAuthenticationToken' } });

  it('that was taken back before its end is fetched anew, and the request made once more with it', async () => {
    const { calendar, tokens, seen } = await graph(takenBack, json(201, event));
    await expect(calendar.createMeeting(meeting, 'k')).resolves.toEqual(known);
    expect([tokens.length, seen.length]).toEqual([2, 2]);
  });

  it('that is refused twice keeps a meeting from being made, and does not count as a refusal of it', async () => {
    const { calendar, seen } = await graph(takenBack);
    expect(await failureOf(calendar.createMeeting(meeting, 'k'))).toMatchObject({
      type: 'Vendor.AuthRefused',
      certainty: 'notSent',
    });
    expect(seen).toHaveLength(2);
  });

  it.each([
    ['a wrong secret', json(401, {}), 'Vendor.AuthRefused', 'notSent', 'token.401'],
    ['an authority that is down', json(500, {}), 'Vendor.Unavailable', 'notSent', 'token.500'],
    ['an authority that hangs up', hangUp, 'Vendor.Unavailable', 'notSent', 'token.noAnswer'],
  ])('that %s keeps from us means that nothing was sent', async (_name, answer, type, certainty, code) => {
    const authority = await fakeVendor(answer);
    const { make, seen } = await graph(json(201, event));
    const calendar = make(authorityOf(authority.url));
    expect(await failureOf(calendar.createMeeting(meeting, 'k'))).toMatchObject({ type, certainty, code });
    expect(seen).toHaveLength(0);
  });
});
