import { actorKinds, commandNames } from '../contracts/commands.ts';
import { builder } from './builder.ts';
import { openToKeys } from './closed-to-keys.ts';
import { LeadRef } from './lead.ts';
import { pageCost } from './limits.ts';
import { pageOfLead } from './pages.ts';
import { rowNode } from './row-node.ts';
import { source } from './rows.ts';
import { wordsEnum } from './words.ts';

const rows = source('command', [
  ...['id', 'leadId', 'createdAt', 'name', 'arguments', 'actorKind', 'actorId', 'state', 'code', 'text'],
  ...['settledAt'],
] as const);
const list = { source: rows, orderedBy: 'createdAt', size: 20 } as const;

export const CommandStatus = wordsEnum(
  'CommandStatus',
  'What a command came to; `ACCEPTED` means that it stands and is being done.',
  ['done', 'refused', 'accepted'],
);
const CommandNameEnum = wordsEnum('CommandName', 'What can be asked of a journey.', commandNames);
export const ActorKind = wordsEnum('ActorKind', 'Who asked, or who changed something.', actorKinds);

export const CommandRef = rowNode('Command', rows);

builder.objectType(CommandRef, {
  extensions: openToKeys('leads:read'),
  description: 'What somebody asked of a journey, and the answer.',
  fields: (t) => ({
    name: t.expose('name', { type: CommandNameEnum, description: 'What was asked.' }),
    arguments: t.expose('arguments', { type: 'JSON', description: 'With which particulars.' }),
    actorKind: t.expose('actorKind', {
      type: ActorKind,
      description: 'Who asked: staff, an API key, the lead, the model.',
    }),
    actor: t.exposeString('actorId', { description: 'Who it was: the key of a member of staff, or an id.' }),
    status: t.expose('state', { type: CommandStatus, description: 'What it came to.' }),
    code: t.exposeString('code', { nullable: true, description: 'The answer as a code.' }),
    message: t.exposeString('text', { nullable: true, description: 'The answer as a sentence.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was asked.' }),
    settledAt: t.expose('settledAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was answered.',
    }),
    lead: t.field({
      type: LeadRef,
      description: 'Whose journey it is about.',
      resolve: ({ leadId }) => leadId,
    }),
  }),
});

builder.objectField(LeadRef, 'commands', (t) =>
  t.connection({
    type: CommandRef,
    description: 'What was asked of the lead’s journey, newest first.',
    complexity: pageCost(list.size),
    resolve: (lead, args, context) => pageOfLead(context, list, lead.id, args),
  }),
);
