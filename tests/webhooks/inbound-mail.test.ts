// e-mails to us through Resend's webhook over HTTP, with real signatures and PostgreSQL
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { replyAddressOf } from '../../schema/database/conversations/reply-address.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { seedTenant, testLinkSecret } from '../support/seed.ts';
import { seedLead } from '../support/seed-lead.ts';
import { inboundEvent, type ResendWorld, resendWorld } from './resend-world.ts';

const ours = 'hello@hook.example';
let database: TestDatabase;
let world: ResendWorld;
let tenantId: string;
let otherId: string;
let leadId: string;
let n = 0;

beforeAll(async () => {
  database = await testDatabase({ poolMax: 15 });
  ({ tenantId } = await seedTenant(database.db, 'Hook'));
  ({ tenantId: otherId } = await seedTenant(database.db, 'Other'));
  ({ leadId } = await seedLead(database.db, tenantId, 'Hook'));
  world = await resendWorld(database.db);
});
beforeEach(() => {
  n += 1;
});
afterAll(async () => {
  await world.api.close();
  await database.drop();
});

const sql = <Row>(text: string, values: unknown[] = [], tenant = tenantId): Promise<Row[]> =>
  database.db.inTenant(tenant, (tx) => tx.execute(text, values) as Promise<Row[]>);

describe('an e-mail to us', () => {
  const from = () => `writer${n}@example.com`;
  const leads = (email = from(), tenant = tenantId) =>
    sql<{ id: string }>('select * from lead where email = ?', [email], tenant);
  const messages = (lead: string, tenant = tenantId) =>
    sql<{ text: string }>('select * from message where lead_id = ? order by at, id', [lead], tenant);

  test('of a known sender becomes a message and the next fact of that lead', async () => {
    const [known] = await sql<{ email: string; fact_seq: number }>('select * from lead where id = ?', [
      leadId,
    ]);
    await sql(
      `insert into lead_identity (id, tenant_id, lead_id, kind, value) values (gen_random_uuid(), ?, ?, 'email', ?)`,
      [tenantId, leadId, known?.email],
    );
    world.bodies.set(`in-${n}`, 'May I come by?');
    const hook = inboundEvent(`in-${n}`, `Lead <${known?.email.toUpperCase()}>`, ['Reply@Hook.example']);
    expect((await world.hook(hook)).status).toBe(200);
    expect(await messages(leadId)).toContainEqual(
      expect.objectContaining({
        text: 'May I come by?',
        direction: 'inbound',
        internet_message_id: `<in-${n}@mail>`,
      }),
    );
    expect(await leads(known?.email)).toHaveLength(1);
    const facts = await sql<{ seq: number; kind: string }>('select * from lead_fact where lead_id = ?', [
      leadId,
    ]);
    expect(facts).toMatchObject([{ seq: (known?.fact_seq ?? 0) + 1, kind: 'messageReceived' }]);
    expect(world.api.pumped.at(-1)).toEqual({ tenantId, leadId });
  });

  test('of an unknown sender makes a lead; the same event again changes nothing', async () => {
    world.bodies.set(`in-${n}`, 'Hello');
    const event = inboundEvent(`in-${n}`, `New <${from()}>`, ['reply@hook.example']);
    const hook = { id: `msg_in_${n}` };
    for (let i = 0; i < 3; i++) expect((await world.hook(event, hook)).status).toBe(200);
    const made = await leads();
    expect(made).toMatchObject([{ email: from(), source: 'email', fact_seq: 1 }]);
    expect(await messages(made[0]?.id ?? '')).toHaveLength(1);
    expect(world.api.pumped.filter((lead) => lead.leadId === made[0]?.id)).toHaveLength(1);
  });

  test('that asks for no more contact blocks the sender at once, and is not answered', async () => {
    world.bodies.set(`in-${n}`, 'Unsubscribe\n\nOn Monday somebody wrote:\n> Shall we talk?');
    expect((await world.hook(inboundEvent(`in-${n}`, from(), ['reply@hook.example']))).status).toBe(200);
    const [lead] = await sql<{ id: string; opted_out_at: string | null; status: string }>(
      'select * from lead where email = ?',
      [from()],
    );
    expect(lead).toMatchObject({ status: 'opted_out', opted_out_at: expect.any(String) });
    expect(await sql('select kind from lead_fact where lead_id = ?', [lead?.id])).toEqual([
      { kind: 'optedOut' },
    ]);
    expect(await messages(lead?.id ?? '')).toHaveLength(1);
  });

  test('that asks for no more contact in the thread of another lead stops offers to that one, and staff are told', async () => {
    world.bodies.set(`known-${n}`, 'Hello');
    await world.hook(inboundEvent(`known-${n}`, from(), ['reply@hook.example']));
    const [sender] = await leads();
    const { leadId: other } = await seedLead(database.db, tenantId, 'Hook', 500 + n);
    world.bodies.set(`in-${n}`, 'Unsubscribe');
    const to = replyAddressOf('reply@hook.example', other, testLinkSecret);
    for (let i = 0; i < 2; i++)
      await world.hook(inboundEvent(`in-${n}`, from(), [to]), { id: `msg_thread_${n}` });
    const scopes = (lead?: string) =>
      sql(`select distinct scope from suppression where lead_id = ? and kind = 'email'`, [lead]);
    expect(await scopes(sender?.id)).toEqual([{ scope: 'all' }]);
    expect(await scopes(other)).toEqual([{ scope: 'marketing' }]);
    expect(await sql('select kind from lead_fact where lead_id = ?', [other])).toEqual([
      { kind: 'leadChanged' },
    ]);
    expect(await sql('select kind from staff_note where lead_id = ?', [other])).toContainEqual({
      kind: 'optOutByAnother',
    });
    const heard = world.api.pumped.map((lead) => lead.leadId);
    expect(heard).toEqual(expect.arrayContaining([sender?.id, other]));
  });

  test('the same event five times at once is stored once', async () => {
    world.bodies.set(`in-${n}`, 'Hello');
    const event = inboundEvent(`in-${n}`, from(), ['reply@hook.example']);
    const all = await Promise.all(
      Array.from({ length: 5 }, () => world.hook(event, { id: `msg_five_${n}` })),
    );
    expect(all.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    const made = await leads();
    expect(made).toHaveLength(1);
    expect(await messages(made[0]?.id ?? '')).toHaveLength(1);
  });

  test('five of one new sender at once are five messages of one lead, numbered without a gap', async () => {
    const ids = [1, 2, 3, 4, 5].map((i) => `in-${n}-${i}`);
    for (const id of ids) world.bodies.set(id, id);
    const all = await Promise.all(
      ids.map((id) => world.hook(inboundEvent(id, from(), ['reply@hook.example']))),
    );
    expect(all.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    const made = await leads();
    expect(made).toMatchObject([{ fact_seq: 5 }]);
    const facts = await sql<{ seq: number }>('select * from lead_fact where lead_id = ? order by seq', [
      made[0]?.id,
    ]);
    expect(facts.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
  });

  test('to two tenants is stored at both, each once', async () => {
    world.bodies.set(`in-${n}`, 'Hello');
    const to = ['reply@hook.example', ours, 'reply@other.example', 'nobody@else.example'];
    const hook = { id: `msg_two_${n}` };
    for (let i = 0; i < 2; i++)
      expect((await world.hook(inboundEvent(`in-${n}`, from(), to), hook)).status).toBe(200);
    for (const tenant of [tenantId, otherId]) {
      const made = await leads(from(), tenant);
      expect(made).toHaveLength(1);
      expect(await messages(made[0]?.id ?? '', tenant)).toHaveLength(1);
    }
  });

  test('whose body cannot be fetched is not acknowledged; later it is taken', async () => {
    const event = inboundEvent(`in-${n}`, from(), ['reply@hook.example']);
    const hook = { id: `msg_late_${n}` };
    expect((await world.hook(event, hook)).status).toBe(503);
    expect(await leads()).toEqual([]);
    world.bodies.set(`in-${n}`, 'Hello');
    expect((await world.hook(event, hook)).status).toBe(200);
    expect(await leads()).toHaveLength(1);
  });

  test('with NUL, half characters and an endless Message-ID is stored', async () => {
    world.bodies.set(`in-${n}`, 'a\0b \ud83d');
    const event = inboundEvent(`in-${n}`, from(), ['reply@hook.example']);
    event.data.message_id = `<${'x'.repeat(900)}@mail>`;
    expect((await world.hook(event)).status).toBe(200);
    const [made] = await leads();
    expect(await messages(made?.id ?? '')).toMatchObject([{ text: 'ab \ufffd' }]);
  });

  test('of a sender without an address, or to nobody here, is acknowledged and not fetched', async () => {
    const before = world.fetched.length;
    const nobody = inboundEvent(`in-${n}`, from(), ['x@nowhere.example']);
    const faceless = inboundEvent(`in-${n}`, `Mailer ${'x'.repeat(300)}`, ['reply@hook.example']);
    for (const event of [nobody, faceless])
      expect(await world.hook(event)).toEqual({ status: 200, body: { outcome: 'ignored' } });
    expect(world.fetched).toHaveLength(before);
  });
});
