// Nights by a real Schedule, workflow and erasure: what is too old goes for good, whatever dies on the way.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { retentionPace } from '../../domain/retention/pace.ts';
import { leadJourneyId } from '../../schema/contracts/ids.ts';
import { retentionId } from '../../schema/contracts/retention.ts';
import { waitUntil } from '../end-to-end/wait-until.ts';
import { type ErasureWorld, erasureWorld } from '../erasure/erasure-world.ts';
import { settleEverything } from '../retention/retention-world.ts';
import { findEverywhere } from '../support/plant.ts';
import { seedLead } from '../support/seed-lead.ts';

let world: ErasureWorld;
beforeAll(async () => {
  const retention = { leads: '30 days', recordings: '10 days' };
  const pace = { ...retentionPace, calls: 1, leads: 1, pauseMs: 50, leadsPauseMs: 50 };
  world = await erasureWorld((settings) => ({ ...settings, retention }), pace);
  const { tenantId, engine } = world;
  await engine.keepRetention({ tenantId, timeZone: 'Europe/London' });
});
afterAll(() => world.close());

interface Night {
  finished_at: Date | null;
  recordings: number;
  leads: number;
}
const nights = () =>
  world.sql<Night>('select finished_at, recordings, leads from retention_run order by created_at');

/** As the Schedule begins one; answers what it has removed. */
const night = async (): Promise<Night> => {
  const before = (await nights()).length;
  await world.engine.startRetention({ tenantId: world.tenantId });
  return waitUntil('the night is over', async () => {
    const all = await nights();
    return all.length > before && all.at(-1)?.finished_at ? all.at(-1) : undefined;
  });
};

test('a lead whose time is over is forgotten whole: rows, histories, copies at the vendor', {
  timeout: 120_000,
}, async () => {
  const leadId = await world.somebody({ name: 'Maulbeere Beispiel' });
  await world.pump(leadId);
  await waitUntil('their journey runs', () => world.engine.isRunning(leadJourneyId(world.tenantId, leadId)));
  await world.client.workflow.getHandle(leadJourneyId(world.tenantId, leadId)).terminate();
  await settleEverything(world.owner, leadId, 31);
  expect((await night()).leads).toBe(1);
  const [erasure] = await world.sql<{ id: string }>('select id from erasure where lead_id = ?', [leadId]);
  await world.start(erasure?.id ?? '');
  expect(await world.done(erasure?.id ?? '')).toMatchObject({ reason: 'retention', askedBy: 'system' });
  expect(await findEverywhere(world.owner, 'Maulbeere')).toEqual([]);
  expect(await world.runsOf(leadJourneyId(world.tenantId, leadId))).toBe(0);
  expect(await night()).toMatchObject({ leads: 0 });
});

test('a process that dies in the middle of a night loses nothing and counts nothing twice', {
  timeout: 120_000,
}, async () => {
  const calls: string[] = [];
  for (let n = 1; n <= 3; n += 1) {
    const lead = await seedLead(world.db, world.tenantId, 'Speierling', n);
    await settleEverything(world.owner, lead.leadId, 20);
    calls.push(lead.callId);
  }
  world.vendors.telephony.next.push('ok', 'ok', 'dies');
  // six calls, each with its words and its recording; the vendor's answer about one of them was never heard
  expect((await night()).recordings).toBe(11);
  await world.expireLeases();
  expect((await night()).recordings).toBe(1);
  expect(await night()).toMatchObject({ recordings: 0 });
  const left = await world.sql(`select from recording where status <> 'deleted'`);
  expect(left).toEqual([]);
  for (const callId of calls) expect(world.vendors.telephony.deleted).toContain(`RE-${callId}`);
});

test('every night is a workflow under the Schedule’s name, and no text of anybody is in it', async () => {
  const query = `WorkflowType = 'retention'`;
  const ids: string[] = [];
  for await (const { workflowId } of world.client.workflow.list({ query })) ids.push(workflowId);
  expect(ids.length).toBeGreaterThan(3);
  for (const id of ids) {
    expect(id.startsWith(`${retentionId({ tenantId: world.tenantId })}-`)).toBe(true);
    const history = JSON.stringify(await world.client.workflow.getHandle(id).fetchHistory());
    for (const word of ['Maulbeere', 'Speierling', 'example']) expect(history).not.toContain(word);
  }
});
