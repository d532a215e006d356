// The imitation of Graph as far as calendars are watched: readings of changes, subscriptions, attendance.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { mintToken } from '../../../sandbox/entra/token.ts';
import { type FourVendors, openFourVendors } from '../four-vendors.ts';

let sandbox: FourVendors;
beforeAll(async () => {
  sandbox = await openFourVendors();
});
afterAll(() => sandbox.close());
afterEach(() => sandbox.admin('graph/behaviour', { deltaEpoch: 1, meetingsPolicy: true, latencyMs: 1 }));

type Json = Record<string, unknown> & { value?: (Record<string, unknown> & { id: string })[] };

const ask = async (path: string, method = 'GET', body?: unknown, prefer = '') => {
  const url = path.startsWith('http') ? path : `${sandbox.url}/graph/v1.0${path}`;
  const answer = await fetch(url, {
    method,
    headers: {
      authorization: `Bearer ${mintToken(Math.floor(Date.now() / 1000))}`,
      prefer,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  const json = (text ? JSON.parse(text) : {}) as Json;
  return { status: answer.status, json, error: (json.error ?? {}) as { code?: string; message?: string } };
};

let mailboxes = 0;
const newMailbox = () => `watched${++mailboxes}@heavenly.example`;
const at = (hour: string, minute = '00') => ({
  dateTime: `2027-03-01T${hour}:${minute}:00`,
  timeZone: 'UTC',
});
const create = async (mailbox: string, hour = '09') => {
  const event = { subject: 'x', start: at(hour), end: at(hour, '30'), isOnlineMeeting: true };
  return (await ask(`/users/${mailbox}/events`, 'POST', event)).json as Json & {
    id: string;
    onlineMeeting: { joinUrl: string };
  };
};
const span = 'startDateTime=2027-03-01T00:00:00Z&endDateTime=2027-03-02T00:00:00Z';
const delta = (mailbox: string, prefer = '') =>
  ask(`/users/${mailbox}/calendarView/delta?${span}`, 'GET', undefined, prefer);
const link = ({ json }: { json: Json }): string => String(json['@odata.deltaLink']);

describe('a reading of changes', () => {
  it('tells everything in pages, then only what has changed, and of what is gone only that', async () => {
    const mailbox = newMailbox();
    const events = [await create(mailbox), await create(mailbox, '10'), await create(mailbox, '11')];
    const first = await delta(mailbox, 'odata.maxpagesize=2');
    expect(first.json.value).toHaveLength(2);
    const second = await ask(String(first.json['@odata.nextLink']), 'GET', undefined, 'odata.maxpagesize=2');
    expect(second.json.value?.map(({ id }) => id)).toEqual([events[2]?.id]);
    const path = `/users/${mailbox}/events`;
    await ask(`${path}/${events[0]?.id}`, 'PATCH', { start: at('12'), end: at('13') });
    await ask(`${path}/${events[1]?.id}/cancel`, 'POST', { comment: 'no' });
    const third = await ask(link(second));
    expect(third.json.value).toMatchObject([
      { id: events[0]?.id, start: { dateTime: '2027-03-01T12:00:00.0000000' } },
      { id: events[1]?.id, '@removed': { reason: 'deleted' } },
    ]);
    expect((await ask(link(third))).json.value).toEqual([]);
  });

  it('does not tell that an event is gone of which it has never told', async () => {
    const mailbox = newMailbox();
    const read = await delta(mailbox);
    const { id } = await create(mailbox);
    await ask(`/users/${mailbox}/events/${id}/cancel`, 'POST', { comment: 'no' });
    const next = await ask(link(read));
    expect(next.json.value).toEqual([]);
    expect((await ask(link(next))).json.value).toEqual([]);
  });

  it('tells of an event that has left the span as of one that is gone', async () => {
    const mailbox = newMailbox();
    const { id } = await create(mailbox);
    const read = await delta(mailbox);
    const away = { dateTime: '2027-05-01T09:00:00', timeZone: 'UTC' };
    const end = { dateTime: '2027-05-01T10:00:00', timeZone: 'UTC' };
    await ask(`/users/${mailbox}/events/${id}`, 'PATCH', { start: away, end });
    expect((await ask(link(read))).json.value).toMatchObject([{ id, '@removed': {} }]);
    expect((await ask(`/users/${mailbox}/events/${id}`)).status).toBe(200);
  });

  it('refuses options, a missing span, a place that is too old and one of another mailbox', async () => {
    const mailbox = newMailbox();
    const selected = await ask(`/users/${mailbox}/calendarView/delta?${span}&$select=id`);
    expect([selected.status, selected.error.code]).toEqual([400, 'ErrorInvalidUrlQuery']);
    expect((await ask(`/users/${mailbox}/calendarView/delta`)).status).toBe(400);
    const read = await delta(mailbox);
    expect((await ask(link(read).replace(mailbox, newMailbox()))).status).toBe(410);
    await sandbox.admin('graph/behaviour', { deltaEpoch: 2 });
    const old = await ask(link(read));
    expect([old.status, old.error.code]).toEqual([410, 'SyncStateNotFound']);
  });
});

describe('a subscription', () => {
  const subscribe = async (mailbox: string) =>
    (
      await ask('/subscriptions', 'POST', {
        changeType: 'updated,deleted',
        notificationUrl: sandbox.hookUrl,
        lifecycleNotificationUrl: `${sandbox.hookUrl}/lifecycle`,
        resource: `users/${mailbox}/events`,
        expirationDateTime: new Date(Date.now() + 3_600_000).toISOString(),
        clientState: 'a secret of ours',
      })
    ).json as Json & { id: string };

  it('stands in the list, without its secret', async () => {
    const { id } = await subscribe(newMailbox());
    const found = (await ask('/subscriptions')).json.value?.find((each) => each.id === id);
    expect(found).toMatchObject({ clientState: null, notificationUrl: sandbox.hookUrl });
  });

  it('tells of its own life at the address for it, and is gone when it says so', async () => {
    const { id } = await subscribe(newMailbox());
    const path = `graph/subscriptions/${id}/lifecycle`;
    for (const lifecycleEvent of ['missed', 'subscriptionRemoved'])
      await sandbox.admin(path, { lifecycleEvent });
    const told = await sandbox.hooksAbout(id, 2);
    expect(told.map(({ url }) => url)).toEqual(['/hooks/lifecycle', '/hooks/lifecycle']);
    expect(told.map(({ body }) => JSON.parse(body).value[0])).toMatchObject([
      { lifecycleEvent: 'missed', clientState: 'a secret of ours' },
      { lifecycleEvent: 'subscriptionRemoved' },
    ]);
    expect((await ask(`/subscriptions/${id}`)).status).toBe(404);
    await expect(sandbox.admin(path, { lifecycleEvent: 'missed' })).rejects.toThrow('404');
  });
});

describe('an attendance report', () => {
  it('is reached by the user’s object id and the meeting’s link, once somebody was there', async () => {
    const mailbox = newMailbox();
    const event = await create(mailbox);
    const user = String((await ask(`/users/${mailbox}?$select=id`)).json.id);
    const filter = encodeURIComponent(`JoinWebUrl eq '${event.onlineMeeting.joinUrl}'`);
    const meeting = (await ask(`/users/${user}/onlineMeetings?$filter=${filter}`)).json.value?.[0];
    const reports = `/users/${user}/onlineMeetings/${meeting?.id}/attendanceReports`;
    expect((await ask(reports)).json.value).toEqual([]);
    await sandbox.admin(`graph/events/${event.id}/attendance`, {
      records: [{ address: mailbox, role: 'Organizer', seconds: 60 }, { name: 'Ada' }],
    });
    const [report] = (await ask(reports)).json.value ?? [];
    expect((await ask(`${reports}/${report?.id}/attendanceRecords`)).json.value).toMatchObject([
      { emailAddress: mailbox, totalAttendanceInSeconds: 60, role: 'Organizer' },
      { emailAddress: null, role: 'Attendee', identity: { displayName: 'Ada' } },
    ]);
  });

  it('is refused by address, without a filter, for an unknown link and without the policy', async () => {
    const mailbox = newMailbox();
    await create(mailbox);
    const user = String((await ask(`/users/${mailbox}`)).json.id);
    const of = (id: string, query = '') => ask(`/users/${id}/onlineMeetings${query}`);
    expect((await of(mailbox)).status).toBe(400);
    expect((await of(user)).status).toBe(400);
    const unknown = encodeURIComponent("JoinWebUrl eq 'https://teams/x'");
    expect((await of(user, `?$filter=${unknown}`)).status).toBe(404);
    await sandbox.admin('graph/behaviour', { meetingsPolicy: false });
    expect((await of(user, `?$filter=${unknown}`)).status).toBe(403);
  });
});
