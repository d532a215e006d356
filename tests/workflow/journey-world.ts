import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Client, Connection, type WorkflowHandle } from '@temporalio/client';
import {
  bundleWorkflowCode,
  DefaultLogger,
  NativeConnection,
  Runtime,
  Worker,
  type WorkflowBundle,
} from '@temporalio/worker';
import type {
  CommandEffect,
  CommandName,
  CommandNote,
  CommandOutcome,
} from '../../schema/contracts/commands.ts';
import { type FactKind, startsJourney } from '../../schema/contracts/facts.ts';
import { leadJourneyId } from '../../schema/contracts/ids.ts';
import type { JourneyState, JourneyView } from '../../schema/contracts/journey.ts';
import { startTemporalServer } from '../support/temporal-server.ts';
import { fetchRuns, type History } from './count-actions.ts';
import { type ActivityName, type FakeActivities, type FakeRows, fakeActivities } from './fake-activities.ts';

/** Our workflows, or a file that exports the journey with other limits. */
export const productionDoor = new URL('../../workflows/index.ts', import.meta.url);

export interface World {
  client: Client;
  /** A worker with a queue of its own, for a workflow that is no journey. */
  worker(activities: object): Promise<TestWorker>;
  /** A lead with a worker and a world of its own. Nothing is started until it is told something. */
  lead(overrides?: Partial<FakeActivities>): Promise<Lead>;
  /** Throws if the runs of a workflow cannot be replayed. */
  replay(workflowId: string): Promise<void>;
  close(): Promise<void>;
}

interface TestWorker {
  taskQueue: string;
  leave(): Promise<void>;
}

export async function openWorld(door: URL = productionDoor): Promise<World> {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const server = await startTemporalServer();
  const connection = await Connection.connect({ address: server.address });
  const native = await NativeConnection.connect({ address: server.address });
  const bundle = await bundleWorkflows(door);
  const client = new Client({ connection });
  const workers: TestWorker[] = [];
  const worker = async (activities: object): Promise<TestWorker> => {
    const started = await startWorker(native, bundle, activities);
    workers.push(started);
    return started;
  };
  return {
    client,
    worker,
    lead: (overrides) => openLead(client, worker, overrides),
    replay: (workflowId) => replayRuns(client, bundle, workflowId),
    close: async () => {
      await Promise.all(workers.map((one) => one.leave()));
      await native.close();
      await connection.close();
      await server.stop();
    },
  };
}

/** In a replay each run decides as it did: else no new worker could go on with it. Throws for those that do not. */
async function replayRuns(client: Client, workflowBundle: WorkflowBundle, workflowId: string): Promise<void> {
  for (const run of await fetchRuns(client, workflowId))
    await Worker.runReplayHistory({ workflowBundle }, decided(run), workflowId);
}

/** Without a task that nobody completed: a replay would not repeat it but begin it, and wait for its activities for ever. */
function decided(history: History): History {
  const events = history.events ?? [];
  const last = events.findLastIndex((event) => event.workflowTaskCompletedEventAttributes);
  const open = events.findIndex((event, at) => at > last && event.workflowTaskScheduledEventAttributes);
  return open < 0 ? history : { ...history, events: events.slice(0, open) };
}

export function bundleWorkflows(door: URL = productionDoor): Promise<WorkflowBundle> {
  return bundleWorkflowCode({ workflowsPath: fileURLToPath(door), logger: new DefaultLogger('ERROR') });
}

interface Called {
  name: ActivityName;
  input: Readonly<Record<string, unknown>>;
}

export interface Lead {
  workflowId: string;
  rows: FakeRows;
  /** every activity that was asked for, in order, with what it was asked */
  calls: Called[];
  names(): ActivityName[];
  handle(): WorkflowHandle;
  /** Stores a fact and signals it, as `pump` does; a form or a message starts the journey. */
  tell(kind: FactKind, ref?: string): Promise<void>;
  /** Stores a fact that nobody signals. */
  store(kind: FactKind, ref?: string): number;
  /** Sends the signal of a stored fact. */
  signal(seq: number): Promise<void>;
  /** Stores a command with what applying it answers, and sends it. */
  command(name: CommandName, effect?: CommandEffect, outcome?: CommandOutcome): Promise<CommandOutcome>;
  state(): Promise<JourneyState>;
  /** Waits until the state is so. */
  reaches(what: string, holds: (state: JourneyState) => boolean): Promise<JourneyState>;
  /** Waits until an activity was asked for so many times. */
  asked(name: ActivityName, times?: number): Promise<void>;
}

async function startWorker(
  connection: NativeConnection,
  workflowBundle: WorkflowBundle,
  activities: object,
): Promise<TestWorker> {
  const taskQueue = `test-${randomUUID()}`;
  const worker = await Worker.create({
    connection,
    workflowBundle,
    taskQueue,
    activities,
    maxCachedWorkflows: 10,
  });
  const running = worker.run();
  return {
    taskQueue,
    leave: async () => {
      if (worker.getState() === 'RUNNING') worker.shutdown();
      await running;
    },
  };
}

async function openLead(
  client: Client,
  startWorkerWith: World['worker'],
  overrides: Partial<FakeActivities> = {},
): Promise<Lead> {
  const ids = { tenantId: randomUUID(), leadId: randomUUID() };
  const workflowId = leadJourneyId(ids.tenantId, ids.leadId);
  const rows: FakeRows = { facts: [], commands: new Map() };
  const calls: Called[] = [];
  const activities = recorded(fakeActivities(rows, overrides), calls);
  const { taskQueue } = await startWorkerWith(activities);
  const handle = () => client.workflow.getHandle(workflowId);

  const store = (kind: FactKind, ref: string = randomUUID()): number => {
    const seq = rows.facts.length + 1;
    rows.facts.push({ kind, ref, seq });
    return seq;
  };
  const signal = async (seq: number): Promise<void> => {
    const fact = rows.facts[seq - 1];
    if (!fact) throw new Error(`no fact ${seq}`);
    const note = { seq, ref: fact.ref };
    if (!startsJourney(fact.kind)) return handle().signal(fact.kind, note);
    await client.workflow.signalWithStart('leadJourney', {
      workflowId,
      taskQueue,
      // what a closed journey has heard of is told to nobody again
      args: [{ ...ids, cursor: fact.kind === 'inherited' ? seq - 1 : 0 }],
      signal: fact.kind,
      signalArgs: [note],
    });
  };
  const state = async () => (await handle().query<JourneyView, []>('journeyView')).state;
  return {
    workflowId,
    rows,
    calls,
    names: () => calls.map(({ name }) => name),
    handle,
    store,
    signal,
    state,
    tell: (kind, ref) => signal(store(kind, ref)),
    command: async (name, effect = {}, outcome = { status: 'done', code: 'nothingToDo' }) => {
      const commandId = randomUUID();
      rows.commands.set(commandId, { outcome, effect });
      return send(handle(), name, commandId);
    },
    reaches: (what, holds) =>
      eventually(
        `the journey ${what}`,
        async () => {
          const now = await state();
          return holds(now) ? now : undefined;
        },
        async () => JSON.stringify({ state: await state(), names: calls.map(({ name }) => name) }),
      ),
    asked: async (name, times = 1) => {
      const isAsked = () => calls.filter((call) => call.name === name).length >= times;
      await eventually(
        `${name} is asked for ${times} times`,
        async () => isAsked() || undefined,
        async () => JSON.stringify(calls.map(({ name }) => name)),
      );
    },
  };
}

/** As a client has to: without a run, and again with the same id if the run was just being continued. */
async function send(handle: WorkflowHandle, name: CommandName, commandId: string): Promise<CommandOutcome> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await handle.executeUpdate<CommandOutcome, [CommandNote]>(name, {
        args: [{ commandId }],
        updateId: commandId,
      });
    } catch (error) {
      const text = String((error as Error).cause ?? error);
      const isRollingOver =
        /FAILED_PRECONDITION|AcceptedUpdateCompletedWorkflow|completed before the Update completed/.test(
          text,
        );
      if (!isRollingOver || attempt > 20) throw error;
      await wait(25);
    }
  }
}

function recorded(activities: FakeActivities, calls: Called[]): object {
  return Object.fromEntries(
    Object.entries(activities).map(([name, run]) => [
      name,
      (input: never) => {
        calls.push({ name: name as ActivityName, input });
        return run(input);
      },
    ]),
  );
}

async function eventually<T>(
  what: string,
  look: () => Promise<T | undefined>,
  tellMore: () => Promise<string>,
): Promise<T> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const seen = await look();
    if (seen !== undefined) return seen;
    if (Date.now() > deadline) throw new Error(`in vain: ${what}\n${await tellMore()}`);
    await wait(15);
  }
}
