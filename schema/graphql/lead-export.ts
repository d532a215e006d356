import { encodeGlobalID } from '@pothos/plugin-relay';
import { type ExportedSound, exportStates } from '../contracts/exports.ts';
import { builder } from './builder.ts';
import { ActorKind } from './command.ts';
import { LeadRef } from './lead.ts';
import { pageCost } from './limits.ts';
import { rowNode } from './row-node.ts';
import { type RowOf, source } from './rows.ts';
import { pageOfTenant } from './tenant-list.ts';
import { wordsEnum } from './words.ts';

export const leadExportRows = source('lead_export', [
  ...['id', 'createdAt', 'leadId', 'actorKind', 'actorId', 'state', 'entries', 'sounds', 'bytes'],
  ...['readyAt', 'expiresAt'],
] as const);
const pageSize = 20;

const State = wordsEnum(
  'LeadExportState',
  'How far it is. `READY`: it can be fetched; `REMOVED`: its time is over, or the person was erased.',
  exportStates,
);

export const LeadExportRef = rowNode('LeadExport', leadExportRows);

const soundsOf = ({ sounds }: RowOf<typeof leadExportRows>): ExportedSound[] => sounds as ExportedSound[];

builder.objectType(LeadExportRef, {
  // by `node` as well
  authScopes: { admin: true },
  description: 'Everything that is kept of a person, written for them: files in one archive, for a week.',
  fields: (t) => ({
    state: t.expose('state', { type: State, description: 'How far it is.' }),
    lead: t.field({ type: LeadRef, description: 'Of whom.', resolve: ({ leadId }) => leadId }),
    actorKind: t.expose('actorKind', {
      type: ActorKind,
      description: 'Who asked: staff, the platform’s people, or an operator at the command line (`SYSTEM`).',
    }),
    actor: t.exposeString('actorId', { description: 'Who it was: the key of a member of staff, or an id.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was asked for.' }),
    readyAt: t.expose('readyAt', { type: 'DateTime', nullable: true, description: 'When it was whole.' }),
    expiresAt: t.expose('expiresAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When its files are removed, a week after it was whole.',
    }),
    entries: t.exposeInt('entries', { description: 'How many rows are in it.' }),
    bytes: t.float({ description: 'How large its files are.', resolve: ({ bytes }) => Number(bytes) }),
    recordings: t.int({
      description: 'Of how many recordings the sound is in it.',
      resolve: (row) => soundsOf(row).filter(({ file }) => file !== null).length,
    }),
    recordingsMissing: t.int({
      description:
        'Of how many it is not, because the vendor has it no more, or could not be reached for an hour.',
      resolve: (row) => soundsOf(row).filter(({ file }) => file === null).length,
    }),
    path: t.string({
      nullable: true,
      description:
        'Where admins fetch it, with their session: a path of this server. Null unless it is `READY`.',
      resolve: ({ id, state }) =>
        state === 'ready' ? `/api/leads/exports/${encodeGlobalID('LeadExport', id)}` : null,
    }),
  }),
});

builder.queryField('leadExports', (t) =>
  t.connection(
    {
      type: LeadExportRef,
      description: 'What was written for people of what is kept of them, newest first.',
      authScopes: { admin: true },
      complexity: pageCost(pageSize),
      resolve: (_root, args, context) =>
        pageOfTenant(context, { source: leadExportRows, orderedBy: 'createdAt', size: pageSize }, args),
    },
    { name: 'LeadExportConnection' },
    { name: 'LeadExportEdge' },
  ),
);
