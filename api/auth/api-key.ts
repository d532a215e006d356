import type { Request } from 'express';
import type { Logger } from 'pino';
import type { Database } from '../../schema/database/database.ts';
import { keyInForce, keyPrefix, noteKeyUse } from '../../schema/database/tenants/api-keys.ts';
import type { KeyViewer } from '../../schema/graphql/who-asks.ts';
import { createRateLimit, type RateLimit } from '../rate-limits.ts';

/** How often a key may be sent in a minute, in all processes together. */
export const keyUsesPerMinute = 600;

export const createKeyLimit = (db: Database, secret: string, points = keyUsesPerMinute): RateLimit =>
  createRateLimit(db.pool, { name: 'api-key', points, seconds: 60, secret });

/** The API key in a request, whatever it is worth; keys are sent as bearers only, never by browsers as cookies. */
export const keyIn = (request: Request): string | null => {
  const bearer = /^Bearer +([\w-]+)$/i.exec(request.headers.authorization ?? '')?.[1];
  return bearer?.startsWith(keyPrefix) ? bearer : null;
};

/** Who asks with a key; null for one that is unknown, expired or revoked. */
export const viewerByKey = async (
  { db, log }: { db: Database; log: Logger },
  secret: string,
): Promise<KeyViewer | null> => {
  const key = await keyInForce(db, secret);
  if (!key) return null;
  const { tenantId, keyId, scopes } = key;
  // never awaited: nobody waits for the note that they came
  if (key.usedAgain)
    noteKeyUse(db, key).catch((failure: { code?: string }) =>
      log.warn({ keyId, code: failure.code }, 'the use of an API key was not noted'),
    );
  return { kind: 'key', tenantId, keyId, scopes };
};
