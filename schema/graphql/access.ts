import { GraphQLError } from 'graphql';
import type { Actor } from '../contracts/commands.ts';
import { type KeyScope, keyScopes } from '../contracts/key-scopes.ts';
import { actorKey } from '../database/leads/timeline.ts';
import type { GraphqlContext } from './context.ts';
import type { Role, StaffViewer, Viewer } from './who-asks.ts';

/**
 * What a field may ask of the one who reads it: one of these is enough. A person has a role, a key has scopes, somebody of
 * the platform may do what an admin may and what says `platform`, and one
 * declaration serves both: `{ viewer: true, 'leads:read': true }`. What names no scope is closed to keys.
 */
export type AccessScopes = Record<Role | 'platform' | 'key' | KeyScope, boolean>;

const roleOf = (viewer: Viewer | null): Role | null => {
  if (viewer?.kind === 'superAdmin') return 'admin';
  return viewer?.kind === 'staff' ? viewer.role : null;
};

const scopesOf = (viewer: Viewer | null): readonly KeyScope[] =>
  viewer?.kind === 'key' ? viewer.scopes : [];

/** Which scopes a request has: an agent may do what a viewer may, an admin everything; a key what its scopes name. */
export const accessScopes = ({ viewer }: Pick<GraphqlContext, 'viewer'>): AccessScopes => {
  const role = roleOf(viewer);
  const held = scopesOf(viewer);
  const ofKeys = Object.fromEntries(keyScopes.map((scope) => [scope, held.includes(scope)]));
  return {
    viewer: role !== null,
    agent: role === 'agent' || role === 'admin',
    admin: role === 'admin',
    platform: viewer?.kind === 'superAdmin',
    key: viewer?.kind === 'key',
    ...(ofKeys as Record<KeyScope, boolean>),
  };
};

const whyNot = (viewer: Viewer): string => {
  if (viewer.kind === 'key') return 'The scopes of this API key do not allow this.';
  return `Your role "${roleOf(viewer)}" may not do this.`;
};

/** The refusal of a field, as a person reads it. */
export const accessError = ({ viewer }: Pick<GraphqlContext, 'viewer'>): GraphQLError =>
  viewer
    ? new GraphQLError(whyNot(viewer), { extensions: { code: 'FORBIDDEN', http: { status: 403 } } })
    : new GraphQLError(
        'Sign in first: POST /api/auth/login, then send the token as "Authorization: Bearer …".',
        {
          extensions: { code: 'UNAUTHENTICATED', http: { status: 401 } },
        },
      );

/** Who asks; refuses anonymous requests, whatever a field declares. */
export const signedIn = (context: Pick<GraphqlContext, 'viewer'>): Viewer => {
  if (!context.viewer) throw accessError(context);
  return context.viewer;
};

/** The member of staff who asks; refuses everybody else, for what is about a person's own account. */
export const staffMember = (context: Pick<GraphqlContext, 'viewer'>): StaffViewer => {
  const viewer = signedIn(context);
  if (viewer.kind !== 'staff') throw accessError(context);
  return viewer;
};

/** Who asks, as commands, timelines and the audit name them. */
export const actorOf = (context: Pick<GraphqlContext, 'viewer'>): Actor => {
  const viewer = signedIn(context);
  if (viewer.kind === 'staff') return { kind: 'staff', id: viewer.staffKey };
  if (viewer.kind === 'key') return { kind: 'key', id: viewer.keyId };
  return { kind: 'superAdmin', id: viewer.superAdminId };
};

/** Who asks, for columns that hold the key of a member of staff; others are told apart by their kind before it. */
export const nameOf = (context: Pick<GraphqlContext, 'viewer'>): string => actorKey(actorOf(context));

/** Whether the one who asks may do everything in their tenant. */
export const isAdmin = ({ viewer }: Pick<GraphqlContext, 'viewer'>): boolean => roleOf(viewer) === 'admin';
