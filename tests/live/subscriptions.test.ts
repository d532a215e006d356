// Subscriptions over HTTP, at two processes of the api on one database.
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { createGraphql } from '../../api/graphql/routes.ts';
import { appendTurn, cutTurns } from '../../schema/database/calls/talk-turns.ts';
import { type Database, openDatabase } from '../../schema/database/database.ts';
import { changeLeadStatus } from '../../schema/database/leads/status.ts';
import { addToTimeline } from '../../schema/database/leads/timeline.ts';
import { globalId } from '../graphql/ask.ts';
import { tokenOfStaff } from '../graphql/sign-in.ts';
import { type ApiServer, startApi } from '../support/api-server.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { seedTenant } from '../support/seed.ts';
import { type SeededLead, seedLead } from '../support/seed-lead.ts';
import { type EventSource, subscribeAt } from './event-source.ts';

let database: TestDatabase;
let there: Database;
let here: ApiServer;
let elsewhere: ApiServer;
let tenantId: string;
let other: string;
let lead: SeededLead;
let token: string;
const leaving = new AbortController();
const open: EventSource[] = [];

const logIn = (of: string, staffKey: string): Promise<string> => tokenOfStaff(database.db, of, staffKey);

beforeAll(async () => {
  database = await testDatabase({ poolMax: 20 });
  there = await openDatabase(database.applicationUrl);
  ({ tenantId } = await seedTenant(database.db, 'Alpha'));
  other = (await seedTenant(database.db, 'Bravo')).tenantId;
  lead = await seedLead(database.db, tenantId, 'Alpha');
  token = await logIn(tenantId, 'agent');
  const routes = (context: Parameters<typeof createGraphql>[0]) => createGraphql(context);
  here = await startApi(database.db, routes, { leaving: leaving.signal });
  elsewhere = await startApi(there, routes);
});
afterEach(() => {
  for (const source of open.splice(0)) source.close();
});
afterAll(async () => {
  await Promise.all([here.close(), elsewhere.close()]);
  await there.close();
  await database.drop();
});

const subscribe = async (
  query: string,
  variables: object = {},
  { at = here, as = token, lastEventId }: { at?: ApiServer; as?: string; lastEventId?: string } = {},
): Promise<EventSource> => {
  const source = await subscribeAt(at.url, as, { query, variables, ...(lastEventId && { lastEventId }) });
  open.push(source);
  return source;
};

const until = (check: () => void | Promise<void>) => vi.waitFor(check, { timeout: 8_000 });
const started = (source: EventSource) => until(() => expect(source.events.length).toBeGreaterThan(0));
const leadId = () => globalId('Lead', lead.leadId);

/** A change through the other process. */
const rename = (interest: string, id = lead.leadId, of = tenantId) =>
  there.inTenant(of, (tx) => tx.execute('update lead set interest = ? where id = ?', [interest, id]));

const whole =
  'subscription ($id: ID!) { leadChanged(id: $id) { cursor afresh lead { id interest status } } }';

describe('a subscription', () => {
  test('begins with the lead as it is and tells what another process changes', async () => {
    const source = await subscribe(whole, { id: leadId() });
    expect(source.status).toBe(200);
    expect(source.headers.get('content-type')).toMatch('text/event-stream');
    expect(source.headers.get('x-accel-buffering')).toBe('no');
    await started(source);
    expect(source.events[0]?.data.data.leadChanged).toMatchObject({ afresh: true, lead: { id: leadId() } });
    await rename('a well');
    await until(() => expect(source.events).toHaveLength(2));
    const [, second] = source.events;
    expect(second?.event).toBe('next');
    expect(second?.data.data.leadChanged).toMatchObject({ afresh: false, lead: { interest: 'a well' } });
    expect(second?.data.data.leadChanged.cursor).toBe(second?.id);
    await rename('a lake');
    await until(() => expect(source.events[2]?.data.data.leadChanged.lead.interest).toBe('a lake'));
  });

  test.each(['Last-Event-ID', 'after'])(
    'goes on at another process by %s, with nothing missing',
    async (how) => {
      const query = `subscription ($after: String) {
      timelineAdded(after: $after) { cursor afresh event { kind } }
    }`;
      const tell = (kind: string) =>
        there.inTenant(tenantId, (tx) =>
          addToTimeline(tx, {
            ...{ tenantId, leadId: lead.leadId, kind, actor: 'system' },
            causedBy: { kind: 'system', id: 'test' },
          }),
        );
      const first = await subscribe(query);
      await started(first);
      await tell('one');
      await until(() => expect(first.events).toHaveLength(2));
      first.close();
      await tell('two');
      await tell('three');
      const cursor = first.lastId() ?? '';
      const again = { at: elsewhere, ...(how === 'after' ? {} : { lastEventId: cursor }) };
      const second = await subscribe(query, how === 'after' ? { after: cursor } : {}, again);
      await tell('four');
      await until(() => expect(second.events).toHaveLength(3));
      const kinds = second.events.map(({ data }) => data.data.timelineAdded.event.kind);
      expect(kinds).toEqual(['two', 'three', 'four']);
    },
  );

  test('to leads says of which its filter is true, and one event of many changes', async () => {
    const query = `subscription ($filter: LeadFilter) { leadsChanged(filter: $filter) { afresh matches lead { id status } } }`;
    const source = await subscribe(query, { filter: { status: 'QUALIFIED' } });
    await started(source);
    await there.inTenant(tenantId, async (tx) => {
      const row = { id: lead.leadId, tenantId, status: 'new' } as const;
      const change = { reason: 'test', actor: 'system', causedBy: { kind: 'system', id: 'test' } } as const;
      await changeLeadStatus(tx, row, { ...change, status: 'qualified' });
    });
    await until(() => expect(source.events).toHaveLength(2));
    expect(source.events[1]?.data.data.leadsChanged).toEqual({
      ...{ afresh: false, matches: true },
      lead: { id: leadId(), status: 'QUALIFIED' },
    });
  });

  test('to a call tells what is said and what was cut short of it', async () => {
    const query = `subscription ($id: ID!) {
      liveCall(id: $id) { afresh call { id state } turns { number speaker text interrupted } }
    }`;
    const source = await subscribe(query, { id: globalId('Call', lead.callId) });
    await started(source);
    expect(source.events[0]?.data.data.liveCall.turns).toHaveLength(2);
    const writer = { attemptId: lead.callId, session: 0 };
    const say = (text: string) =>
      there.inTenant(tenantId, (tx) => appendTurn(tx, writer, { speaker: 'agent', text }));
    const number = (await say('When would suit you best?')) ?? 0;
    await until(() => expect(source.events).toHaveLength(2));
    await there.inTenant(tenantId, (tx) => cutTurns(tx, writer, [{ number, text: 'When would' }]));
    await until(() => expect(source.events).toHaveLength(3));
    expect(source.events.slice(1).map(({ data }) => data.data.liveCall.turns)).toEqual([
      [{ number, speaker: 'AGENT', text: 'When would suit you best?', interrupted: false }],
      [{ number, speaker: 'AGENT', text: 'When would', interrupted: true }],
    ]);
  });

  test('to the numbers tells them at the start and when one of them changes', async () => {
    const query = 'subscription { countsChanged { counts { draftsWaiting leads { status count } } } }';
    const source = await subscribe(query);
    await started(source);
    expect(source.events[0]?.data.data.countsChanged.counts.draftsWaiting).toBe(1);
    await rename('another pool');
    await there.inTenant(tenantId, (tx) =>
      tx.execute(`update draft set state = 'rejected' where id = ?`, [lead.draftId]),
    );
    await until(() => expect(source.events).toHaveLength(2));
    expect(source.events[1]?.data.data.countsChanged.counts.draftsWaiting).toBe(0);
  });

  test('tells nothing of another tenant, whatever it asks for', async () => {
    const foreign = await logIn(other, 'admin');
    const ours = await subscribe(whole, { id: leadId() });
    const theirs = [
      await subscribe(whole, { id: leadId() }, { as: foreign }),
      await subscribe('subscription { leadsChanged { cursor lead { id } } }', {}, { as: foreign }),
      await subscribe(
        'subscription ($id: ID!) { liveCall(id: $id) { cursor call { id } turns { text } } }',
        { id: globalId('Call', lead.callId) },
        { as: foreign },
      ),
    ];
    for (const source of [ours, ...theirs]) await started(source);
    await rename('a secret');
    await until(() => expect(ours.events).toHaveLength(2));
    for (const { events } of theirs) {
      expect(events).toHaveLength(1);
      expect(JSON.stringify(events)).not.toMatch(/Alpha|a secret/);
    }
    // nor does a place of ours tell them where we were
    const again = await subscribe(
      'subscription { leadsChanged { lead { id } } }',
      {},
      {
        as: foreign,
        lastEventId: ours.lastId() ?? '',
      },
    );
    await rename('a second secret');
    await until(() => expect(ours.events).toHaveLength(3));
    expect(JSON.stringify(again.events)).not.toContain(leadId());
  });
});

describe('a subscription is refused or ended', () => {
  test('for strangers, before anything is followed', async () => {
    const source = await subscribe(whole, { id: leadId() }, { as: 'nobody' });
    await source.ended;
    expect(source.events[0]?.data.errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
  });

  test('for whoever has too many open already', async () => {
    const mine = await logIn(tenantId, 'viewer');
    const query = 'subscription { countsChanged { cursor } }';
    const sources = [];
    for (let n = 0; n < 20; n += 1) sources.push(await subscribe(query, {}, { as: mine }));
    await Promise.all(sources.map(started));
    const refused = await subscribe(query, {}, { as: mine });
    await refused.ended;
    expect(refused.events[0]?.data.errors).toMatchObject([
      { extensions: { code: 'TOO_MANY_SUBSCRIPTIONS' } },
    ]);
    sources[0]?.close();
    await until(async () => {
      const next = await subscribe(query, {}, { as: mine });
      await started(next);
      expect(next.events[0]?.data.errors).toBeUndefined();
    });
  });

  test('when this process leaves, so that its listeners come again elsewhere', async () => {
    const source = await subscribe(whole, { id: leadId() });
    await started(source);
    leaving.abort();
    await source.ended;
    expect(source.events.at(-1)).toMatchObject({ event: 'complete' });
  });
});
