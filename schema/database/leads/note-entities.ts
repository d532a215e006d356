import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { leadTable, tenantColumns } from '../tenant-table.ts';

/** What a member of staff wrote down about a lead. One that was removed stays without its words, as the record of that. */
export const LeadNote = defineEntity({
  name: 'LeadNote',
  tableName: 'lead_note',
  ...leadTable('lead_note'),
  properties: {
    ...tenantColumns(),
    leadId: p.uuid(),
    text: p.text(),
    /** who wrote it, as timelines name people: `staff:<key>` */
    writtenBy: p.string(),
    editedAt: p.datetime(6).nullable(),
    editedBy: p.string().nullable(),
    removedAt: p.datetime(6).nullable(),
    removedBy: p.string().nullable(),
  },
  indexes: [{ properties: ['leadId', 'createdAt', 'id'] }],
});

export type LeadNoteRow = InferEntity<typeof LeadNote>;
