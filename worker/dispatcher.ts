import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Engine } from '../integrations/engine/port.ts';
import { VendorFailure } from '../schema/contracts/failures.ts';
import { CalendarWatch } from '../schema/database/calendars/entities.ts';
import type { Database } from '../schema/database/database.ts';
import { Erasure } from '../schema/database/erasure/entities.ts';
import { commandToSend, settleForClosed } from '../schema/database/leads/commands.ts';
import { deliverFacts } from '../schema/database/leads/deliver-facts.ts';
import { dropOldChanges } from '../schema/database/live/changes.ts';
import {
  type PendingWork,
  pendingWork,
  postponePending,
  settlePending,
} from '../schema/database/routing/doors.ts';
import { forgetExpired } from '../schema/database/tenants/forget-expired.ts';

export interface DispatcherPace {
  everyMs: number;
  /** younger work is left to the process that made it */
  waitedMs: number;
  /** work that failed lets the rest go first for so long */
  againMs: number;
  most: number;
  atOnce: number;
}

const tidyEveryMs = 10 * 60_000;

interface Ports {
  db: Database;
  engine: Engine;
  log: Logger;
}

/**
 * Brings to Temporal whatever it has not heard of: facts whose signal was missed, commands without an answer, notes to
 * staff. Several
 * may run at once; what two of them do is done once. Returns after `stop`, when nothing of it is under way any more.
 */
export const runDispatcher = async (ports: Ports, pace: DispatcherPace, stop: AbortSignal): Promise<void> => {
  const tidy = createTidying(ports);
  while (!stop.aborted) {
    await tidy();
    const more = await round(ports, pace, stop).catch((err: unknown) => {
      ports.log.warn({ err }, 'dispatcher waits');
      return false;
    });
    if (!more) await sleep(pace.everyMs, undefined, { signal: stop }).catch(() => undefined);
  }
};

/** Beside the work that it is for, it deletes now and then what nobody can use any more. */
const createTidying = ({ db, log }: Ports): (() => Promise<void>) => {
  let tidiedAt = Number.NEGATIVE_INFINITY;
  return async () => {
    if (performance.now() - tidiedAt < tidyEveryMs) return;
    tidiedAt = performance.now();
    await forgetExpired(db).catch((err: unknown) => log.warn({ err }, 'expired tokens are still there'));
    await dropOldChanges(db.pool).catch((err: unknown) => log.warn({ err }, 'old changes are still there'));
  };
};

/** Works through the list once; answers whether more is waiting and nothing speaks against going on at once. */
const round = async (ports: Ports, pace: DispatcherPace, stop: AbortSignal): Promise<boolean> => {
  const work = await pendingWork(ports.db.pool, pace.waitedMs, pace.most);
  const queue = [...work];
  let failed = false;
  let over = false;
  const hand = async (): Promise<void> => {
    for (let item = queue.shift(); item && !over && !stop.aborted; item = queue.shift()) {
      try {
        if (await dispatch(ports, item)) continue;
      } catch (err) {
        failed = true;
        // an engine or a database that is away fails for everybody; a single journey's failure keeps nobody waiting
        over ||= !(err instanceof VendorFailure) || err.certainty !== 'rejected';
        ports.log.warn({ err, kind: item.kind, ref: item.ref }, 'left for later');
      }
      await postponePending(ports.db.pool, item, pace.againMs).catch(() => {
        over = true;
      });
    }
  };
  await Promise.all(Array.from({ length: Math.min(pace.atOnce, queue.length) }, hand));
  return work.length === pace.most && !failed;
};

/** Whether this piece of work is done with. */
const dispatch = async (ports: Ports, work: PendingWork): Promise<boolean> => {
  const { db, engine } = ports;
  if (work.kind === 'command') return repeatCommand(ports, work);
  if (work.kind === 'note') return startNote(ports, work);
  if (work.kind === 'watch') return wakeWatch(ports, work);
  if (work.kind === 'import') return wakeImport(ports, work);
  if (work.kind === 'erasure') return startErasure(ports, work);
  if (work.kind === 'bulk') return startBulk(ports, work);
  if (work.kind === 'export') return startExport(ports, work);
  const lead = { tenantId: work.tenant_id, leadId: work.ref };
  // left for later it is filed with what its suspended tenant holds
  return (await deliverFacts(db, lead, engine.signalFact)) !== 'held';
};

/** The workflow's id is the note's: whoever started it before, there is one. */
const startNote = async ({ db, engine }: Ports, work: PendingWork): Promise<boolean> => {
  await engine.startNote({ tenantId: work.tenant_id, noteId: work.ref });
  await settlePending(db.pool, { kind: 'note', ref: work.ref, upto: 1 });
  return true;
};

/** The workflow's id is the lead's: whoever started it before, it is one. */
const startErasure = async ({ db, engine }: Ports, work: PendingWork): Promise<boolean> => {
  const tenantId = work.tenant_id;
  const erasure = await db.inTenant(tenantId, (tx) => tx.findOne(Erasure, { id: work.ref }));
  if (erasure) await engine.startErasure({ tenantId, leadId: erasure.leadId, erasureId: erasure.id });
  await settlePending(db.pool, { kind: 'erasure', ref: work.ref, upto: 1 });
  return true;
};

const wakeWatch = async ({ db, engine }: Ports, work: PendingWork): Promise<boolean> => {
  const tenantId = work.tenant_id;
  const watch = await db.inTenant(tenantId, (tx) => tx.findOne(CalendarWatch, { id: work.ref }));
  if (watch) await engine.wakeWatch({ tenantId, staffKey: watch.staffKey });
  await settlePending(db.pool, { kind: 'watch', ref: work.ref, upto: work.upto });
  return true;
};

const wakeImport = async ({ db, engine }: Ports, work: PendingWork): Promise<boolean> => {
  await engine.wakeImport({ tenantId: work.tenant_id, importId: work.ref });
  await settlePending(db.pool, { kind: 'import', ref: work.ref, upto: work.upto });
  return true;
};

const startBulk = async ({ db, engine }: Ports, work: PendingWork): Promise<boolean> => {
  await engine.startBulk({ tenantId: work.tenant_id, bulkId: work.ref });
  await settlePending(db.pool, { kind: 'bulk', ref: work.ref, upto: 1 });
  return true;
};

const startExport = async ({ db, engine }: Ports, work: PendingWork): Promise<boolean> => {
  await engine.startExport({ tenantId: work.tenant_id, exportId: work.ref });
  await settlePending(db.pool, { kind: 'export', ref: work.ref, upto: 1 });
  return true;
};

const repeatCommand = async ({ db, engine, log }: Ports, work: PendingWork): Promise<boolean> => {
  const tenantId = work.tenant_id;
  const { id: commandId, leadId, name } = await db.inTenant(tenantId, (tx) => commandToSend(tx, work.ref));
  // the facts first: the journey that the command is for may not have been started yet
  if ((await deliverFacts(db, { tenantId, leadId }, engine.signalFact)) === 'held') return false;
  const answer = await engine.sendCommand({ tenantId, leadId, name, commandId, timeoutMs: 5_000 });
  log.debug({ commandId, answer: answer.kind }, 'command repeated');
  if (answer.kind === 'pending') return false;
  const command = await db.inTenant(tenantId, (tx) => commandToSend(tx, commandId));
  // its lead was merged meanwhile: asked again, it goes to the one that remains
  if (command.leadId !== leadId) return false;
  if (answer.kind === 'closed') {
    const closed = { id: commandId, name, leadId };
    const settled = await db.inTenant(tenantId, (tx) => settleForClosed(tx, closed));
    if (settled === 'revived') return false;
  }
  await settlePending(db.pool, { kind: 'command', ref: commandId, upto: 1 });
  return true;
};
