import type { Tx } from '../database.ts';

/** A call that is over for long, of which something is left that was said. */
export interface OldCall {
  id: string;
  /** the vendor's ids of its recordings that nobody had it delete yet */
  recordings: string[];
}

/** What a recording's status becomes: the vendor has deleted it, or says no and keeps it. */
export type RecordingEnd = 'deleted' | 'kept';

const left = `from call_attempt a where a.ended_at < ? and (
  exists (select from call_turn t where t.attempt_id = a.id)
  or exists (select from recording r where r.attempt_id = a.id and r.status not in ('deleted', 'kept'))
)`;

/** Calls that ended before then, in the order of their ids, after one of them. */
export const oldCalls = async (
  tx: Tx,
  { before, after, most }: { before: Date; after: string | null; most: number },
): Promise<OldCall[]> =>
  tx.execute<OldCall[]>(
    `select a.id, array(select r.recording_sid from recording r
       where r.attempt_id = a.id and r.status not in ('deleted', 'kept')) as recordings
     ${left} ${after ? 'and a.id > ?::uuid' : ''} order by a.id limit ?`,
    [before, ...(after ? [after] : []), most],
  );

/** Writes down what became of a recording, so that nobody asks for it again; answers whether that is news. */
export const endRecording = async (tx: Tx, recordingSid: string, end: RecordingEnd): Promise<boolean> => {
  const rows = await tx.execute<unknown[]>(
    'update recording set status = ?, url = null where recording_sid = ? and status <> ? returning 1',
    [end, recordingSid, end],
  );
  return rows.length > 0;
};

/** Deletes what was said in a call, word by word; answers whether there was any. */
export const dropTurns = async (tx: Tx, attemptId: string): Promise<boolean> => {
  const rows = await tx.execute<unknown[]>('delete from call_turn where attempt_id = ? returning 1', [
    attemptId,
  ]);
  return rows.length > 0;
};

/** How many calls have something left that is to go. */
export const countOldCalls = async (tx: Tx, before: Date): Promise<number> => {
  const [row] = await tx.execute<{ n: number }[]>(`select count(*)::int as n ${left}`, [before]);
  return row?.n ?? 0;
};
