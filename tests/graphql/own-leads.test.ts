// Agents who see their own leads and those of nobody: what the database keeps from them, and when.
import express from 'express';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createGraphql } from '../../api/graphql/routes.ts';
import type { TenantSettings } from '../../schema/contracts/tenant.ts';
import { addNote } from '../../schema/database/leads/lead-notes.ts';
import { saveTenant } from '../../schema/database/tenants/save-tenant.ts';
import { uuidV7 } from '../../schema/database/uuid-v7.ts';
import { testApiContext } from '../support/api-context.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { seedTenant, testLinkSecret } from '../support/seed.ts';
import { type SeededLead, seedLead } from '../support/seed-lead.ts';
import { asAgentOfOwn, ask, asRole, globalId, tells } from './ask.ts';
import { tokenOfStaff } from './sign-in.ts';

let database: TestDatabase;
let tenantId: string;
let settings: TenantSettings;
const leads: Record<'mine' | 'nobodys' | 'theirs' | 'intoTheirs' | 'intoMine', SeededLead> = {} as never;

const change = (id: string, set: string): Promise<unknown> =>
  database.db.inTenant(tenantId, (tx) => tx.execute(`update lead set ${set} where id = ?`, [id]));

beforeAll(async () => {
  database = await testDatabase();
  ({ tenantId, settings } = await seedTenant(database.db, 'Alpha'));
  const assigned = {
    ...{ mine: `'agent'`, nobodys: 'null', theirs: `'admin'` },
    // whose an absorbed lead was does not count any more
    ...{ intoTheirs: `'agent'`, intoMine: `'admin'` },
  };
  for (const [n, name] of (Object.keys(assigned) as (keyof typeof leads)[]).entries()) {
    leads[name] = await seedLead(database.db, tenantId, `Alpha ${name}`, n);
    await change(leads[name].leadId, `assigned_to = ${assigned[name]}`);
  }
  await change(leads.intoTheirs.leadId, `merged_into = '${leads.theirs.leadId}'`);
  await change(leads.intoMine.leadId, `merged_into = '${leads.mine.leadId}'`);
});
afterAll(() => database.drop());

const agent = () => asAgentOfOwn(tenantId, 'agent');
const names = (answer: { data: { leads: { nodes: { name: string }[] } } }) =>
  answer.data.leads.nodes.map(({ name }) => name.split(' ')[1]).toSorted();

describe('an agent who sees only their own leads', () => {
  test('finds those that are theirs or nobody’s in lists, searches and filters', async () => {
    for (const args of [
      '',
      '(search: "alpha")',
      '(search: "+44 77009")',
      '(filter: { source: "form" }, sort: SCORE)',
    ])
      expect(names(await ask(database.db, agent(), `{ leads${args} { nodes { name } } }`))).toEqual([
        'mine',
        'nobodys',
      ]);
    const others = await ask(
      database.db,
      agent(),
      '{ leads(filter: { assignedTo: "admin" }) { nodes { name } } }',
    );
    expect(names(others)).toEqual([]);
  });

  test('hears of such leads alone, whatever changes', async () => {
    const changes = Object.values(leads).flatMap(({ leadId, callId }) => [
      { kind: 'lead', ref: leadId, parentId: leadId, cursor: leadId } as const,
      { kind: 'call', ref: callId, parentId: leadId, cursor: callId } as const,
    ]);
    const query = 'subscription { leadsChanged { lead { name } } }';
    const { data, errors } = await ask(database.db, agent(), query, {}, { live: tells(changes) });
    expect(errors).toEqual([]);
    const heard = data.leadsChanged.flatMap(
      ({ lead }: { lead: { name: string } | null }) => lead?.name ?? [],
    );
    expect(new Set(heard.map((name: string) => name.split(' ')[1]))).toEqual(new Set(['mine', 'nobodys']));
    const call = globalId('Call', leads.theirs.callId);
    const watched = await ask(
      database.db,
      agent(),
      'subscription ($id: ID!) { liveCall(id: $id) { call { id } turns { text } } }',
      { id: call },
      { live: tells(changes) },
    );
    expect(watched).toEqual({ data: { liveCall: [{ call: null, turns: [] }] }, errors: [] });
  });

  test('is told why of such leads alone, and finds theirs in the lists of the business', async () => {
    const why = 'query ($id: ID!) { why(id: $id) { steps { kind } } }';
    const whyOf = (id: string) => ask(database.db, agent(), why, { id: globalId('Call', id) });
    expect((await whyOf(leads.mine.callId)).data.why.steps[0].kind).toBe('CALL');
    expect((await whyOf(leads.theirs.callId)).data.why).toBeNull();
    for (const list of ['calls', 'emails', 'appointments', 'timeline']) {
      const { data } = await ask(database.db, agent(), `{ ${list}(first: 100) { nodes { lead { id } } } }`);
      const seen = data[list].nodes.map(({ lead }: { lead: { id: string } }) => lead.id);
      const theirs = [leads.theirs, leads.intoTheirs].map(({ leadId }) => globalId('Lead', leadId));
      expect(seen.length).toBeGreaterThan(0);
      for (const id of theirs) expect(seen).not.toContain(id);
    }
  });

  test('sees everything that hangs on such a lead, and what it took in', async () => {
    const query = `query ($id: ID!) { lead(id: $id) {
      absorbed { name } calls { nodes { turns { text } recordings { url } } } emails { nodes { events { kind } } }
      appointments { versions { version } } notes { nodes { text } } decisions { nodes { rule } } actions { nodes { key } }
    } }`;
    const variables = { id: globalId('Lead', leads.mine.leadId) };
    const asAdmin = await ask(database.db, asRole(tenantId, 'admin'), query, variables);
    expect(asAdmin.data.lead.absorbed).toHaveLength(1);
    expect(await ask(database.db, agent(), query, variables)).toEqual(asAdmin);
  });

  test.each(['theirs', 'intoTheirs'] as const)('does not see the lead %s by any id of it', async (which) => {
    const { leadId, callId, appointmentId, draftId, noteId } = leads[which];
    const ids = [
      globalId('Lead', leadId),
      globalId('Call', callId),
      globalId('Appointment', appointmentId),
      globalId('Draft', draftId),
      globalId('LeadNote', noteId),
    ];
    const query = 'query ($ids: [ID!]!, $id: ID!) { nodes(ids: $ids) { id } lead(id: $id) { name } }';
    const { data } = await ask(database.db, agent(), query, { ids, id: ids[0] });
    expect(data).toEqual({ nodes: [null, null, null, null, null], lead: null });
  });

  test('sees what a lead of others took in no more, though it was theirs', async () => {
    const query = 'query ($id: ID!) { lead(id: $id) { name } }';
    const { data } = await ask(database.db, agent(), query, { id: globalId('Lead', leads.intoMine.leadId) });
    expect(data.lead.name).toContain('mine');
  });

  test('writes about such leads, and about others not even past the checks of the API', async () => {
    const write = (leadId: string) =>
      database.db.inTenant(
        tenantId,
        (tx) =>
          addNote(tx, {
            tenantId,
            id: uuidV7(),
            actor: { kind: 'staff', id: 'agent' },
            leadId,
            text: 'Seen.',
          }),
        { agent: 'agent' },
      );
    expect(await write(leads.mine.leadId)).not.toBe('unknown');
    expect(await write(leads.theirs.leadId)).toBe('unknown');
    const past = database.db.inTenant(
      tenantId,
      (tx) =>
        tx.execute(
          `insert into lead_note (id, tenant_id, lead_id, text, written_by) values (?, ?, ?, 'x', 'staff:agent')`,
          [uuidV7(), tenantId, leads.theirs.leadId],
        ),
      { agent: 'agent' },
    );
    await expect(past).rejects.toThrow(/row-level security/);
  });
});

test('admins, viewers, and agents of a tenant that does not ask for it see all', async () => {
  for (const role of ['admin', 'viewer', 'agent'] as const)
    expect(names(await ask(database.db, asRole(tenantId, role), '{ leads { nodes { name } } }'))).toEqual([
      'mine',
      'nobodys',
      'theirs',
    ]);
});

test('the tenant’s setting decides, from the next request on', async () => {
  const token = await tokenOfStaff(database.db, tenantId, 'agent');
  const app = express().use(createGraphql(testApiContext(database.db)));
  const seen = async () => {
    const sending = request(app).post('/graphql').set('authorization', `Bearer ${token}`);
    return names((await sending.send({ query: '{ leads { nodes { name } } }' })).body);
  };
  const set = (people: TenantSettings['people']) => {
    const source = people ? { ...settings, people } : settings;
    const tenant = { slug: 'alpha', source, settings: source, savedBy: 'test' };
    const secrets = { linkSecret: testLinkSecret, firstPassword: async () => null };
    return saveTenant(database.db, tenant, secrets);
  };
  expect(await seen()).toEqual(['mine', 'nobodys', 'theirs']);
  await set({ agentsSee: 'ownAndUnassigned' });
  expect(await seen()).toEqual(['mine', 'nobodys']);
  await set({ agentsSee: 'all' });
  expect(await seen()).toEqual(['mine', 'nobodys', 'theirs']);
});

describe('the database', () => {
  test('keeps every table that hangs on a lead for whoever sees the lead', async () => {
    const { rows } = await database.db.pool.query<{ name: string; guarded: boolean }>(
      `select distinct c.table_name as name, exists (
         select from pg_policies p where p.tablename = c.table_name and p.policyname = 'seen'
         and p.permissive = 'RESTRICTIVE' and p.roles = '{leadline_agent}' and p.cmd = 'ALL'
       ) as guarded
       from information_schema.columns c where c.table_schema = 'public' and (c.table_name = 'lead' or c.column_name in
         ('lead_id', 'attempt_id', 'call_id', 'email_id', 'appointment_id', 'draft_id', 'message_id', 'outbound_id'))
       order by 1`,
    );
    expect(rows.length).toBeGreaterThan(25);
    expect(rows.filter(({ guarded }) => !guarded)).toEqual([]);
  });

  test('binds nobody else by these policies: the application takes the role, and never has it', async () => {
    const { rows } = await database.db.pool.query(
      `select pg_has_role('leadline_app', 'leadline_agent', 'SET') as may, pg_has_role('leadline_app', 'leadline_agent', 'USAGE') as has,
        (select rolcanlogin or rolbypassrls from pg_roles where rolname = 'leadline_agent') as more`,
    );
    expect(rows).toEqual([{ may: true, has: false, more: false }]);
  });

  test('leaves neither the role nor the agent on a connection', async () => {
    await database.db.inTenant(tenantId, async () => undefined, { agent: 'agent' });
    const { rows } = await database.db.pool.query(
      `select current_user::text as who, current_setting('app.agent', true) as agent`,
    );
    expect(rows).toEqual([{ who: 'leadline_app', agent: expect.toBeOneOf([null, '']) }]);
  });
});
