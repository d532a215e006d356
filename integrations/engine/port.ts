import type { BulkRef } from '../../schema/contracts/bulk.ts';
import type { CommandName, CommandOutcome } from '../../schema/contracts/commands.ts';
import type { ErasureRef } from '../../schema/contracts/erasure.ts';
import type { ExportRef } from '../../schema/contracts/exports.ts';
import type { FactKind } from '../../schema/contracts/facts.ts';
import type { LeadRef } from '../../schema/contracts/ids.ts';
import type { ImportRef } from '../../schema/contracts/imports.ts';
import type { NoteRef } from '../../schema/contracts/notes.ts';
import type { RetentionRef } from '../../schema/contracts/retention.ts';
import type { WatchRef } from '../../schema/contracts/watch.ts';

/** A fact on its way to its lead's journey: ids and numbers only. */
export interface FactSignal extends LeadRef {
  kind: FactKind;
  seq: number;
  ref: string;
  /** start the journey when none runs, which then knows everything up to `cursor`; null: only a running journey is told */
  start: { cursor: number } | null;
}

export interface CommandRequest extends LeadRef {
  name: CommandName;
  commandId: string;
  timeoutMs: number;
}

/** `pending`: not answered in time; the command stands and the same one may be sent again. */
export type CommandReply =
  | { kind: 'answered'; outcome: CommandOutcome }
  | { kind: 'pending' }
  | { kind: 'closed' };

/** The journeys, as api, cli and dispatcher reach them. Methods throw `VendorFailure`; none waits for an engine that is away. */
export interface Engine {
  readonly vendor: string;
  /** May be repeated: a journey takes each `seq` once. `closed`: nothing runs, and nothing was to be started. */
  signalFact(fact: FactSignal): Promise<'delivered' | 'closed'>;
  /** A second call with the same command id answers the outcome of the first. */
  sendCommand(command: CommandRequest): Promise<CommandReply>;
  /** Has a member of staff told. One note is one workflow, also when it has ended: a second call starts nothing. */
  startNote(note: NoteRef): Promise<void>;
  /** Wakes whoever watches a calendar, and starts the watch when there is none: any number of calls wake one. */
  wakeWatch(watch: WatchRef): Promise<void>;
  /** Has an import gone on with; it ends by itself when there is nothing to do: any number of calls have one run. */
  wakeImport(ref: ImportRef): Promise<void>;
  /** Begins to forget a person, unless that is going on: any number of calls are one. */
  startErasure(erasure: ErasureRef): Promise<void>;
  /** Whether the newest run of this workflow has not closed. */
  isRunning(workflowId: string): Promise<boolean>;
  /**
   * Has every run of these workflows deleted that is found, and answers how many: one that still runs is ended first. It
   * takes the engine a moment: none is left once none is found.
   */
  deleteRuns(workflowIds: readonly string[]): Promise<number>;
  /** Has many leads asked one thing. One bulk command is one workflow, also when it has ended: a second call starts nothing. */
  startBulk(ref: BulkRef): Promise<void>;
  /** Has a person's data written for them. One export is one workflow, also when it has ended: a second call starts nothing. */
  startExport(ref: ExportRef): Promise<void>;
  /** Has a tenant's old rows removed every night by its own clock. It has one Schedule, however often this is called. */
  keepRetention(tenant: RetentionRef & { timeZone: string }): Promise<void>;
  /** Has it done now as well, unless it is going on. The tenant has its Schedule already. */
  startRetention(tenant: RetentionRef): Promise<void>;
  isUp(): Promise<boolean>;
  close(): Promise<void>;
}
