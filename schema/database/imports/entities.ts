import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import {
  type ImportMapping,
  importRowStates,
  importStates,
  type RowProblem,
} from '../../contracts/imports.ts';
import { perhapsLeadTable, tenantColumns, tenantTable } from '../tenant-table.ts';

/** A file of leads that somebody sent: how it was read, and how far it has come. Its row lock is the lock of its rows. */
export const LeadImport = defineEntity({
  name: 'LeadImport',
  tableName: 'lead_import',
  ...tenantTable,
  properties: {
    ...tenantColumns(),
    fileName: p.string().nullable(),
    encoding: p.string(),
    delimiter: p.string(),
    /** the headings, in their order */
    header: p.array(),
    mapping: p.json<ImportMapping>().$type<ImportMapping>(),
    /** what everybody in it agreed to who agreed, where no column says it */
    consentText: p.text().nullable(),
    state: p.enum(importStates).default('checking'),
    total: p.integer(),
    /** the number of the last row that was checked, or made a lead: there the work goes on */
    position: p.integer().default(0),
    checked: p.integer().default(0),
    ready: p.integer().default(0),
    invalid: p.integer().default(0),
    duplicate: p.integer().default(0),
    made: p.integer().default(0),
    /** who did it, as timelines name people */
    uploadedBy: p.string(),
    startedBy: p.string().nullable(),
    startedAt: p.datetime(6).nullable(),
    finishedAt: p.datetime(6).nullable(),
    /** when the last of the journeys begins that were planned so far */
    journeysUntil: p.datetime(6).nullable(),
    /** counts how often it was asked for work */
    asked: p.integer().default(1),
  },
  indexes: [{ properties: ['tenantId', 'createdAt', 'id'] }],
});

/** One row of such a file, as it stood there. The cells of one that became a lead are not kept: the lead has them. */
export const LeadImportRow = defineEntity({
  name: 'LeadImportRow',
  tableName: 'lead_import_row',
  ...perhapsLeadTable('lead_import_row'),
  properties: {
    ...tenantColumns(),
    importId: p.uuid(),
    /** as spreadsheets count: the header is row 1 */
    number: p.integer(),
    cells: p.json<string[]>().$type<string[]>(),
    state: p.enum(importRowStates).default('stored'),
    /** what the row is recognised by */
    phone: p.string().nullable(),
    email: p.string().nullable(),
    problems: p.json<RowProblem[]>().$type<RowProblem[]>().nullable(),
    /** the row of the same file that is this person */
    duplicateOf: p.integer().nullable(),
    /** the lead that it became, or that this person is already */
    leadId: p.uuid().nullable(),
  },
  uniques: [{ properties: ['importId', 'number'] }],
  indexes: [{ properties: ['importId', 'state', 'number'] }, { properties: ['leadId'] }],
});

export type LeadImportEntry = InferEntity<typeof LeadImport>;
export type LeadImportRowEntry = InferEntity<typeof LeadImportRow>;
