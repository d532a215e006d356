import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection, type ConnectionOptions } from '@temporalio/client';
import { WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError } from '@temporalio/common';
import { type BulkRef, bulkCommandId } from '../../../schema/contracts/bulk.ts';
import type { CommandNote, CommandOutcome } from '../../../schema/contracts/commands.ts';
import { type ErasureRef, eraseLeadId } from '../../../schema/contracts/erasure.ts';
import { type ExportRef, exportLeadId } from '../../../schema/contracts/exports.ts';
import type { FactNote } from '../../../schema/contracts/facts.ts';
import { leadJourneyId } from '../../../schema/contracts/ids.ts';
import { type ImportRef, importAsked, importLeadsId } from '../../../schema/contracts/imports.ts';
import type { JourneyInput } from '../../../schema/contracts/journey.ts';
import { type NoteRef, notifyPersonId } from '../../../schema/contracts/notes.ts';
import { calendarNoticed, calendarSubscriptionId, type WatchRef } from '../../../schema/contracts/watch.ts';
import { searchAttributes, taskQueues } from '../../../temporal.config.ts';
import type { CommandReply, CommandRequest, Engine, FactSignal } from '../port.ts';
import { classifyTemporalError, troubleOf, vendor } from './errors.ts';
import { deleteRuns, newestRun } from './runs.ts';
import { keepRetention, startRetention } from './schedules.ts';
import type { EngineSettings } from './settings.ts';

const journeyType = 'leadJourney';
const watchType = 'calendarSubscription';
const importType = 'importLeads';
const bulkType = 'bulkCommand';
const exportType = 'exportLead';
const noteType = 'notifyPerson';
const erasureType = 'eraseLead';
const signalTimeoutMs = 3_000;
const healthTimeoutMs = 1_000;
const firstPauseMs = 50;
const longestPauseMs = 500;

/** The journeys in Temporal. Connects when first used, so a process can start and serve while Temporal is away. */
export async function createEngine(settings: EngineSettings): Promise<Engine> {
  const { namespace, connection: options } = settings;
  const connection = Connection.lazy({
    ...(options as ConnectionOptions),
    // no retries: whoever asks has rows from which to ask again, and must not wait
    interceptors: [],
    // the default waits up to two minutes before it notices that Temporal is back
    channelArgs: { 'grpc.initial_reconnect_backoff_ms': 200, 'grpc.max_reconnect_backoff_ms': 2_000 },
  });
  const client = new Client({ connection, namespace });
  const within = async <T>(timeoutMs: number, work: () => Promise<T>): Promise<T> =>
    connection.withDeadline(Date.now() + timeoutMs, work);
  return {
    vendor,
    async signalFact(fact) {
      try {
        await within(signalTimeoutMs, () => signal(client, fact));
        return 'delivered';
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return 'closed';
        throw classifyTemporalError(error);
      }
    },
    sendCommand: (command) => within(command.timeoutMs, () => send(client, command)),
    async startNote(note) {
      try {
        await within(signalTimeoutMs, () => startNote(client, note));
      } catch (error) {
        if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw classifyTemporalError(error);
      }
    },
    async wakeWatch(watch) {
      try {
        await within(signalTimeoutMs, () => wakeWatch(client, watch));
      } catch (error) {
        throw classifyTemporalError(error);
      }
    },
    async wakeImport(ref) {
      try {
        await within(signalTimeoutMs, () => wakeImport(client, ref));
      } catch (error) {
        throw classifyTemporalError(error);
      }
    },
    startErasure: (erasure) => asking(() => within(signalTimeoutMs, () => startErasure(client, erasure))),
    isRunning: (workflowId) =>
      asking(() =>
        within(signalTimeoutMs, async () => (await newestRun(client, workflowId))?.isRunning ?? false),
      ),
    deleteRuns: (workflowIds) => asking(() => deleteRuns(client, workflowIds)),
    async startBulk(ref) {
      try {
        await within(signalTimeoutMs, () => startBulk(client, ref));
      } catch (error) {
        if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw classifyTemporalError(error);
      }
    },
    keepRetention: (tenant) => asking(() => within(signalTimeoutMs, () => keepRetention(client, tenant))),
    startRetention: (tenant) => asking(() => within(signalTimeoutMs, () => startRetention(client, tenant))),
    async startExport(ref) {
      try {
        await within(signalTimeoutMs, () => startExport(client, ref));
      } catch (error) {
        if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw classifyTemporalError(error);
      }
    },
    async isUp() {
      try {
        await within(healthTimeoutMs, () => connection.workflowService.describeNamespace({ namespace }));
        return true;
      } catch {
        return false;
      }
    },
    close: () => connection.close(),
  };
}

const asking = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    throw classifyTemporalError(error);
  }
};

async function signal(
  client: Client,
  { tenantId, leadId, kind, seq, ref, start }: FactSignal,
): Promise<void> {
  const workflowId = leadJourneyId(tenantId, leadId);
  const note: FactNote = { seq, ref };
  if (!start) return client.workflow.getHandle(workflowId).signal(kind, note);
  const input: JourneyInput = { tenantId, leadId, cursor: start.cursor };
  await client.workflow.signalWithStart(journeyType, {
    workflowId,
    taskQueue: taskQueues.leads,
    args: [input],
    signal: kind,
    signalArgs: [note],
    // a lead that comes back after closing gets a new journey; a running one is only told
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
    workflowIdConflictPolicy: 'USE_EXISTING',
    typedSearchAttributes: [{ key: searchAttributes.tenantId, value: tenantId }],
    priority: { fairnessKey: tenantId },
    staticSummary: `lead ${leadId}, started by ${kind}`,
  });
}

/** What every run beside the journeys starts with: its input, its tenant, and how soon its turn comes (1 first, 5 last). */
const about = <Ref extends { tenantId: string }>(ref: Ref, priorityKey: number) => ({
  taskQueue: taskQueues.leads,
  args: [ref] as [Ref],
  typedSearchAttributes: [{ key: searchAttributes.tenantId, value: ref.tenantId }],
  priority: { priorityKey, fairnessKey: ref.tenantId },
});

async function startNote(client: Client, note: NoteRef): Promise<void> {
  await client.workflow.start(noteType, {
    workflowId: notifyPersonId(note),
    ...about(note, 2),
    // a note that was sent is not sent again, and one on its way is left to go on
    workflowIdReusePolicy: 'REJECT_DUPLICATE',
    workflowIdConflictPolicy: 'FAIL',
    staticSummary: `mail to staff, note ${note.noteId}`,
  });
}

async function wakeWatch(client: Client, watch: WatchRef): Promise<void> {
  await client.workflow.signalWithStart(watchType, {
    workflowId: calendarSubscriptionId(watch),
    ...about(watch, 4),
    signal: calendarNoticed,
    // one that has ended, because its person had no calendar for a while, begins anew
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
    workflowIdConflictPolicy: 'USE_EXISTING',
    staticSummary: `calendar of ${watch.staffKey}`,
  });
}

async function wakeImport(client: Client, ref: ImportRef): Promise<void> {
  await client.workflow.signalWithStart(importType, {
    workflowId: importLeadsId(ref),
    ...about(ref, 5),
    signal: importAsked,
    // it ended when nothing was left to do, and begins anew when there is
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
    workflowIdConflictPolicy: 'USE_EXISTING',
    staticSummary: `import ${ref.importId}`,
  });
}

async function startErasure(client: Client, erasure: ErasureRef): Promise<void> {
  await client.workflow.start(erasureType, {
    workflowId: eraseLeadId(erasure),
    ...about(erasure, 4),
    // a backup may have brought back whom it forgot: done once more it finds what there is
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
    workflowIdConflictPolicy: 'USE_EXISTING',
    staticSummary: `forget lead ${erasure.leadId}`,
  });
}

async function startBulk(client: Client, ref: BulkRef): Promise<void> {
  await client.workflow.start(bulkType, {
    workflowId: bulkCommandId(ref),
    ...about(ref, 5),
    workflowIdReusePolicy: 'REJECT_DUPLICATE',
    workflowIdConflictPolicy: 'FAIL',
    staticSummary: `bulk command ${ref.bulkId}`,
  });
}

async function startExport(client: Client, ref: ExportRef): Promise<void> {
  await client.workflow.start(exportType, {
    workflowId: exportLeadId(ref),
    ...about(ref, 4),
    workflowIdReusePolicy: 'REJECT_DUPLICATE',
    workflowIdConflictPolicy: 'FAIL',
    staticSummary: `export ${ref.exportId}`,
  });
}

/** The handle has no run id and the id stays the same: a journey on its way into a new run answers there. */
async function send(client: Client, command: CommandRequest): Promise<CommandReply> {
  const { tenantId, leadId, name, commandId, timeoutMs } = command;
  const handle = client.workflow.getHandle(leadJourneyId(tenantId, leadId));
  const note: CommandNote = { commandId };
  const until = Date.now() + timeoutMs;
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    try {
      const options = { args: [note] as [CommandNote], updateId: commandId };
      const outcome = await handle.executeUpdate<CommandOutcome, [CommandNote]>(name, options);
      return { kind: 'answered', outcome };
    } catch (error) {
      const trouble = troubleOf(error);
      if (trouble === 'failed') throw classifyTemporalError(error);
      if (trouble !== 'again') return { kind: trouble };
      if (Date.now() + pauseMs >= until) return { kind: 'pending' };
      await sleep(pauseMs);
    }
  }
}
