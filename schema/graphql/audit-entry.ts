import { encodeGlobalID } from '@pothos/plugin-relay';
import { type GraphQLSchema, isObjectType } from 'graphql';
import { operator } from '../contracts/commands.ts';
import { apiKeyRows } from './api-key.ts';
import { builder } from './builder.ts';
import { ActorKind, CommandRef } from './command.ts';
import type { GraphqlContext } from './context.ts';
import { LeadRef } from './lead.ts';
import { loadOne, rowsById } from './loaders.ts';
import { rowNode } from './row-node.ts';
import { source } from './rows.ts';
import { StaffUserRef, staffByKey } from './staff-user.ts';

export const auditRows = source('audit_entry', [
  ...['id', 'createdAt', 'actorKind', 'actorId', 'action', 'subjectKind', 'subjectId', 'leadId'],
  ...['commandId', 'before', 'after'],
] as const);

export const AuditEntryRef = rowNode('AuditEntry', auditRows);

/** Whether a word of the log is a type that has global ids: a thing of another kind is named, and not shown. */
const isNode = (schema: GraphQLSchema, kind: string): boolean => {
  const type = schema.getType(kind);
  return isObjectType(type) && type.getInterfaces().some(({ name }) => name === 'Node');
};

const nameOfActor = async (context: GraphqlContext, kind: string, id: string): Promise<string | null> => {
  // which of them it was is the platform's to know; that it was one is never hidden
  if (kind === 'superAdmin' || (kind === 'system' && id === operator.id)) return 'Platform staff';
  if (kind === 'staff') return (await staffByKey(context, id))?.name ?? null;
  return kind === 'key' ? ((await apiKeyName(context, id)) ?? null) : null;
};

const apiKeyName = (context: GraphqlContext, keyId: string): Promise<string | undefined> =>
  loadOne(context, 'api key names', keyId, async (ids) => {
    const keys = await rowsById(context, apiKeyRows, ids);
    return new Map(keys.flatMap((key) => (key ? [[key.id, key.name]] : [])));
  });

builder.objectType(AuditEntryRef, {
  description:
    'A change that a person or a key made. It stays as it is, until the person it is about is erased.',
  authScopes: { admin: true },
  fields: (t) => ({
    at: t.expose('createdAt', { type: 'DateTime', description: 'When it was made.' }),
    actorKind: t.expose('actorKind', {
      type: ActorKind,
      description: 'Who made it: staff, an API key, somebody of the platform, or the lead by a link.',
    }),
    actor: t.exposeString('actorId', { description: 'Who it was: the key of a member of staff, or an id.' }),
    actorName: t.string({
      nullable: true,
      description:
        'Who it was, as a person reads it: the name of a member of staff or of an API key, “Platform staff” for somebody of the platform. Null for the lead, and for whoever is not there any more.',
      resolve: ({ actorKind, actorId }, _args, context) => nameOfActor(context, actorKind, actorId),
    }),
    staff: t.field({
      type: StaffUserRef,
      nullable: true,
      description: 'The member of staff who made it; null when it was somebody else.',
      resolve: ({ actorKind, actorId }, _args, context) =>
        staffByKey(context, actorKind === 'staff' ? actorId : null),
    }),
    action: t.exposeString('action', { description: 'What was done, as a code: `settingsChanged`.' }),
    subjectKind: t.exposeString('subjectKind', {
      description: 'What was changed, by its type: `StaffUser`.',
    }),
    subjectId: t.id({
      description: 'The global id of what was changed, also when it is not there any more.',
      resolve: ({ subjectKind, subjectId }) => encodeGlobalID(subjectKind, subjectId),
    }),
    subject: t.node({
      description: 'What was changed, as it is now; null when it is not there any more or is not shown.',
      id: ({ subjectKind, subjectId }, _args, _context, { schema }) =>
        isNode(schema, subjectKind) ? encodeGlobalID(subjectKind, subjectId) : null,
    }),
    lead: t.field({
      type: LeadRef,
      nullable: true,
      description: 'The lead that it is about, if any.',
      resolve: ({ leadId }) => leadId,
    }),
    command: t.field({
      type: CommandRef,
      nullable: true,
      description: 'The command by which it was made, with its particulars and the answer.',
      resolve: ({ commandId }) => commandId,
    }),
    before: t.expose('before', {
      type: 'JSON',
      nullable: true,
      description:
        'What was changed, as it was; null for what was made. Of a command: by type, by id, by name.',
    }),
    after: t.expose('after', {
      type: 'JSON',
      nullable: true,
      description:
        'What was changed, as it became; null for what was removed. Of a command: by type, by id, by name.',
    }),
  }),
});
