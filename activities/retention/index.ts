import { type RetentionPace, retentionPace } from '../../domain/retention/pace.ts';
import { removedBefore } from '../../domain/retention/periods.ts';
import {
  type RemovedKind,
  type RetentionActivities,
  type RetentionPlace,
  type RetentionProgress,
  type RetentionTurn,
  removedKinds,
} from '../../schema/contracts/retention.ts';
import { beginRun, endRun, removedBy } from '../../schema/database/retention/runs.ts';
import { tenantInForce } from '../../schema/database/tenants/policy.ts';
import { withHeartbeat } from '../with-heartbeat.ts';
import type { RemoveKind, RetentionPorts, Turn } from './ports.ts';
import { removeCalls } from './remove-calls.ts';
import { removeLate } from './remove-late.ts';
import { removeLeads } from './remove-leads.ts';
import { removeMessages, removeUnclaimed } from './remove-rows.ts';

const kinds: Record<RemovedKind, RemoveKind> = {
  late: removeLate,
  unclaimed: removeUnclaimed,
  recordings: removeCalls,
  messages: removeMessages,
  leads: removeLeads,
};

/** Looking through what is not due takes a turn of its own after so long. */
const longestMs = 20_000;

/** What a tenant's time is over of is removed: the rows say what is left. */
export const createRetentionActivities = (
  ports: RetentionPorts,
  pace: RetentionPace = retentionPace,
): RetentionActivities => ({
  tendRetention: (turn) => withHeartbeat(() => tend(ports, pace, turn)),
});

const tend = async (
  ports: RetentionPorts,
  pace: RetentionPace,
  { tenantId, runId, place: from }: RetentionTurn,
): Promise<RetentionProgress> => {
  const { db, log } = ports;
  const settings = await db.inTenant(tenantId, async (tx) => {
    await beginRun(tx, { tenantId, runId });
    return (await tenantInForce(tx, tenantId)).settings;
  });
  const before = removedBefore(settings.retention);
  const until = performance.now() + longestMs;
  let place: RetentionPlace | null = from;
  let turn: Turn;
  do {
    turn = await kinds[place.kind](ports, { tenantId, runId, before, after: place.after, pace });
    place = next(place.kind, turn);
  } while (place && turn.removed === 0 && performance.now() < until);
  const isCut = turn.isCut ?? false;
  const removed = await db.inTenant(tenantId, async (tx) => {
    if (!place) await endRun(tx, runId, isCut);
    return removedBy(tx, runId);
  });
  if (place) {
    const pauseMs = place.kind === 'leads' ? pace.leadsPauseMs : pace.pauseMs;
    return { kind: 'more', place, pauseMs, removed };
  }
  log.info({ tenantId, runId, isCut, ...removed }, 'what was older than its time is removed');
  return { kind: 'over', isCut, removed };
};

/** The rest of this kind, or the next one from its beginning; null after the last. */
const next = (kind: RemovedKind, { after }: Turn): RetentionPlace | null => {
  if (after !== null) return { kind, after };
  const following = removedKinds[removedKinds.indexOf(kind) + 1];
  return following ? { kind: following, after: null } : null;
};
