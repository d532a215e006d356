// facts against PostgreSQL, with journeys that only note what they hear
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { deliverFacts } from '../../schema/database/leads/deliver-facts.ts';
import { Lead } from '../../schema/database/leads/entities.ts';
import { lockLead } from '../../schema/database/leads/lead-lock.ts';
import { settlePending } from '../../schema/database/routing/doors.ts';
import { type FactsWorld, factsWorld } from './facts-world.ts';
import { journeysDouble } from './journeys-double.ts';

let world: FactsWorld;
let leadId: string;
beforeAll(async () => {
  world = await factsWorld();
});
beforeEach(async () => {
  leadId = await world.newLead();
});
afterAll(() => world.drop());

const lead = () => ({ tenantId: world.tenantId, leadId });
const times = (n: number) => Array.from({ length: n }, (_, i) => i + 1);
const isPending = async () => (await world.pending()).some(({ ref }) => ref === leadId);

describe('numbers', () => {
  test('of fifty facts at once have no gap and no double', async () => {
    const given = await Promise.all(times(50).map(() => world.tell(leadId)));
    expect(given.toSorted((a, b) => a - b)).toEqual(times(50));
    expect((await world.facts(leadId)).map(({ seq }) => seq)).toEqual(times(50));
  });

  test('of a fact that was rolled back are given to the next', async () => {
    await world.tell(leadId);
    const broken = world.db.inTenant(world.tenantId, async (tx) => {
      await world.tell(await world.newLead());
      const own = await lockLead(tx, leadId);
      await tx.nativeUpdate(Lead, { id: leadId }, { factSeq: (own?.factSeq ?? 0) + 1 });
      throw new Error('broken');
    });
    await expect(broken).rejects.toThrow('broken');
    expect(await world.tell(leadId)).toBe(2);
  });

  test('the lock shows the row as it is, also to a transaction that read the lead before', async () => {
    const seen = await world.db.inTenant(world.tenantId, async (tx) => {
      await tx.findOne(Lead, { id: leadId });
      await world.tell(leadId);
      return (await lockLead(tx, leadId))?.factSeq;
    });
    expect(seen).toBe(1);
  });
});

describe('delivery', () => {
  test('is in order, marks each fact, and takes the lead off the list', async () => {
    const temporal = journeysDouble();
    for (const _ of times(5)) await world.tell(leadId);
    expect(await deliverFacts(world.db, lead(), temporal.signal)).toBe(5);
    expect(temporal.seqs()).toEqual(times(5));
    expect((await world.facts(leadId)).every(({ signalledAt, late }) => signalledAt && !late)).toBe(true);
    expect(await isPending()).toBe(false);
    expect(await deliverFacts(world.db, lead(), temporal.signal)).toBe(0);
  });

  test('by two processes at once: every fact is heard, its first hearing in order', async () => {
    const temporal = journeysDouble();
    for (const _ of times(20)) await world.tell(leadId);
    await Promise.all(times(2).map(() => deliverFacts(world.db, lead(), temporal.signal)));
    expect([...new Set(temporal.seqs())]).toEqual(times(20));
    expect(await isPending()).toBe(false);
  });

  test('while Temporal is away leaves everything on the list, and in order once it is back', async () => {
    const temporal = journeysDouble();
    temporal.state.away = true;
    for (const _ of times(3)) await world.tell(leadId);
    await expect(deliverFacts(world.db, lead(), temporal.signal)).rejects.toThrow('no connection');
    expect(await isPending()).toBe(true);
    temporal.state.away = false;
    await world.tell(leadId);
    await deliverFacts(world.db, lead(), temporal.signal);
    expect(temporal.seqs()).toEqual(times(4));
    expect(await isPending()).toBe(false);
  });

  test('that Temporal leaves in the middle goes on where it stopped', async () => {
    const temporal = journeysDouble();
    for (const _ of times(4)) await world.tell(leadId);
    const stopping: typeof temporal.signal = (fact) => {
      if (fact.seq === 3) temporal.state.away = true;
      return temporal.signal(fact);
    };
    await expect(deliverFacts(world.db, lead(), stopping)).rejects.toThrow();
    expect(await isPending()).toBe(true);
    temporal.state.away = false;
    await deliverFacts(world.db, lead(), temporal.signal);
    expect(temporal.seqs()).toEqual(times(4));
  });
});

describe('a closed journey', () => {
  test('makes a fact late, and the next form starts a journey that need not hear of it', async () => {
    const temporal = journeysDouble();
    await world.tell(leadId, 'callEnded');
    await world.tell(leadId, 'formSubmitted');
    await deliverFacts(world.db, lead(), temporal.signal);
    expect((await world.facts(leadId)).map(({ late }) => late)).toEqual([true, false]);
    expect(temporal.heard).toMatchObject([{ kind: 'formSubmitted', seq: 2, start: { cursor: 1 } }]);
    expect(await isPending()).toBe(false);
  });

  test('a fact stays late when another process tells it again to the journey that followed', async () => {
    const temporal = journeysDouble();
    await world.tell(leadId, 'callEnded');
    await world.tell(leadId, 'formSubmitted');
    const slow: typeof temporal.signal = async (fact) => {
      if (fact.seq === 1) await deliverFacts(world.db, lead(), temporal.signal);
      return temporal.signal(fact);
    };
    await deliverFacts(world.db, lead(), slow);
    expect((await world.facts(leadId)).map(({ late }) => late)).toEqual([true, false]);
  });

  test('a message after it starts a journey, a call’s end does not', async () => {
    const temporal = journeysDouble();
    await world.tell(leadId, 'callEnded');
    await deliverFacts(world.db, lead(), temporal.signal);
    expect(temporal.heard).toHaveLength(0);
    await world.tell(leadId, 'messageReceived');
    await deliverFacts(world.db, lead(), temporal.signal);
    expect(temporal.heard).toMatchObject([{ seq: 2, start: { cursor: 1 } }]);
  });
});

describe('the list', () => {
  test('keeps a lead whose next fact commits while the last one is taken off', async () => {
    await world.tell(leadId);
    const hold = Promise.withResolvers<void>();
    const told = Promise.withResolvers<void>();
    const next = world.db.inTenant(world.tenantId, async (tx) => {
      const own = await lockLead(tx, leadId);
      await tx.execute(
        `insert into lead_fact (id, tenant_id, lead_id, seq, kind, ref, caused_by)
         values (gen_random_uuid(), ?, ?, ?, 'messageReceived', gen_random_uuid(), '{}')`,
        [world.tenantId, leadId, (own?.factSeq ?? 0) + 1],
      );
      told.resolve();
      await hold.promise;
    });
    await told.promise;
    const settling = settlePending(world.db.pool, { kind: 'facts', ref: leadId, upto: 1 });
    hold.resolve();
    await Promise.all([next, settling]);
    expect(await world.pending()).toContainEqual(expect.objectContaining({ ref: leadId, upto: 2 }));
  });

  test('loses no lead while facts come and are told at the same time', async () => {
    const temporal = journeysDouble();
    const telling = (async () => {
      for (const _ of times(30)) await world.tell(leadId);
    })();
    const delivering = Promise.all(
      times(3).map(async () => {
        for (const _ of times(10)) await deliverFacts(world.db, lead(), temporal.signal);
      }),
    );
    await Promise.all([telling, delivering]);
    const untold = (await world.facts(leadId)).filter(({ signalledAt }) => !signalledAt);
    expect(await isPending()).toBe(untold.length > 0);
    if (untold.length > 0) await deliverFacts(world.db, lead(), temporal.signal);
    expect([...new Set(temporal.seqs())].toSorted((a, b) => a - b)).toEqual(times(30));
    expect(await isPending()).toBe(false);
  });

  test('is cleared of a lead that a process left there when it died after the last mark', async () => {
    const temporal = journeysDouble();
    await world.tell(leadId);
    await world.db.inTenant(world.tenantId, (tx) =>
      tx.execute('update lead_fact set signalled_at = now() where lead_id = ?', [leadId]),
    );
    expect(await isPending()).toBe(true);
    expect(await deliverFacts(world.db, lead(), temporal.signal)).toBe(0);
    expect(temporal.heard).toHaveLength(0);
    expect(await isPending()).toBe(false);
  });
});
