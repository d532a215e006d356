// Which closed leads a night begins to forget, on real rows: those whose time is over and whom nothing keeps.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { contactFacts } from '../../schema/database/leads/contact-facts.ts';
import { lockLead } from '../../schema/database/leads/lead-lock.ts';
import { recordOptOut } from '../../schema/database/leads/opt-out.ts';
import { uuidV7 } from '../../schema/database/uuid-v7.ts';
import { findEverywhere } from '../support/plant.ts';
import { testLinkSecret as linkSecret, seedTenant } from '../support/seed.ts';
import { type RetentionWorld, retentionWorld } from './retention-world.ts';

let world: RetentionWorld;
beforeAll(async () => {
  world = await retentionWorld({ leads: '30 days' });
});
afterEach(() => world.owner.query('delete from erasure'));
afterAll(() => world.close());

const forgotten = async (): Promise<string[]> => (await world.erasures()).map(({ lead_id }) => lead_id);
const own = (leadId: string, change: string) =>
  world.owner.query(`update lead set ${change} where id = $1`, [leadId]);

test('a lead goes when its time since closing is over, by the ordinary erasure, begun by nobody', async () => {
  const [old, recent] = [await world.closed('Eberesche', 31), await world.closed('Elsbeere', 29)];
  expect(await world.night()).toMatchObject({ leads: 1 });
  expect(await world.erasures()).toEqual([{ lead_id: old.leadId, reason: 'retention', asked_by: 'system' }]);
  expect(await world.facts(old.leadId)).toContain('erased');
  expect((await world.lead(recent.leadId)).erased_at).toBeNull();
  expect(await world.night()).toMatchObject({ leads: 0 });
  expect(await forgotten()).toEqual([old.leadId]);
  await own(recent.leadId, 'closed_at = now()');
});

const ago = `now() - interval '40 days'`;
const addFact = (leadId: string, kind: string, at: string, signalledAt: string): string =>
  `insert into lead_fact (id, tenant_id, lead_id, seq, kind, ref, caused_by, created_at, signalled_at)
   values ('${uuidV7()}', '${world.tenantId}', '${leadId}', 90, '${kind}', '${uuidV7()}', '{}', ${at}, ${signalledAt})`;
const oneOf = (table: string, leadId: string): string =>
  `id in (select id from "${table}" where lead_id = '${leadId}' limit 1)`;

const keepers: [what: string, sql: (leadId: string) => string][] = [
  ['they came back since', (id) => addFact(id, 'formSubmitted', 'now()', 'now()')],
  ['their journey has something to hear of yet', (id) => addFact(id, 'messageReceived', ago, 'null')],
  [
    'an appointment is ahead',
    (id) =>
      `update appointment set state = 'confirmed', starts_at = now() + interval '1 day', ends_at = now() + interval '2 days' where lead_id = '${id}'`,
  ],
  [
    'nobody knows whether something was sent',
    (id) => `update outbound set state = 'unknown', settled_at = null where ${oneOf('outbound', id)}`,
  ],
  ['a reply waits for a decision', (id) => `update draft set state = 'held' where ${oneOf('draft', id)}`],
  [
    'a person wrote something down about them',
    (id) => `update lead_note set created_at = now() where ${oneOf('lead_note', id)}`,
  ],
  [
    'something was asked of their journey',
    (id) => `update command set created_at = now() where ${oneOf('command', id)}`,
  ],
  ['they wrote since', (id) => `update message set at = now() where ${oneOf('message', id)}`],
  [
    'a call is open',
    (id) => `update call_attempt set state = 'inProgress' where ${oneOf('call_attempt', id)}`,
  ],
];

test.each(keepers)('a lead whose time is over stays when %s', async (_what, sql) => {
  const { leadId } = await world.closed('Speierling', 60);
  expect((await world.owner.query(sql(leadId))).rowCount).toBeGreaterThan(0);
  expect(await world.night()).toMatchObject({ leads: 0 });
  expect(await forgotten()).toEqual([]);
  await own(leadId, 'closed_at = now()');
});

test('a lead stays that is not closed, however old it is, and goes with whoever was merged into it', async () => {
  const [a, b] = [await world.closed('Mispel', 60), await world.closed('Quitte', 60)];
  const merged = await world.merge(a.leadId, b.leadId);
  await world.owner.query(
    `update lead_fact set created_at = now() - interval '50 days', signalled_at = now()`,
  );
  await own(a.leadId, `step = 'rest', closed_at = null`);
  await own(b.leadId, `step = 'rest', closed_at = null`);
  expect(await world.night()).toMatchObject({ leads: 0 });
  await own(a.leadId, `step = 'closed', closed_at = now() - interval '50 days'`);
  await own(b.leadId, `step = 'closed', closed_at = now() - interval '50 days'`);
  expect(await world.night()).toMatchObject({ leads: 1 });
  const remains = 'leadId' in merged ? merged.leadId : a.leadId;
  expect([a.leadId, b.leadId]).toContain(remains);
  for (const { leadId } of [a, b]) expect((await world.lead(leadId)).erased_at).not.toBeNull();
});

test('an enquiry that comes while a lead is looked at keeps them: it is looked at under their lock', async () => {
  const who = { phone: '+447700900801', email: 'vogelbeere@lead.example' };
  const { leadId } = await world.enquire(who);
  await world.owner.query(
    `update lead_fact set created_at = now() - interval '50 days', signalled_at = now() where lead_id = $1`,
    [leadId],
  );
  await own(leadId, `step = 'closed', closed_at = now() - interval '50 days'`);
  let night: ReturnType<typeof world.night> | undefined;
  await world.db.inTenant(world.tenantId, async (tx) => {
    const lead = await lockLead(tx, leadId);
    night = world.night();
    const waits = () =>
      world.owner.query(`select from pg_stat_activity where wait_event_type = 'Lock' and state = 'active'`);
    while ((await waits()).rowCount === 0) await new Promise(setImmediate);
    await tx.execute(addFact(lead?.id ?? '', 'formSubmitted', 'now()', 'now()'));
  });
  expect(await night).toMatchObject({ leads: 0 });
  await own(leadId, 'closed_at = now()');
});

test('who opted out goes like everybody else, and is barred still when they come back', async () => {
  const { db, tenantId } = world;
  const who = { phone: '+447700900802', email: 'kirsche@lead.example' };
  const { leadId } = await world.enquire(who);
  await db.inTenant(tenantId, async (tx) => {
    const lead = await lockLead(tx, leadId);
    const causedBy = { kind: 'system', id: leadId } as const;
    if (lead) await recordOptOut(tx, lead, { causedBy, actor: 'lead', linkSecret });
  });
  await world.owner.query(
    `update lead_fact set created_at = now() - interval '50 days', signalled_at = now() where lead_id = $1`,
    [leadId],
  );
  await own(leadId, `step = 'closed', closed_at = now() - interval '50 days'`);
  expect(await world.night()).toMatchObject({ leads: 1 });
  const again = await world.enquire(who);
  expect(again.outcome).toBe('new');
  const barred = await db.inTenant(tenantId, async (tx) => {
    const lead = await lockLead(tx, again.leadId);
    return lead && contactFacts(tx, lead, linkSecret);
  });
  expect(barred).toMatchObject({ phoneBar: 'optedOut', addressBar: 'optedOut' });
});

test('a night takes so many and no more, the longest closed first, and the next one goes on', async () => {
  const leads = [];
  for (const daysAgo of [70, 90, 80]) leads.push((await world.closed('Holzapfel', daysAgo)).leadId);
  world.pace.mostLeads = 2;
  expect(await world.night()).toMatchObject({ leads: 2 });
  expect(await forgotten()).toEqual([leads[1], leads[2]]);
  const { rows } = await world.owner.query(
    'select is_cut from retention_run order by created_at desc limit 1',
  );
  expect(rows).toEqual([{ is_cut: true }]);
  expect(await world.night()).toMatchObject({ leads: 1 });
  world.pace.mostLeads = 14_400;
});

test('no more begin while as many are still under way as one can look after', async () => {
  const { leadId } = await world.closed('Sanddorn', 60);
  world.pace.mostUnderWay = 0;
  expect(await world.night()).toMatchObject({ leads: 0 });
  world.pace.mostUnderWay = 500;
  expect(await world.night()).toMatchObject({ leads: 1 });
  expect(await forgotten()).toEqual([leadId]);
});

test('another tenant’s leads are not looked at', async () => {
  const other = await seedTenant(world.db, 'Bystander');
  const { leadId } = await world.closed('Schlehe', 60);
  await world.owner.query('update lead set tenant_id = $2 where id = $1', [leadId, other.tenantId]);
  expect(await world.night()).toMatchObject({ leads: 0 });
  expect(await findEverywhere(world.owner, 'Schlehe lead')).not.toEqual([]);
});
