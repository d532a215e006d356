// the pump against PostgreSQL, with journeys that only note what they hear
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createPump } from '../../api/pump.ts';
import { createLogger } from '../../integrations/log/logger.ts';
import { type FactsWorld, factsWorld } from './facts-world.ts';
import { journeysDouble } from './journeys-double.ts';

const log = createLogger({ name: 'test', level: 'silent' });
let world: FactsWorld;
let leadId: string;
let temporal: ReturnType<typeof journeysDouble>;
beforeAll(async () => {
  world = await factsWorld();
});
beforeEach(async () => {
  leadId = await world.newLead();
  temporal = journeysDouble();
});
afterAll(() => world.drop());

const soon = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 5_000, interval: 10 });

describe('the pump', () => {
  test('tells at once, and leaves what comes faster than its rate to the dispatcher', async () => {
    const leads = await Promise.all(Array.from({ length: 12 }, () => world.newLead()));
    for (const lead of leads) await world.tell(lead);
    const pump = createPump(world.db, temporal.signal, log, 3);
    for (const lead of leads) pump({ tenantId: world.tenantId, leadId: lead });
    await soon(async () => expect(temporal.heard).toHaveLength(3));
    await sleep(50);
    expect(temporal.heard).toHaveLength(3);
    const left = (await world.pending()).filter(({ ref }) => leads.includes(ref));
    expect(left).toHaveLength(9);
  });

  test('goes on after a failure, and never throws', async () => {
    await world.tell(leadId);
    const pump = createPump(world.db, temporal.signal, log, 100);
    temporal.state.away = true;
    pump({ tenantId: world.tenantId, leadId });
    pump({ tenantId: 'no tenant', leadId: 'no lead' });
    await sleep(30);
    temporal.state.away = false;
    pump({ tenantId: world.tenantId, leadId });
    await soon(async () => expect(temporal.seqs()).toEqual([1]));
  });

  test('bears a crowd while Temporal does not answer: no more than a few wait', async () => {
    let open = 0;
    const pump = createPump(
      world.db,
      () => {
        open += 1;
        return new Promise(() => undefined);
      },
      log,
      1_000,
    );
    const leads = await Promise.all(Array.from({ length: 30 }, () => world.newLead()));
    for (const lead of leads) await world.tell(lead);
    for (const lead of leads) pump({ tenantId: world.tenantId, leadId: lead });
    await soon(async () => expect(open).toBe(2));
    await sleep(30);
    expect(open).toBe(2);
  });
});
