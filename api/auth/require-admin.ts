import type { Request, Response } from 'express';
import type { SignedIn } from '../../schema/graphql/who-asks.ts';
import type { ApiContext } from '../context.ts';
import { authenticate } from './authenticate.ts';

/** The admin who asks for a file or sends one; null for anybody else, who has been answered. */
export const requireAdmin = async (
  context: Pick<ApiContext, 'db'>,
  request: Request,
  response: Response,
): Promise<SignedIn | null> => {
  const member = await authenticate(context, request);
  if (member?.role === 'admin') return member;
  const [status, field, expected] = member
    ? [403, 'role', 'an admin']
    : [401, 'authorization', 'the token of POST /api/auth/login'];
  response.status(status as number).json({ problems: [{ field, expected }] });
  return null;
};
