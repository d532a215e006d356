import { decodeGlobalID } from '@pothos/plugin-relay';
import { GraphQLError } from 'graphql';
import { sql } from 'kysely';
import { AuditEntryRef, auditRows } from './audit-entry.ts';
import { builder } from './builder.ts';
import { ActorKind } from './command.ts';
import { idOf, uuid } from './ids.ts';
import { pageCost } from './limits.ts';
import { type AnySelect, pageOf, sliced } from './pages.ts';
import { type RowOf, read } from './rows.ts';

const pageSize = 20;

const AuditFilter = builder.inputType('AuditFilter', {
  description: 'Which changes: those of which all that is given here is true.',
  fields: (t) => ({
    actorKind: t.field({ type: ActorKind, description: 'Made by somebody of this kind.' }),
    actor: t.string({ description: 'Made by the member of staff with this key, or by whoever has this id.' }),
    action: t.stringList({ description: 'One of these codes.' }),
    subjectId: t.id({ description: 'Of the thing with this global id.' }),
    leadId: t.id({ description: 'About this lead, or one that was merged into it: its global id.' }),
    since: t.field({ type: 'DateTime', description: 'Made at this instant or later.' }),
    until: t.field({ type: 'DateTime', description: 'Made before this instant.' }),
  }),
});
type Filter = typeof AuditFilter.$inferInput;

const noId = (field: string): GraphQLError =>
  new GraphQLError(`${field}: expected a global id`, { extensions: { code: 'BAD_USER_INPUT' } });

/** The thing behind a global id, whatever its type: also one that no list shows. */
const thingOf = (globalId: string): { kind: string; id: string } => {
  try {
    const { typename: kind, id } = decodeGlobalID(globalId);
    if (uuid.test(id)) return { kind, id };
  } catch {
    throw noId('subjectId');
  }
  throw noId('subjectId');
};

const filtered = <Output>(query: AnySelect<Output>, filter: Filter | null | undefined): AnySelect<Output> => {
  const { actorKind, actor, action, subjectId, leadId, since, until } = filter ?? {};
  let found = query;
  if (actorKind) found = found.where(sql<boolean>`actor_kind = ${actorKind}`);
  if (actor) found = found.where(sql<boolean>`actor_id = ${actor}`);
  if (action) found = found.where(sql<boolean>`action = any(${action}::text[])`);
  if (subjectId) {
    const { kind, id } = thingOf(subjectId);
    found = found.where(sql<boolean>`subject_id = ${id}::uuid and subject_kind = ${kind}`);
  }
  if (leadId) {
    const id = idOf('Lead', leadId);
    if (!id) throw noId('leadId');
    found = found.where(sql<boolean>`lead_id in (select lead_family(${id}::uuid))`);
  }
  if (since) found = found.where('createdAt', '>=', since);
  if (until) found = found.where('createdAt', '<', until);
  return found;
};

builder.queryField('auditLog', (t) =>
  t.connection(
    {
      type: AuditEntryRef,
      description:
        'What people and keys changed, newest first, with what it was before. A command of a journey stands here once it is done; what was refused stands in the lead’s commands only.',
      authScopes: { admin: true },
      complexity: pageCost(pageSize),
      args: { filter: t.arg({ type: AuditFilter, description: 'Which changes; all when left out.' }) },
      resolve: (_root, { filter, ...args }, context) =>
        pageOf<RowOf<typeof auditRows>>(args, pageSize, (slice) =>
          read(context, (tables) => {
            const all = tables.selectFrom('audit_entry').select(auditRows.columns);
            return sliced(filtered(all as never, filter), 'createdAt', slice).execute() as never;
          }),
        ),
    },
    { name: 'AuditLogConnection' },
    { name: 'AuditLogEdge' },
  ),
);
