import type { Request } from 'express';
import type { Database } from '../../schema/database/database.ts';
import type { SignedIn } from '../../schema/graphql/who-asks.ts';
import { cookieCounts, cookieOf, sessionCookie } from './cookies.ts';
import { sessionOwner } from './session.ts';

/** The bearer's token in a request. */
export const bearerOf = (request: Request): string | null =>
  /^Bearer +([\w-]+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? null;

/** The session's token in a request: the bearer's, or the cookie's where the cookie counts. */
export const tokenOf = (request: Request): string | null => {
  const bearer = bearerOf(request);
  if (bearer) return bearer;
  return cookieCounts(request) ? cookieOf(request, sessionCookie) : null;
};

/** Who sends a request; null for everybody without a session. */
export const authenticate = async (context: { db: Database }, request: Request): Promise<SignedIn | null> => {
  const token = tokenOf(request);
  return token ? sessionOwner(context.db, token) : null;
};
