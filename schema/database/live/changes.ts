import type { Tx } from '../database.ts';
import type { Queryable } from '../routing/doors.ts';
import type { ChangeKind } from './entities.ts';
import { boundsOf, cursorOf, type Place, placeOf } from './place.ts';

/** The channel on which whoever watches hears that something of a tenant changed. Its id is all that is said. */
export const changeChannel = 'leadline_change';

/** How long changes are kept: who was away for longer reads afresh. */
export const changesKept = '1 hour';

/** That a row changed; `cursor` is the place after it. */
export interface ChangeNote {
  kind: ChangeKind;
  ref: string;
  /** the lead, and of a turn the call */
  parentId: string | null;
  cursor: string;
}

/** What came after a place, or that the log does not tell: then everything is to be read afresh. */
export type ChangesRead =
  | { kind: 'changes'; changes: ChangeNote[]; more: boolean; cursor: string }
  | { kind: 'afresh'; cursor: string };

/** What changed since the last time, or that everything is to be read afresh. Every now and then nothing did. */
export interface ChangesTold {
  afresh: boolean;
  changes: ChangeNote[];
  /** the place after all of it */
  cursor: string;
}

const nowhere = '00000000-0000-0000-0000-000000000000';

/**
 * What changed of a tenant after a place, at most `most` at a time. Without a place, or with one that the log does not
 * reach back to, it says so and where to go on from. Each change is answered once, however transactions overlap.
 */
export const readChanges = async (
  tx: Tx,
  { tenantId, after, most }: { tenantId: string; after: string | null; most: number },
): Promise<ChangesRead> => {
  const log = await readLog(tx);
  const place = placeOf(after);
  const afresh = {
    kind: 'afresh',
    cursor: cursorOf({ epoch: log.epoch, since: log.now, page: null }),
  } as const;
  if (!place || !isKept(place, log)) return afresh;
  const { since, page } = place;
  // one statement sees one moment: a page that begins ends with what this statement sees, and so far back as that is whole
  const rows = await tx.execute<(Row & { upto: string; whole_from: string | null })[]>(
    `select u.upto::text as upto, l.whole_from, c.*
     from (select coalesce(?::pg_snapshot, pg_current_snapshot()) as upto) u
     left join routing.change_log() l on true
     left join lateral routing.changes_between(?, ?::pg_snapshot, u.upto, ?::bigint, ?, ?::uuid, ?) c on true`,
    [page?.upto ?? null, tenantId, since, page?.xid ?? '0', page?.kind ?? '', page?.ref ?? nowhere, most],
  );
  const wholeFrom = rows[0]?.whole_from ?? null;
  return wholeFrom !== null && isKept(place, { ...log, whole_from: wholeFrom })
    ? pageOf(place, rows, most)
    : afresh;
};

type Row = { [Column in 'xid' | 'kind' | 'ref']: string | null } & { parent_id: string | null };

const pageOf = (
  { epoch, since, page }: Place,
  rows: (Row & { upto: string })[],
  most: number,
): Extract<ChangesRead, { kind: 'changes' }> => {
  const upto = rows[0]?.upto ?? since;
  const changes = rows.flatMap(({ xid, kind, ref, parent_id: parentId }): ChangeNote[] => {
    if (xid === null || kind === null || ref === null) return [];
    const cursor = cursorOf({ epoch, since, page: { upto, xid, kind, ref } });
    return [{ kind: kind as ChangeKind, ref, parentId, cursor }];
  });
  const last = changes.at(-1);
  if (last && changes.length === most) return { kind: 'changes', changes, more: true, cursor: last.cursor };
  // told to its end, a page is everything that its snapshot sees
  const cursor = cursorOf({ epoch, since: upto, page: null });
  if (last) last.cursor = cursor;
  // of a page that was begun before, what its snapshot did not see is still to come
  return { kind: 'changes', changes, more: page !== null, cursor };
};

interface LogRow {
  epoch: string;
  whole_from: string;
  now: string;
  newest: string;
}

const isKept = ({ epoch, since, page }: Place, log: LogRow): boolean =>
  epoch === log.epoch &&
  boundsOf(since).xmin >= BigInt(log.whole_from) &&
  boundsOf(page?.upto ?? since).xmax <= BigInt(log.newest);

const readLog = async (tx: Tx): Promise<LogRow> => {
  const read = () => tx.execute<LogRow[]>('select * from routing.change_log()');
  const [known] = await read();
  if (known) return known;
  await tx.execute('select routing.begin_change_log()');
  const [begun] = await read();
  if (!begun) throw new Error('the log of changes has not begun');
  return begun;
};

/** Forgets changes that are older than anybody is waited for; answers how many. */
export const dropOldChanges = async (db: Queryable, olderThan = changesKept): Promise<number> => {
  const { rows } = await db.query<{ gone: number }>('select routing.drop_changes($1::interval) as gone', [
    olderThan,
  ]);
  return rows[0]?.gone ?? 0;
};
