import { sql } from 'kysely';
import { draftKinds, draftStates } from '../database/conversations/entities.ts';
import { builder } from './builder.ts';
import { CauseRef } from './cause.ts';
import { openToKeys } from './closed-to-keys.ts';
import { LeadRef } from './lead.ts';
import { pageCost } from './limits.ts';
import { MessageRef } from './message.ts';
import { pageOfLead } from './pages.ts';
import { rowNode } from './row-node.ts';
import { source } from './rows.ts';
import { StaffUserRef, staffByKey } from './staff-user.ts';
import { given, ofLead, pageOfTenant } from './tenant-list.ts';
import { wordsEnum } from './words.ts';

export const draftRows = source('draft', [
  ...[
    'id',
    'leadId',
    'createdAt',
    'kind',
    'messageId',
    'text',
    'editedText',
    'confidence',
    'sources',
    'state',
  ],
  ...['heldBecause', 'dueAt', 'decidedBy', 'decidedAt', 'decidedBecause', 'supersededBy', 'causedBy'],
] as const);
const list = { source: draftRows, orderedBy: 'createdAt', size: 20 } as const;

const DraftState = wordsEnum('DraftState', 'Where a reply is; `HELD` waits for a person.', draftStates);
const DraftKind = wordsEnum(
  'DraftKind',
  'An answer of the model, what is sent while a person is slow, or a reply by hand.',
  draftKinds,
);

const DraftRef = rowNode('Draft', draftRows);

builder.objectType(DraftRef, {
  extensions: openToKeys('leads:read'),
  description: 'A reply to a lead, from its writing to its sending.',
  fields: (t) => ({
    kind: t.expose('kind', { type: DraftKind, description: 'Who wrote it.' }),
    state: t.expose('state', { type: DraftState, description: 'Where it is.' }),
    text: t.exposeString('text', { description: 'As it was first written; empty when nothing was.' }),
    editedText: t.exposeString('editedText', {
      nullable: true,
      description: 'What a person wrote instead: this is sent.',
    }),
    confidence: t.float({
      description: 'How sure the model is of it, 0 to 1.',
      resolve: ({ confidence }) => Number(confidence),
    }),
    sources: t.stringList({
      description: 'The titles of the knowledge that it rests on.',
      resolve: ({ sources }) => sources ?? [],
    }),
    heldBecause: t.exposeString('heldBecause', {
      nullable: true,
      description: 'Why it waited for a person, as a code: unsure, unsupported, noModel.',
    }),
    dueAt: t.expose('dueAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the tenant’s time-out policy applies to it, unless somebody decides before.',
    }),
    decidedBy: t.exposeString('decidedBy', {
      nullable: true,
      description: 'Who decided: `staff:<key>`, the lead by opting out, or `system` by the time-out policy.',
    }),
    decidedByStaff: t.field({
      type: StaffUserRef,
      nullable: true,
      description: 'The member of staff who decided.',
      resolve: ({ decidedBy }, _args, context) =>
        staffByKey(context, decidedBy?.startsWith('staff:') ? decidedBy.slice('staff:'.length) : null),
    }),
    decidedAt: t.expose('decidedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was decided.',
    }),
    reason: t.exposeString('decidedBecause', {
      nullable: true,
      description: 'Why: in a person’s words, or as a code: newerMessage, timeOut, optedOut.',
    }),
    supersededBy: t.field({
      type: DraftRef,
      nullable: true,
      description: 'The reply that took its place.',
      resolve: ({ supersededBy }) => supersededBy,
    }),
    message: t.field({
      type: MessageRef,
      nullable: true,
      description: 'The last message that it answers.',
      resolve: ({ messageId }) => messageId,
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was written.' }),
    cause: t.expose('causedBy', { type: CauseRef, description: 'What made it.' }),
    lead: t.field({ type: LeadRef, description: 'To whom it is.', resolve: ({ leadId }) => leadId }),
  }),
});

builder.objectField(LeadRef, 'drafts', (t) =>
  t.connection({
    type: DraftRef,
    description: 'The replies to the lead, sent or not, newest first.',
    complexity: pageCost(list.size),
    resolve: (lead, args, context) => pageOfLead(context, list, lead.id, args),
  }),
);

builder.queryField('drafts', (t) =>
  t.connection(
    {
      type: DraftRef,
      description: `The replies of all leads, newest first; ${list.size} unless asked for more. \`state: HELD\` is what waits for a person.`,
      authScopes: { viewer: true, 'leads:read': true },
      complexity: pageCost(list.size),
      args: {
        state: t.arg({ type: DraftState, description: 'Only replies that are there.' }),
        leadId: t.arg.id({
          description: 'Only replies to this lead, by its global id, and to the leads that it took in.',
        }),
      },
      resolve: (_root, { state, leadId, ...args }, context) =>
        pageOfTenant(context, list, args, [
          given(state, (it) => sql<boolean>`state = ${it}`),
          ofLead(leadId),
        ]),
    },
    { name: 'DraftConnection' },
    { name: 'DraftEdge' },
  ),
);
