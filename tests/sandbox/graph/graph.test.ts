// The imitation of Microsoft Graph through its own SDK, with a bearer of our own.
import { Client, type Context, HTTPMessageHandler, type Middleware } from '@microsoft/microsoft-graph-client';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { mintToken } from '../../../sandbox/entra/token.ts';
import { sandboxCredentials } from '../../../schema/contracts/sandbox.ts';
import { type FourVendors, openFourVendors } from '../four-vendors.ts';

const extendedId = 'String {66f5a359-4659-4830-9070-00047ec6ac6e} Name AppBookingId';
const organiser = 'consultant@heavenly.example';
const nowSeconds = () => Math.floor(Date.now() / 1000);

function bearer(token: string): Middleware {
  const send = new HTTPMessageHandler();
  return {
    async execute(context: Context) {
      const headers = new Headers(context.options?.headers as Record<string, string> | undefined);
      if (token) headers.set('authorization', `Bearer ${token}`);
      context.options = { ...context.options, headers: Object.fromEntries(headers) };
      await send.execute(context);
    },
  };
}

let sandbox: FourVendors;
let graph: Client;
beforeAll(async () => {
  sandbox = await openFourVendors();
  graph = connect(mintToken(nowSeconds()));
});
afterAll(() => sandbox.close());
afterEach(() => sandbox.admin('graph/behaviour', { duplicateStatus: 400, joinUrls: true, latencyMs: 1 }));

function connect(token: string): Client {
  return Client.initWithMiddleware({
    middleware: bearer(token),
    baseUrl: `${sandbox.url}/graph/`,
    defaultVersion: 'v1.0',
  });
}

interface Shown {
  id: string;
  joinUrl: string;
  onlineMeeting: { joinUrl: string } | null;
  start: { dateTime: string; timeZone: string };
  changeKey: string;
  [field: string]: unknown;
}

let count = 0;
function meeting(more: Record<string, unknown> = {}) {
  count += 1;
  return {
    subject: `Meeting ${count}`,
    body: { contentType: 'HTML', content: '<p>Hello</p>' },
    start: { dateTime: '2027-03-01T09:00:00', timeZone: 'UTC' },
    end: { dateTime: '2027-03-01T09:30:00', timeZone: 'UTC' },
    attendees: [{ emailAddress: { address: 'Asha@lead.example', name: 'Asha' }, type: 'required' }],
    isOnlineMeeting: true,
    onlineMeetingProvider: 'teamsForBusiness',
    transactionId: `t-${count}`,
    ...more,
  };
}

const events = (mailbox = organiser) => graph.api(`/users/${mailbox}/events`);
const create = (more: Record<string, unknown> = {}, mailbox = organiser): Promise<Shown> =>
  events(mailbox).header('Prefer', 'outlook.timezone="UTC"').post(meeting(more));

describe('access', () => {
  it.each([
    ['no token', () => ''],
    ['a forged token', () => `${mintToken(nowSeconds()).slice(0, -3)}abc`],
    ['an expired token', () => mintToken(nowSeconds() - 4000)],
  ])('refuses %s', async (_name, token) => {
    await expect(connect(token()).api(`/users/${organiser}/events`).get()).rejects.toMatchObject({
      statusCode: 401,
      code: 'InvalidAuthenticationToken',
    });
  });

  it('knows every mailbox of an example domain and no other', async () => {
    expect((await events('anyone@some.example').get()).value).toEqual([]);
    await expect(events('someone@gmail.com').get()).rejects.toMatchObject({
      statusCode: 404,
      code: 'ErrorInvalidUser',
    });
  });

  it('takes four requests of a mailbox at a time and refuses the fifth with a time to wait', async () => {
    await sandbox.admin('graph/behaviour', { latencyMs: 150 });
    const busy = Array.from({ length: 5 }, () =>
      events('crowded@heavenly.example')
        .get()
        .then(
          () => 200,
          (e) => e,
        ),
    );
    const refused = (await Promise.all(busy)).filter((answer) => answer !== 200);
    expect(refused).toMatchObject([{ statusCode: 429, code: 'ApplicationThrottled' }]);
    expect(refused[0].headers.get('retry-after')).toBe('1');
  });
});

describe('events', () => {
  it('makes a Teams meeting with a join link and invites the attendees', async () => {
    const made = await create();
    expect(made).toMatchObject({
      isOnlineMeeting: true,
      iCalUId: expect.any(String),
      webLink: expect.any(String),
    });
    expect(made.onlineMeeting?.joinUrl).toMatch(/^https:\/\/teams\.microsoft\.com\//);
    expect(made.start).toEqual({ dateTime: '2027-03-01T09:00:00.0000000', timeZone: 'UTC' });
    const { invitations } = (await sandbox.state('graph')) as { invitations: Record<string, unknown>[] };
    const mine = invitations.filter((each) => each.eventId === made.id);
    expect(mine).toMatchObject([{ kind: 'invited', to: 'asha@lead.example', organiser }]);
  });

  it.each([
    ['no start', { start: undefined }, 'ErrorPropertyValidationFailure'],
    ['an unknown field', { colour: 'red' }, 'RequestBodyRead'],
    [
      'an end before the start',
      { end: { dateTime: '2027-03-01T08:00:00', timeZone: 'UTC' } },
      'ErrorInvalidRequest',
    ],
    [
      'an unknown time zone',
      { start: { dateTime: '2027-03-01T09:00:00', timeZone: 'Mars' } },
      'TimeZoneNotSupportedException',
    ],
    ['a bad attendee', { attendees: [{ emailAddress: { address: 'nobody' } }] }, 'ErrorInvalidRecipients'],
    [
      'a bad extended property',
      { singleValueExtendedProperties: [{ id: 'x', value: 'y' }] },
      'ErrorInvalidProperty',
    ],
    ['an unknown provider', { onlineMeetingProvider: 'zoom' }, 'RequestBodyRead'],
  ])('refuses %s', async (_name, more, code) => {
    await expect(create(more)).rejects.toMatchObject({ statusCode: 400, code });
  });

  it('reads Windows and IANA zone names', async () => {
    const start = { dateTime: '2027-07-01T09:00:00', timeZone: 'W. Europe Standard Time' };
    const end = { dateTime: '2027-07-01T10:00:00', timeZone: 'Europe/Berlin' };
    expect((await create({ start, end })).start.dateTime).toBe('2027-07-01T07:00:00.0000000');
  });

  it('refuses a transactionId twice and names the event that it made, also after that event is gone', async () => {
    const made = await create({ transactionId: 'twice' });
    const again = () => create({ transactionId: 'twice' }).catch((error) => error);
    const refused = await again();
    expect(refused).toMatchObject({ statusCode: 400, code: 'ErrorDuplicateTransactionId' });
    expect(JSON.parse(refused.body)['@event.existingEventId']).toBe(made.id);
    await graph.api(`/users/${organiser}/events/${made.id}`).delete();
    expect(await again()).toMatchObject({ code: 'ErrorDuplicateTransactionId' });
  });

  it('can refuse it with 409 and without the id', async () => {
    await sandbox.admin('graph/behaviour', { duplicateStatus: 409 });
    await create({ transactionId: 'other' });
    const refused = await create({ transactionId: 'other' }).catch((error) => error);
    expect(refused).toMatchObject({ statusCode: 409, code: 'ErrorDuplicateTransactionId' });
    expect(JSON.parse(refused.body)['@event.existingEventId']).toBeUndefined();
  });

  it('finds an event by its extended property', async () => {
    const made = await create({ singleValueExtendedProperties: [{ id: extendedId, value: 'booking-1' }] });
    await create({ singleValueExtendedProperties: [{ id: extendedId, value: 'booking-2' }] });
    const filter = (value: string) =>
      `singleValueExtendedProperties/Any(ep: ep/id eq '${extendedId}' and ep/value eq '${value}')`;
    const found = await events().filter(filter('booking-1')).get();
    expect(found.value.map((each: Shown) => each.id)).toEqual([made.id]);
    expect((await events().filter(filter('none')).get()).value).toEqual([]);
    const shown = await graph
      .api(`/users/${organiser}/events/${made.id}`)
      .expand(`singleValueExtendedProperties($filter=id eq '${extendedId}')`)
      .get();
    expect(shown.singleValueExtendedProperties).toEqual([{ id: extendedId, value: 'booking-1' }]);
  });

  it('has made the meeting whose answer was dropped', async () => {
    await sandbox.admin('faults', { vendor: 'graph', operation: 'events.create', kind: 'acceptThenDrop' });
    const singleValueExtendedProperties = [{ id: extendedId, value: 'booking-3' }];
    await expect(create({ singleValueExtendedProperties })).rejects.toThrow();
    const filter = `singleValueExtendedProperties/Any(ep: ep/id eq '${extendedId}' and ep/value eq 'booking-3')`;
    expect((await events().filter(filter).get()).value).toHaveLength(1);
  });

  it('moves a meeting, keeps its link and tells the attendees', async () => {
    const made = await create();
    const start = { dateTime: '2027-03-02T09:00:00', timeZone: 'UTC' };
    const end = { dateTime: '2027-03-02T09:30:00', timeZone: 'UTC' };
    const moved: Shown = await graph.api(`/users/${organiser}/events/${made.id}`).patch({ start, end });
    expect(moved.start.dateTime).toBe('2027-03-02T09:00:00.0000000');
    expect(moved.onlineMeeting).toEqual(made.onlineMeeting);
    expect(moved.changeKey).not.toBe(made.changeKey);
    expect(await kinds(made.id)).toEqual(['invited', 'updated']);
  });

  it('cancels a meeting once; afterwards it is gone', async () => {
    const made = await create();
    const cancel = () => graph.api(`/users/${organiser}/events/${made.id}/cancel`).post({ comment: 'Sorry' });
    await cancel();
    expect(await kinds(made.id)).toEqual(['invited', 'cancelled']);
    await expect(cancel()).rejects.toMatchObject({ statusCode: 404, code: 'ErrorItemNotFound' });
    await expect(graph.api(`/users/${organiser}/events/${made.id}`).get()).rejects.toMatchObject({
      statusCode: 404,
    });
  });

  it('gives no join link to a mailbox without a Teams licence', async () => {
    await sandbox.admin('graph/behaviour', { joinUrls: false });
    expect(await create()).toMatchObject({ onlineMeeting: null, onlineMeetingProvider: 'unknown' });
  });

  async function kinds(eventId: string) {
    const { invitations } = (await sandbox.state('graph')) as {
      invitations: { eventId: string; kind: string }[];
    };
    return invitations.filter((each) => each.eventId === eventId).map((each) => each.kind);
  }
});

describe('free and busy', () => {
  const mailbox = 'planner@heavenly.example';
  const at = (time: string) => ({ dateTime: `2027-04-05T${time}:00`, timeZone: 'UTC' });
  const schedule = (more: Record<string, unknown> = {}) =>
    graph.api(`/users/${mailbox}/calendar/getSchedule`).post({
      schedules: [mailbox],
      startTime: at('08:00'),
      endTime: at('12:00'),
      availabilityViewInterval: 30,
      ...more,
    });

  it('shows events and set busy times, and an empty calendar as free', async () => {
    expect((await schedule()).value[0]).toMatchObject({ availabilityView: '00000000', scheduleItems: [] });
    const block = { startAt: '2027-04-05T08:30:00Z', endAt: '2027-04-05T09:00:00Z', status: 'oof' };
    await sandbox.admin('graph/busy', { mailbox, blocks: [block] });
    await create({ start: at('10:00'), end: at('11:00') }, mailbox);
    const [shown] = (await schedule()).value;
    expect(shown.availabilityView).toBe('03002200');
    expect(shown.scheduleItems).toMatchObject([
      { status: 'oof', start: { dateTime: '2027-04-05T08:30:00.0000000', timeZone: 'UTC' } },
      { status: 'busy', end: { dateTime: '2027-04-05T11:00:00.0000000' } },
    ]);
  });

  it('names the mailbox that it does not know and answers for the others', async () => {
    const { value } = await schedule({ schedules: ['who@gmail.com', mailbox] });
    expect(value[0].error.responseCode).toBe('ErrorMailRecipientNotFound');
    expect(value[1].error).toBeUndefined();
  });

  it.each([
    ['an interval below five minutes', { availabilityViewInterval: 4 }],
    ['an interval above a day', { availabilityViewInterval: 1441 }],
    ['no schedules', { schedules: [] }],
    ['an end before the start', { endTime: at('07:00') }],
    ['an unknown field', { colour: 'red' }],
  ])('refuses %s', async (_name, more) => {
    await expect(schedule(more)).rejects.toMatchObject({ statusCode: 400 });
  });

  it('lists the events of a span of time', async () => {
    const made = await create({ start: at('14:00'), end: at('15:00') }, mailbox);
    const view = graph.api(`/users/${mailbox}/calendarView`);
    const query = { startDateTime: '2027-04-05T14:30:00Z', endDateTime: '2027-04-05T16:00:00Z' };
    expect((await view.query(query).get()).value.map((each: Shown) => each.id)).toEqual([made.id]);
    await expect(graph.api(`/users/${mailbox}/calendarView`).get()).rejects.toMatchObject({
      statusCode: 400,
    });
  });
});

describe('change notifications', () => {
  const inMinutes = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();
  const subscribe = (mailbox: string, more: Record<string, unknown> = {}) =>
    graph.api('/subscriptions').post({
      changeType: 'created,updated,deleted',
      notificationUrl: sandbox.hookUrl,
      resource: `users/${mailbox}/events`,
      expirationDateTime: inMinutes(60),
      clientState: sandboxCredentials.graphClientState,
      ...more,
    });

  it('tells of what the organiser does in Outlook, with the client state', async () => {
    const mailbox = 'outlook@heavenly.example';
    const { id } = await subscribe(mailbox);
    const made = await create({}, mailbox);
    const day = '2027-05-05';
    await sandbox.hooksAbout(made.id, 1);
    await sandbox.admin(`graph/events/${made.id}/move-as-organiser`, {
      startAt: `${day}T09:00:00Z`,
      endAt: `${day}T10:00:00Z`,
    });
    await sandbox.hooksAbout(made.id, 2);
    await sandbox.admin(`graph/events/${made.id}/cancel-as-organiser`, {});
    const hooks = await sandbox.hooksAbout(made.id, 3);
    const told = hooks.map((hook) => JSON.parse(hook.body).value[0]);
    expect(told.map((each) => each.changeType)).toEqual(['created', 'updated', 'deleted']);
    expect(told[0]).toMatchObject({ subscriptionId: id, clientState: sandboxCredentials.graphClientState });
    expect(told[0].resourceData).toMatchObject({ '@odata.type': '#Microsoft.Graph.Event', id: made.id });
  });

  it('refuses an endpoint that does not give the validation token back', async () => {
    sandbox.answerHandshake('something else');
    await expect(subscribe('shake@heavenly.example')).rejects.toMatchObject({
      statusCode: 400,
      code: 'ValidationError',
    });
    sandbox.answerHandshake(null);
  });

  it.each([
    ['more than 10,080 minutes', { expirationDateTime: inMinutes(10_090) }],
    ['an expiry in the past', { expirationDateTime: inMinutes(-1) }],
    ['an unknown change', { changeType: 'moved' }],
    ['another resource', { resource: 'users/a@b.example/messages' }],
    ['a long client state', { clientState: 'x'.repeat(129) }],
  ])('refuses %s', async (_name, more) => {
    await expect(subscribe('strict@heavenly.example', more)).rejects.toMatchObject({ statusCode: 400 });
  });

  it('has one subscription for a resource, which can be renewed and removed', async () => {
    const { id } = await subscribe('single@heavenly.example');
    await expect(subscribe('single@heavenly.example')).rejects.toMatchObject({ statusCode: 409 });
    const expirationDateTime = inMinutes(600);
    expect(await graph.api(`/subscriptions/${id}`).patch({ expirationDateTime })).toMatchObject({
      expirationDateTime,
    });
    await graph.api(`/subscriptions/${id}`).delete();
    await expect(graph.api(`/subscriptions/${id}`).patch({ expirationDateTime })).rejects.toMatchObject({
      statusCode: 404,
    });
  });
});
