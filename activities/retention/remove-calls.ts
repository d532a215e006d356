import {
  dropTurns,
  endRecording,
  type OldCall,
  oldCalls,
} from '../../schema/database/retention/old-calls.ts';
import { countRemoved } from '../../schema/database/retention/runs.ts';
import { deleteCopy } from '../erasure/delete-copy.ts';
import { nothingDue, type RemoveKind, type RetentionPorts, type ToRemove } from './ports.ts';

const mostLeft = 3;

/** Removes what was said in the next old calls: the sound at the vendor, and every word of ours. */
export const removeCalls: RemoveKind = async (ports, task) => {
  const { tenantId, after, pace } = task;
  const before = task.before.recordings;
  if (!before) return nothingDue;
  const calls = await ports.db.inTenant(tenantId, (tx) => oldCalls(tx, { before, after, most: pace.calls }));
  let [removed, left] = [0, 0];
  for (const call of calls) {
    const done = await removeCall(ports, task, call);
    removed += done.removed;
    left += done.left;
    // a vendor that is away is asked again the next night
    if (left >= mostLeft) return { removed, after: null };
  }
  return { removed, after: calls.at(-1)?.id ?? null };
};

const removeCall = async (
  ports: RetentionPorts,
  { tenantId, runId }: ToRemove,
  { id: attemptId, recordings }: OldCall,
): Promise<{ removed: number; left: number }> => {
  const ended: { id: string; end: 'deleted' | 'kept' }[] = [];
  for (const id of recordings) {
    const end = await deleteCopy(ports, { tenantId, causeId: runId, copy: { kind: 'recording', id } });
    if (end) ended.push({ id, end });
  }
  return ports.db.inTenant(tenantId, async (tx) => {
    let removed = (await dropTurns(tx, attemptId)) ? 1 : 0;
    for (const { id, end } of ended) if (await endRecording(tx, id, end)) removed += 1;
    await countRemoved(tx, runId, 'recordings', removed);
    return { removed, left: recordings.length - ended.length };
  });
};
