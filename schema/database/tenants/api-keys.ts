import type { Actor } from '../../contracts/commands.ts';
import type { KeyScope } from '../../contracts/key-scopes.ts';
import { recordChange } from '../audit/record-change.ts';
import type { Database, Tx } from '../database.ts';
import { actorLine } from '../leads/timeline.ts';
import { putToken, tokenByHash } from '../routing/doors.ts';
import { hashToken, newToken } from '../secrets.ts';
import { storableText } from '../storable.ts';
import { uuidV7 } from '../uuid-v7.ts';
import { ApiKey } from './api-key-entities.ts';

/** How every key begins: a scanner of source code can tell one that lies where it should not. */
export const keyPrefix = 'll_';

/** More keys in force than this nobody looks after. */
export const mostKeys = 50;

// later than any key is looked at: the door of tokens wants an end
const never = new Date('9999-12-31T00:00:00Z');

export interface NewKey {
  tenantId: string;
  name: string;
  scopes: readonly KeyScope[];
  expiresAt: Date | null;
  actor: Actor;
}

/**
 * Makes a key. Its words are in the answer and nowhere else: only their hash is stored. Every call makes another key.
 * `tooMany` when the tenant has `mostKeys` in force.
 */
export const createApiKey = async (
  tx: Tx,
  { tenantId, name, scopes, expiresAt, actor }: NewKey,
): Promise<{ id: string; secret: string } | 'tooMany'> => {
  // of two at once each counts the other
  await tx.execute('select from tenant where id = ? for update', [tenantId]);
  const live = { revokedAt: null, $or: [{ expiresAt: null }, { expiresAt: { $gt: new Date() } }] };
  if ((await tx.count(ApiKey, live)) >= mostKeys) return 'tooMany';
  const secret = `${keyPrefix}${newToken().token}`;
  const [id, createdAt] = [uuidV7(), new Date()];
  const told = { name: storableText(name), scopes: [...scopes], lastFour: secret.slice(-4), expiresAt };
  await tx.insert(ApiKey, { ...told, id, tenantId, createdAt, createdBy: actorLine(actor) });
  const tokenHash = hashToken(secret);
  await putToken(tx, { tenantId, tokenHash, kind: 'apiKey', ref: id, until: expiresAt ?? never });
  const change = { tenantId, actor, action: 'apiKeyCreated', subject: { kind: 'ApiKey', id } };
  await recordChange(tx, { ...change, before: null, after: told });
  return { id, secret };
};

/** Ends a key at once. A second call changes nothing, nor does a key that the tenant does not have. */
export const revokeApiKey = async (
  tx: Tx,
  { tenantId, id, actor }: { tenantId: string; id: string; actor: Actor },
): Promise<void> => {
  const revoked = { revokedAt: new Date(), revokedBy: actorLine(actor) };
  const changed = await tx.nativeUpdate(ApiKey, { id, revokedAt: null }, revoked);
  if (changed === 0) return;
  const change = { tenantId, actor, action: 'apiKeyRevoked', subject: { kind: 'ApiKey', id } };
  await recordChange(tx, { ...change, before: { revokedAt: null }, after: { revokedAt: revoked.revokedAt } });
};

/** A key in force, as a request that carries it needs to know it. */
export interface KeyInForce {
  tenantId: string;
  keyId: string;
  scopes: KeyScope[];
  /** whether its last use is noted long enough ago to be noted again */
  usedAgain: boolean;
}

/** Whose key this is; null when it is unknown, expired or revoked, which nothing tells apart. */
export const keyInForce = async (db: Database, secret: string): Promise<KeyInForce | null> => {
  const found = await tokenByHash(db.pool, hashToken(secret));
  if (found?.kind !== 'apiKey') return null;
  const { tenant_id: tenantId, ref: keyId } = found;
  const [row] = await db.inTenant(tenantId, (tx) =>
    tx.execute<{ scopes: KeyScope[]; used_again: boolean }[]>(
      `select scopes, coalesce(last_used_at < now() - interval '1 minute', true) as used_again
       from api_key where id = ? and revoked_at is null and (expires_at is null or expires_at > now())`,
      [keyId],
    ),
  );
  return row ? { tenantId, keyId, scopes: row.scopes, usedAgain: row.used_again } : null;
};

/** Notes that a key was used, at most once a minute however many requests say so at the same time. */
export const noteKeyUse = async (db: Database, { tenantId, keyId }: KeyInForce): Promise<void> => {
  await db.inTenant(tenantId, (tx) =>
    tx.execute(
      `update api_key set last_used_at = now()
       where id = ? and (last_used_at is null or last_used_at < now() - interval '1 minute')`,
      [keyId],
    ),
  );
};
