import type { AccountLinkKind } from '../../contracts/accounts.ts';
import type { Tx } from '../database.ts';

/** What runs SQL: a pool outside any tenant, or a client. */
export interface Queryable {
  query<Row extends object>(sql: string, values?: unknown[]): Promise<{ rows: Row[] }>;
}

const one = async <Row extends object>(db: Queryable, sql: string, values: unknown[]): Promise<Row | null> =>
  (await db.query<Row>(sql, values)).rows[0] ?? null;

/** The tenant with this name in its addresses, or null. */
export const tenantBySlug = async (db: Queryable, slug: string): Promise<string | null> =>
  (await one<{ id: string | null }>(db, 'select routing.tenant_by_slug($1) as id', [slug]))?.id ?? null;

/** The ids of all tenants. */
export const tenantIds = async (db: Queryable): Promise<string[]> =>
  (await db.query<{ id: string }>('select routing.tenant_ids() as id')).rows.map(({ id }) => id);

/** The tenant whose account received something, or null. */
export const tenantByAccount = async (
  db: Queryable,
  vendor: string,
  account: string,
): Promise<string | null> =>
  (await one<{ id: string | null }>(db, 'select routing.tenant_by_account($1, $2) as id', [vendor, account]))
    ?.id ?? null;

/** Whose log-in an e-mail's hash is, or null. */
export const loginByHash = (
  db: Queryable,
  emailHash: string,
): Promise<{ tenant_id: string; user_id: string } | null> =>
  one(db, 'select * from routing.login_by_hash($1)', [emailHash]);

export type TokenKind =
  | 'session'
  | 'refresh'
  | 'appointment'
  | 'relay'
  | 'unsubscribe'
  | 'apiKey'
  | 'superAdmin'
  | AccountLinkKind;

/** What a token opens, or null when it is unknown or too old. */
export const tokenByHash = (
  db: Queryable,
  tokenHash: string,
): Promise<{ kind: TokenKind; tenant_id: string; ref: string } | null> =>
  one(db, 'select * from routing.token_by_hash($1)', [tokenHash]);

/** Makes a token known, in the transaction of its tenant. Putting it again moves its end. */
export const putToken = async (
  tx: Tx,
  token: { tenantId: string; tokenHash: string; kind: TokenKind; ref: string; until: Date },
): Promise<void> => {
  await tx.execute('select routing.put_token(?, ?, ?, ?, ?)', [
    token.tenantId,
    token.tokenHash,
    token.kind,
    token.ref,
    token.until,
  ]);
};

/** Ends a token. */
export const dropToken = async (db: Queryable, tokenHash: string): Promise<void> => {
  await db.query('select routing.drop_token($1)', [tokenHash]);
};

/** Ends every token of these, in the transaction of their tenant. */
export const dropTokensOf = async (tx: Tx, tenantId: string, refs: readonly string[]): Promise<void> => {
  await tx.execute('select routing.drop_tokens_of(?, ?::uuid[])', [tenantId, `{${refs.join(',')}}`]);
};

/** Whose tokens are too old to open anything, some of them. */
export const tenantsWithExpiredTokens = async (db: Queryable): Promise<string[]> => {
  const { rows } = await db.query<{ id: string }>('select routing.tenants_with_expired_tokens() as id');
  return rows.map(({ id }) => id);
};

/** Deletes the tenant's tokens that are too old to open anything. */
export const dropExpiredTokens = async (tx: Tx, tenantId: string): Promise<void> => {
  await tx.execute('select routing.drop_expired_tokens(?)', [tenantId]);
};

/** One thing Temporal has not heard of yet. */
export interface PendingWork {
  kind: 'facts' | 'command' | 'note' | 'watch' | 'erasure' | 'import' | 'bulk' | 'export';
  ref: string;
  tenant_id: string;
  upto: number;
}

/**
 * The oldest pending work that has waited at least so long, and after it some of what was put off until now: however much
 * of that there is, it never keeps a form waiting.
 */
export const pendingWork = async (
  db: Queryable,
  waitedMs: number,
  most: number,
  mostLater = 20,
): Promise<PendingWork[]> =>
  (
    await db.query<PendingWork>(
      `select * from routing.pending_work(($1 || ' milliseconds')::interval, $2, $3)`,
      [waitedMs, most, mostLater],
    )
  ).rows;

/** Has the dispatcher start the workflow of an import, a bulk command or an export, in the transaction of its tenant. */
export const notePendingBatch = async (
  tx: Tx,
  batch: { tenantId: string; kind: 'import' | 'bulk' | 'export'; id: string; asked: number },
): Promise<void> => {
  await tx.execute('select routing.note_pending_batch(?, ?, ?, ?)', [
    batch.tenantId,
    batch.kind,
    batch.id,
    batch.asked,
  ]);
};

/** Lets everything else go before this work, and has it wait until then: in the transaction of its tenant. */
export const deferPending = async (
  tx: Tx,
  work: { kind: PendingWork['kind']; ref: string; until?: Date },
): Promise<void> => {
  const until = work.until ?? new Date();
  await tx.execute('select routing.defer_pending(?, ?, ?)', [work.kind, work.ref, until]);
};

/** Takes work off the list, unless more has come since. */
export const settlePending = async (
  db: Queryable,
  work: { kind: string; ref: string; upto: number },
): Promise<void> => {
  await db.query('select routing.settle_pending($1, $2, $3)', [work.kind, work.ref, work.upto]);
};

/** Lets work that failed wait behind the rest, so that what can never be done does not keep the others waiting. */
export const postponePending = async (
  db: Queryable,
  work: { kind: string; ref: string },
  pauseMs: number,
): Promise<void> => {
  await db.query(`select routing.postpone_pending($1, $2, ($3 || ' milliseconds')::interval)`, [
    work.kind,
    work.ref,
    pauseMs,
  ]);
};
