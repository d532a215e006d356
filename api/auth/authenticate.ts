import type { CookieOptions, Request } from 'express';
import type { Database } from '../../schema/database/database.ts';
import type { SignedIn } from '../../schema/graphql/context.ts';
import { sessionOwner } from './session.ts';

/** The cookie by which a browser is signed in, beside the token that programs send. */
export const sessionCookie = 'leadline_session';

export const sessionCookieOptions = (publicBaseUrl: string): CookieOptions => ({
  httpOnly: true,
  sameSite: 'lax',
  secure: publicBaseUrl.startsWith('https:'),
  path: '/',
});

const cookieOf = (request: Request): string | null => {
  const pair = request.headers.cookie
    ?.split(';')
    .map((part) => part.trim())
    .find((part) => part.startsWith(`${sessionCookie}=`));
  return pair?.slice(sessionCookie.length + 1) || null;
};

/**
 * A foreign page can make a browser send our cookie, but only as a form does: JSON and headers of our own need a
 * preflight from another origin, which we do not answer. So beyond reading the cookie counts for those alone.
 */
const cookieCounts = (request: Request): boolean =>
  request.method === 'GET' ||
  request.method === 'HEAD' ||
  request.is('application/json') === 'application/json' ||
  request.headers['x-leadline-csrf'] !== undefined;

/** The session's token in a request: the bearer's, or the cookie's where the cookie counts. */
export const tokenOf = (request: Request): string | null => {
  const bearer = /^Bearer +([\w-]+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (bearer) return bearer;
  return cookieCounts(request) ? cookieOf(request) : null;
};

/** Who sends a request; null for everybody without a session. */
export const authenticate = async (context: { db: Database }, request: Request): Promise<SignedIn | null> => {
  const token = tokenOf(request);
  return token ? sessionOwner(context.db, token) : null;
};
