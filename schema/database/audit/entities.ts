import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { actorKinds } from '../../contracts/commands.ts';
import { perhapsLeadTable, tenantColumns } from '../tenant-table.ts';

/** A change that a person or a key made, with what it was before and after. Never changed afterwards, only erased. */
export const AuditEntry = defineEntity({
  name: 'AuditEntry',
  tableName: 'audit_entry',
  ...perhapsLeadTable('audit_entry'),
  properties: {
    ...tenantColumns(),
    actorKind: p.enum(actorKinds),
    actorId: p.string(),
    /** what was done, as a machine word in the past tense: `apiKeyCreated` */
    action: p.string(),
    subjectKind: p.string(),
    subjectId: p.uuid(),
    /** the lead that it is about, if any: the entry is erased with them */
    leadId: p.uuid().nullable(),
    /** the command of a journey by which it was done, which has the particulars and the answer */
    commandId: p.uuid().nullable(),
    before: p.json<Record<string, unknown>>().$type<Record<string, unknown>>().nullable(),
    after: p.json<Record<string, unknown>>().$type<Record<string, unknown>>().nullable(),
  },
  indexes: [
    { properties: ['tenantId', 'createdAt', 'id'] },
    { properties: ['tenantId', 'subjectId', 'createdAt', 'id'] },
    { properties: ['tenantId', 'actorId', 'createdAt', 'id'] },
    { properties: ['leadId'] },
  ],
});

export type AuditEntryRow = InferEntity<typeof AuditEntry>;
