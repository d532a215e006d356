import { encodeGlobalID } from '@pothos/plugin-relay';
import { type NoteSubject, staffNoteKinds, staffNoteStates } from '../contracts/notes.ts';
import { builder } from './builder.ts';
import { CauseRef } from './cause.ts';
import { openToKeys } from './closed-to-keys.ts';
import { LeadRef } from './lead.ts';
import { pageCost } from './limits.ts';
import { pageOfLead } from './pages.ts';
import { rowNode } from './row-node.ts';
import { source } from './rows.ts';
import { StaffUserRef, staffByKey } from './staff-user.ts';
import { wordsEnum } from './words.ts';

const rows = source('staff_note', [
  ...['id', 'leadId', 'createdAt', 'kind', 'recipient', 'aboutKind', 'aboutId', 'remark', 'state', 'reason'],
  ...['settledAt', 'causedBy'],
] as const);
const list = { source: rows, orderedBy: 'createdAt', size: 20 } as const;

const StaffNoteKindEnum = wordsEnum('StaffNoteKind', 'What staff are told.', staffNoteKinds);
const StaffNoteStateEnum = wordsEnum(
  'StaffNoteState',
  'What became of a note; `GIVEN_UP`: it could not be sent in time, or the vendor refused it.',
  staffNoteStates,
);

const subjectTypes: Record<NoteSubject, string> = {
  lead: 'Lead',
  draft: 'Draft',
  message: 'Message',
  call: 'Call',
  appointment: 'Appointment',
  email: 'Email',
  action: 'OutboundAction',
};

const StaffNoteRef = rowNode('StaffNote', rows);

builder.objectType(StaffNoteRef, {
  extensions: openToKeys('leads:read'),
  description: 'Something about a lead that one member of staff is told by e-mail, once.',
  fields: (t) => ({
    kind: t.expose('kind', { type: StaffNoteKindEnum, description: 'What it tells.' }),
    recipient: t.exposeString('recipient', { description: 'The key of the member of staff.' }),
    staff: t.field({
      type: StaffUserRef,
      nullable: true,
      description: 'Who is told; null when nobody has that key any more.',
      resolve: ({ recipient }, _args, context) => staffByKey(context, recipient),
    }),
    about: t.node({
      description: 'What it is about: a draft, a message, a call, an e-mail, an action.',
      id: ({ aboutKind, aboutId }) => encodeGlobalID(subjectTypes[aboutKind], aboutId),
    }),
    remark: t.exposeString('remark', { nullable: true, description: 'What it adds, in words.' }),
    state: t.expose('state', { type: StaffNoteStateEnum, description: 'What became of it.' }),
    reason: t.exposeString('reason', {
      nullable: true,
      description: 'Why it was skipped or given up, as a code.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was written.' }),
    settledAt: t.expose('settledAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was sent, skipped or given up.',
    }),
    cause: t.expose('causedBy', { type: CauseRef, description: 'What gave rise to it.' }),
    lead: t.field({ type: LeadRef, description: 'Whom it is about.', resolve: ({ leadId }) => leadId }),
  }),
});

builder.objectField(LeadRef, 'staffNotes', (t) =>
  t.connection({
    type: StaffNoteRef,
    description: 'What staff were told about the lead, newest first.',
    complexity: pageCost(list.size),
    resolve: (lead, args, context) => pageOfLead(context, list, lead.id, args),
  }),
);
