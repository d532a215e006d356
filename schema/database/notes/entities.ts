import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { type NoteSubject, type StaffNoteKind, staffNoteStates } from '../../contracts/notes.ts';
import { causedBy, leadTable, tenantColumns } from '../tenant-table.ts';

/** Something that one member of staff is to be told by e-mail: who, of what kind, and about which row. */
export const StaffNote = defineEntity({
  name: 'StaffNote',
  tableName: 'staff_note',
  ...leadTable('staff_note'),
  properties: {
    ...tenantColumns(),
    leadId: p.uuid(),
    kind: p.string().$type<StaffNoteKind>(),
    /** the key of the member of staff */
    recipient: p.string(),
    aboutKind: p.string().$type<NoteSubject>(),
    aboutId: p.uuid(),
    /** which time of telling this is, where people are told again of what still waits for them */
    round: p.integer().default(1),
    /** what whoever wrote the note has to add, in words for people */
    remark: p.text().nullable(),
    state: p.enum(staffNoteStates).default('pending'),
    /** why it was skipped or given up */
    reason: p.string().nullable(),
    settledAt: p.datetime(6).nullable(),
    causedBy: causedBy(),
  },
  uniques: [{ properties: ['tenantId', 'kind', 'aboutId', 'recipient', 'round'] }],
  indexes: [{ properties: ['leadId', 'createdAt'] }],
});

export type StaffNoteRow = InferEntity<typeof StaffNote>;
