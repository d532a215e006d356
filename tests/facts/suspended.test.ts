// What comes in for a suspended business is kept, held, and told in its order once it goes on.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Tx } from '../../schema/database/database.ts';
import { deliverFacts } from '../../schema/database/leads/deliver-facts.ts';
import { deferPending, notePendingBatch, postponePending } from '../../schema/database/routing/doors.ts';
import { resumeTenant, suspendTenant } from '../../schema/database/tenants/suspend.ts';
import { uuidV7 } from '../../schema/database/uuid-v7.ts';
import { seedTenant } from '../support/seed.ts';
import { asOwner } from '../support/seed-super-admin.ts';
import { type FactsWorld, factsWorld } from './facts-world.ts';
import { journeysDouble } from './journeys-double.ts';

let world: FactsWorld;
beforeAll(async () => {
  world = await factsWorld();
});
afterAll(() => world.drop());

const gapMs = 3_600_000;
const asked = () => ({
  tenantId: world.tenantId,
  actor: { kind: 'system', id: 'operator' } as const,
  reason: 'x',
});
const suspend = () => world.db.inTenant(world.tenantId, (tx) => suspendTenant(tx, asked()));
const resume = (gap = gapMs) =>
  world.db.inTenant(world.tenantId, (tx) => resumeTenant(tx, { ...asked(), gapMs: gap }));
afterEach(async () => {
  await resume(0);
  await asOwner(world, (owner) => owner.query('delete from routing.pending'));
});

const deliver = (leadId: string, temporal = journeysDouble()) =>
  deliverFacts(world.db, { tenantId: world.tenantId, leadId }, temporal.signal);
const tellIn = (tx: Tx, leadId: string) =>
  tx.execute(
    `insert into lead_fact (id, tenant_id, lead_id, seq, kind, ref, caused_by, late)
     values (?, ?, ?, 1, 'formSubmitted', ?, '{"kind":"system","id":"test"}', false)`,
    [uuidV7(), world.tenantId, leadId, uuidV7()],
  );
const refs = async () => (await world.pending()).filter(({ kind }) => kind !== 'watch').map(({ ref }) => ref);

describe('while a business is suspended', () => {
  test('a form is stored and no journey hears of it, and none begins', async () => {
    await suspend();
    const leadId = await world.newLead();
    await world.tell(leadId, 'formSubmitted');
    expect(await refs()).toEqual([]);
    const temporal = journeysDouble();
    expect(await deliver(leadId, temporal)).toBe('held');
    expect(temporal.heard).toEqual([]);
    expect(await world.facts(leadId)).toMatchObject([{ kind: 'formSubmitted', signalledAt: null }]);
  });

  test('what waited already is held as well, and neither a delay nor a failure brings it back', async () => {
    const leadId = await world.newLead();
    await world.tell(leadId);
    expect(await refs()).toEqual([leadId]);
    await suspend();
    expect(await refs()).toEqual([]);
    await postponePending(world.db.pool, { kind: 'facts', ref: leadId }, -1_000);
    await world.db.inTenant(world.tenantId, (tx) =>
      deferPending(tx, { kind: 'facts', ref: leadId, until: new Date(0) }),
    );
    await world.tell(leadId);
    expect(await refs()).toEqual([]);
  });

  test('imports and bulk commands wait, and other businesses do not', async () => {
    await suspend();
    await world.db.inTenant(world.tenantId, async (tx) => {
      for (const kind of ['import', 'bulk'] as const)
        await notePendingBatch(tx, { tenantId: world.tenantId, kind, id: uuidV7(), asked: 1 });
    });
    expect(await refs()).toEqual([]);
    const other = await seedTenant(world.db, 'Other');
    const id = uuidV7();
    await world.db.inTenant(other.tenantId, (tx) =>
      notePendingBatch(tx, { tenantId: other.tenantId, kind: 'bulk', id, asked: 1 }),
    );
    expect(await refs()).toEqual([id]);
  });

  test('somebody who is to be forgotten is told all the same', async () => {
    const leadId = await world.newLead();
    await suspend();
    await world.tell(leadId, 'erased');
    await world.db.inTenant(world.tenantId, (tx) =>
      tx.execute('update lead set erased_at = now() where id = ?', [leadId]),
    );
    expect(await deliver(leadId)).toBe(1);
  });

  test('work that slipped past is filed with what is held when the dispatcher leaves it', async () => {
    const leadId = await world.newLead();
    // its transaction saw the business active, and ends after the suspension
    await world.db.inTenant(world.tenantId, async (tx) => {
      await tellIn(tx, leadId);
      await suspend();
    });
    expect(await refs()).toEqual([leadId]);
    expect(await deliver(leadId)).toBe('held');
    await postponePending(world.db.pool, { kind: 'facts', ref: leadId }, 0);
    expect(await refs()).toEqual([]);
  });
});

describe('when it goes on', () => {
  test('what was held follows in the order in which it came, one after the other', async () => {
    await suspend();
    const leads: string[] = [];
    for (let i = 0; i < 3; i += 1) {
      const leadId = await world.newLead();
      leads.push(leadId);
      await world.tell(leadId, 'formSubmitted');
    }
    const [first = '', second = '', third = ''] = leads;
    // more of the first comes later: its place is that of what came first
    await world.tell(first);
    expect(await resume()).toBe(3);
    expect(await refs()).toEqual([first]);
    const queue = await asOwner(world, (owner) =>
      owner.query<{ ref: string; hours: string }>(
        `select ref, round(extract(epoch from since - now()) / 3600) as hours from routing.pending
         where kind = 'facts' order by since`,
      ),
    );
    expect(queue.rows.map(({ ref, hours }) => [ref, Number(hours)])).toEqual([
      [first, 0],
      [second, 1],
      [third, 2],
    ]);
  });

  test('its facts are told, all of them and in order', async () => {
    await suspend();
    const leadId = await world.newLead();
    await world.tell(leadId, 'formSubmitted');
    await world.tell(leadId);
    await resume();
    const temporal = journeysDouble();
    expect(await deliver(leadId, temporal)).toBe(2);
    expect(temporal.heard.map(({ seq }) => seq)).toEqual([1, 2]);
  });

  test('whoever asks by themselves afterwards is of the first rank at once', async () => {
    await suspend();
    const [held, again] = [await world.newLead(), await world.newLead()];
    await world.tell(held, 'formSubmitted');
    await world.tell(again, 'formSubmitted');
    await resume();
    expect(await refs()).toEqual([held]);
    await world.tell(again);
    expect(await refs()).toEqual([again, held]);
  });

  test('a form whose transaction ends while it goes on is not left behind', async () => {
    await suspend();
    const leadId = await world.newLead();
    let resumed: Promise<unknown> = Promise.resolve();
    await world.db.inTenant(world.tenantId, async (tx) => {
      await tellIn(tx, leadId);
      resumed = resume(0);
      await expect.poll(waiting).toBe(1);
    });
    expect(await resumed).toBe(1);
    expect(await refs()).toEqual([leadId]);
  });

  test('a second resumption, and a second suspension, change nothing', async () => {
    expect(await resume()).toBeNull();
    expect(await suspend()).toBe(true);
    expect(await suspend()).toBe(false);
  });
});

const waiting = async (): Promise<number> => {
  const { rowCount } = await world.db.pool.query(
    `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
  );
  return rowCount ?? 0;
};
