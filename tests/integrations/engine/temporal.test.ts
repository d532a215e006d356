// The real client against a real server of its own, with a double for the journey.
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEngine, readEngineSettings } from '../../../integrations/engine/index.ts';
import type { Engine } from '../../../integrations/engine/port.ts';
import { leadJourneyId } from '../../../schema/contracts/ids.ts';
import { notifyPersonId } from '../../../schema/contracts/notes.ts';
import { retentionId } from '../../../schema/contracts/retention.ts';
import { namespace, searchAttributes, taskQueues } from '../../../temporal.config.ts';
import { waitUntil } from '../../end-to-end/wait-until.ts';
import { startTemporalServer, type TemporalServer } from '../../support/temporal-server.ts';
import { failureOf } from '../failed-with.ts';
import type { Heard } from './journey-double.ts';

const tenantId = '0198a5c0-0000-7000-8000-000000000001';
let server: TemporalServer;
let engine: Engine;
let client: Client;
let stopWorker: () => Promise<void>;
let made = 0;

const newLead = () => ({ tenantId, leadId: `lead-${++made}` });
const journeyOf = ({ leadId }: { leadId: string }) =>
  client.workflow.getHandle(leadJourneyId(tenantId, leadId));
const heardBy = (lead: { leadId: string }) => journeyOf(lead).query<Heard>('heard');
const fact = (seq: number) => ({ kind: 'formSubmitted', seq, ref: `event-${seq}` }) as const;
const started = async () => {
  const lead = newLead();
  await engine.signalFact({ ...lead, ...fact(1), start: { cursor: 0 } });
  return lead;
};

beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  server = await startTemporalServer();
  engine = await createEngine(readEngineSettings({ TEMPORAL_ADDRESS: server.address }));
  client = new Client({ connection: await Connection.connect({ address: server.address }), namespace });
  const connection = await NativeConnection.connect({ address: server.address });
  const worker = await Worker.create({
    connection,
    namespace,
    taskQueue: taskQueues.leads,
    workflowsPath: fileURLToPath(new URL('./journey-double.ts', import.meta.url)),
  });
  const running = worker.run();
  stopWorker = async () => {
    worker.shutdown();
    await running;
    await connection.close();
  };
});

afterAll(async () => {
  await stopWorker();
  await engine.close();
  await client.connection.close();
  await server.stop();
});

describe('a fact', () => {
  it('starts a journey that there is none of, under its own id and with its cursor', async () => {
    const lead = newLead();
    await expect(engine.signalFact({ ...lead, ...fact(8), start: { cursor: 7 } })).resolves.toBe('delivered');
    expect(await heardBy(lead)).toEqual({
      input: { ...lead, cursor: 7 },
      facts: [{ kind: 'formSubmitted', note: { seq: 8, ref: 'event-8' } }],
      commands: [],
    });
  });

  it('finds its tenant on the journey, and nothing personal', async () => {
    const lead = await started();
    const description = await journeyOf(lead).describe();
    expect(description.typedSearchAttributes.get(searchAttributes.tenantId)).toBe(tenantId);
    expect(await description.staticSummary()).toBe(`lead ${lead.leadId}, started by formSubmitted`);
    expect(description.priority?.fairnessKey).toBe(tenantId);
  });

  it('is only told to a journey that runs', async () => {
    const lead = await started();
    await engine.signalFact({ ...lead, ...fact(2), start: { cursor: 5 } });
    await engine.signalFact({ ...lead, kind: 'callEnded', seq: 3, ref: 'call-1', start: null });
    const { input, facts } = await heardBy(lead);
    expect(input.cursor).toBe(0);
    expect(facts.map(({ kind }) => kind)).toEqual(['formSubmitted', 'formSubmitted', 'callEnded']);
  });

  it('that may not start a journey is told that there is none', async () => {
    await expect(engine.signalFact({ ...newLead(), ...fact(1), start: null })).resolves.toBe('closed');
  });

  it('starts a journey again that has closed', async () => {
    const lead = await started();
    await engine.sendCommand({ ...lead, name: 'close', commandId: 'c', timeoutMs: 5_000 });
    await journeyOf(lead).result();
    await expect(engine.signalFact({ ...lead, ...fact(2), start: null })).resolves.toBe('closed');
    await engine.signalFact({ ...lead, ...fact(2), start: { cursor: 1 } });
    expect((await heardBy(lead)).input.cursor).toBe(1);
  });
});

describe('a command', () => {
  const send = (
    lead: { leadId: string },
    name: 'bookAppointment' | 'pause' | 'resume' | 'close' | 'cancelAppointment',
    timeoutMs = 5_000,
  ) =>
    engine.sendCommand({
      tenantId,
      leadId: lead.leadId,
      name,
      commandId: `${lead.leadId}-${name}`,
      timeoutMs,
    });

  it('is answered, and a second time with the same id answers the same without being applied', async () => {
    const lead = await started();
    const answered = { kind: 'answered', outcome: { status: 'done', code: 'booked' } };
    await expect(send(lead, 'bookAppointment')).resolves.toEqual(answered);
    await expect(send(lead, 'bookAppointment')).resolves.toEqual(answered);
    expect((await heardBy(lead)).commands).toHaveLength(1);
  });

  it('taken by a run that ends is answered by the next', async () => {
    const lead = await started();
    await expect(send(lead, 'cancelAppointment')).resolves.toEqual({
      kind: 'answered',
      outcome: { status: 'done', code: 'cancelled' },
    });
  });

  it('without an answer in time is pending, not lost and not failed', async () => {
    const lead = await started();
    const before = Date.now();
    await expect(send(lead, 'pause', 700)).resolves.toEqual({ kind: 'pending' });
    expect(Date.now() - before).toBeLessThan(3_000);
  });

  it('to a journey that is not there is closed', async () => {
    await expect(send(newLead(), 'bookAppointment')).resolves.toEqual({ kind: 'closed' });
    const lead = await started();
    await send(lead, 'close');
    await journeyOf(lead).result();
    await expect(send(lead, 'bookAppointment')).resolves.toEqual({ kind: 'closed' });
  });

  it('that fails says its type and nobody’s name', async () => {
    const failure = await failureOf(send(await started(), 'resume'));
    expect(failure).toMatchObject({ code: 'Data.NotFound', certainty: 'rejected' });
    expect(JSON.stringify([failure.message, failure.vendorAnswer])).not.toContain('name');
  });
});

describe('a note to staff', () => {
  it('is one workflow with ids only, however often it is started', async () => {
    const note = { tenantId, noteId: '0198a5c0-0000-7000-8000-00000000000a' };
    await engine.startNote(note);
    await engine.startNote(note);
    const handle = client.workflow.getHandle(notifyPersonId(note));
    const { runId } = await handle.describe();
    expect(await handle.result()).toEqual(note);
    // also when it has ended
    await engine.startNote(note);
    expect((await handle.describe()).runId).toBe(runId);
  });
});

describe('the nights of a tenant', () => {
  const tenant = { tenantId: '0198a5c0-0000-7000-8000-00000000000b' };
  const schedule = () => client.schedule.getHandle(retentionId(tenant));

  it('have one Schedule however often it is kept, by the clock where the tenant is, and stay paused', async () => {
    await Promise.all([1, 2].map(() => engine.keepRetention({ ...tenant, timeZone: 'Europe/London' })));
    const made = await schedule().describe();
    expect(made.spec.timezone).toBe('Europe/London');
    expect(made.policies).toMatchObject({ overlap: 'SKIP', catchupWindow: 12 * 3_600_000 });
    const [next] = made.info.nextActionTimes;
    expect(Number(next?.toLocaleString('en-GB', { hour: 'numeric', timeZone: 'Europe/London' }))).toBeOneOf([
      1, 2, 3, 4,
    ]);
    await schedule().pause();
    await engine.keepRetention({ ...tenant, timeZone: 'Asia/Dubai' });
    const moved = await schedule().describe();
    expect(moved.spec.timezone).toBe('Asia/Dubai');
    expect(moved.state.paused).toBe(true);
    const ids = [];
    for await (const { scheduleId } of client.schedule.list()) ids.push(scheduleId);
    expect(ids.filter((id) => id === retentionId(tenant)).length).toBeLessThan(2);
  });

  it('begin when asked, with the tenant’s id alone, and not while one goes on', async () => {
    await engine.startRetention(tenant);
    const runs = async () => (await schedule().describe()).info;
    await waitUntil('it has begun', async () => (await runs()).recentActions.length === 1);
    await engine.startRetention(tenant);
    await waitUntil('it was skipped', async () => (await runs()).numActionsSkippedOverlap === 1);
    const [action] = (await runs()).recentActions;
    const handle = client.workflow.getHandle(action?.action.workflow.workflowId ?? '');
    expect(action?.action.workflow.workflowId).toContain(retentionId(tenant));
    expect((await handle.describe()).typedSearchAttributes.get(searchAttributes.tenantId)).toBe(
      tenant.tenantId,
    );
    await handle.signal('over');
    expect(await handle.result()).toEqual(tenant);
  });
});

describe('health', () => {
  it('is up with a server that has our namespace, and down without the namespace', async () => {
    await expect(engine.isUp()).resolves.toBe(true);
    const settings = readEngineSettings({ TEMPORAL_ADDRESS: server.address, TEMPORAL_NAMESPACE: 'nowhere' });
    const other = await createEngine(settings);
    await expect(other.isUp()).resolves.toBe(false);
    await other.close();
  });
});
