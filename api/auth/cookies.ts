import type { CookieOptions, Request, Response } from 'express';
import { keyedHash } from '../../schema/database/secrets.ts';
import { knownDevice } from './known-device.ts';
import type { SessionTokens } from './session-tokens.ts';

/** The cookie by which a browser is signed in, beside the token that programs send. */
export const sessionCookie = 'leadline_session';

/** The cookie that renews it: sent where it is used and nowhere else. */
export const refreshCookie = 'leadline_refresh';
const authPath = '/api/auth';

/** The cookie by which an account knows a browser again. One for each account: people share computers. */
export const deviceCookie = (secret: string, email: string): string =>
  `leadline_device_${keyedHash(secret, `device cookie|${email.trim()}`).slice(0, 8)}`;

/** The value of a cookie of this request; null when there is none. */
export const cookieOf = (request: Request, name: string): string | null => {
  const pair = request.headers.cookie
    ?.split(';')
    .map((part) => part.trim())
    .find((part) => part.startsWith(`${name}=`));
  return pair?.slice(name.length + 1) || null;
};

/**
 * A foreign page can make a browser send our cookie, but only as a form does: JSON and headers of our own need a
 * preflight from another origin, which we do not answer. So beyond reading the cookie counts for those alone.
 */
export const cookieCounts = (request: Request): boolean =>
  request.method === 'GET' ||
  request.method === 'HEAD' ||
  request.is('application/json') === 'application/json' ||
  request.headers['x-leadline-csrf'] !== undefined;

/** Writes a browser's cookies: no script reads them. */
export const createCookies = (publicBaseUrl: string, linkSecret: string) => {
  const secret: CookieOptions = { httpOnly: true, secure: publicBaseUrl.startsWith('https:') };
  const session: CookieOptions = { ...secret, sameSite: 'lax', path: '/' };
  const refresh: CookieOptions = { ...secret, sameSite: 'strict', path: authPath };
  return {
    signIn(response: Response, { token, expiresAt, refreshToken, refreshExpiresAt }: SessionTokens): void {
      response.cookie(sessionCookie, token, { ...session, expires: expiresAt });
      response.cookie(refreshCookie, refreshToken, { ...refresh, expires: refreshExpiresAt });
    },
    /** Lets an account know this browser again, and answers by what; only for whoever just proved that it is theirs. */
    remember(response: Response, email: string): string {
      const { value, expiresAt } = knownDevice(linkSecret, email);
      response.cookie(deviceCookie(linkSecret, email), value, { ...refresh, expires: expiresAt });
      return value;
    },
    /** The browser stays known. */
    signOut(response: Response): void {
      response.clearCookie(sessionCookie, session);
      response.clearCookie(refreshCookie, refresh);
    },
  };
};
