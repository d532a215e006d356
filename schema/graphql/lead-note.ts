import { sql } from 'kysely';
import { builder } from './builder.ts';
import { openToKeys } from './closed-to-keys.ts';
import { LeadRef } from './lead.ts';
import { pageCost } from './limits.ts';
import { pageOfLead } from './pages.ts';
import { rowNode } from './row-node.ts';
import { type RowOf, source } from './rows.ts';
import { StaffUserRef, staffByKey } from './staff-user.ts';

export const leadNoteRows = source('lead_note', [
  ...['id', 'leadId', 'createdAt', 'text', 'writtenBy', 'editedAt', 'editedBy', 'removedAt'],
] as const);
export type LeadNoteRow = RowOf<typeof leadNoteRows>;

const list = {
  source: leadNoteRows,
  orderedBy: 'createdAt',
  size: 20,
  only: sql<boolean>`removed_at is null`,
} as const;

export const LeadNoteRef = rowNode('LeadNote', leadNoteRows);

/** The member of staff of a line like `staff:<key>`; null for anybody else. */
const staffKeyOf = (line: string): string | null => /^staff:(.+)$/.exec(line)?.[1] ?? null;

builder.objectType(LeadNoteRef, {
  extensions: openToKeys('leads:read'),
  description: 'What staff wrote down about a lead, for staff.',
  fields: (t) => ({
    text: t.exposeString('text', { description: 'The words; empty once it was removed.' }),
    writtenBy: t.exposeString('writtenBy', { description: 'Who wrote it, as timelines name people.' }),
    author: t.field({
      type: StaffUserRef,
      nullable: true,
      description: 'The member of staff who wrote it; null for a key, or when nobody has that key any more.',
      resolve: ({ writtenBy }, _args, context) => staffByKey(context, staffKeyOf(writtenBy)),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was written.' }),
    editedAt: t.expose('editedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When its words were last changed.',
    }),
    editedBy: t.exposeString('editedBy', {
      nullable: true,
      description: 'Who changed them, as timelines name people.',
    }),
    removedAt: t.expose('removedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was removed; the lead’s list leaves it out since.',
    }),
    lead: t.field({ type: LeadRef, description: 'Whom it is about.', resolve: ({ leadId }) => leadId }),
  }),
});

builder.objectField(LeadRef, 'notes', (t) =>
  t.connection({
    type: LeadNoteRef,
    description: 'What staff wrote down about the lead, newest first.',
    complexity: pageCost(list.size),
    resolve: (lead, args, context) => pageOfLead(context, list, lead.id, args),
  }),
);
