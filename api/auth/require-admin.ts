import type { Request, Response } from 'express';
import type { Actor } from '../../schema/contracts/commands.ts';
import type { ApiContext } from '../context.ts';
import { authenticate } from './authenticate.ts';
import { superAdminIn } from './super-admin.ts';

/** Whose file it is, and who asks for it or sends it. */
export interface AskingAdmin {
  tenantId: string;
  actor: Actor;
}

/** The admin who asks for a file or sends one, or somebody of the platform; null for anybody else, who has been answered. */
export const requireAdmin = async (
  context: Pick<ApiContext, 'db'>,
  request: Request,
  response: Response,
): Promise<AskingAdmin | null> => {
  const member = await authenticate(context, request);
  if (member?.role === 'admin')
    return { tenantId: member.tenantId, actor: { kind: 'staff', id: member.staffKey } };
  const guest = member ? null : await superAdminIn(context.db, request);
  if (guest) return { tenantId: guest.tenantId, actor: { kind: 'superAdmin', id: guest.superAdminId } };
  const [status, field, expected] = member
    ? [403, 'role', 'an admin']
    : [401, 'authorization', 'the token of POST /api/auth/login'];
  response.status(status as number).json({ problems: [{ field, expected }] });
  return null;
};
