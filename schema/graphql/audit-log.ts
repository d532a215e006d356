import { decodeGlobalID } from '@pothos/plugin-relay';
import { GraphQLError } from 'graphql';
import { sql } from 'kysely';
import { AuditEntryRef, auditRows } from './audit-entry.ts';
import { builder } from './builder.ts';
import { ActorKind } from './command.ts';
import { idOf, uuid } from './ids.ts';
import { pageCost } from './limits.ts';
import { type Conditions, given, ofLead, oneOf, pageOfTenant, within } from './tenant-list.ts';

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

const conditions = (filter: Filter): Conditions => {
  const { actorKind, actor, action, subjectId, leadId, since, until } = filter;
  const subject = subjectId ? thingOf(subjectId) : null;
  if (leadId && !idOf('Lead', leadId)) throw noId('leadId');
  return [
    given(actorKind, (kind) => sql<boolean>`actor_kind = ${kind}`),
    given(actor, (id) => sql<boolean>`actor_id = ${id}`),
    oneOf('action', action),
    given(subject, ({ kind, id }) => sql<boolean>`subject_id = ${id}::uuid and subject_kind = ${kind}`),
    ofLead(leadId),
    ...within('createdAt', since, until),
  ];
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
        pageOfTenant(
          context,
          { source: auditRows, orderedBy: 'createdAt', size: pageSize },
          args,
          conditions(filter ?? {}),
        ),
    },
    { name: 'AuditLogConnection' },
    { name: 'AuditLogEdge' },
  ),
);
