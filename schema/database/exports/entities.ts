import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { actorKinds } from '../../contracts/commands.ts';
import {
  type ExportedFile,
  type ExportedSound,
  type ExportPosition,
  exportStates,
} from '../../contracts/exports.ts';
import { leadTable, tenantColumns } from '../tenant-table.ts';

/** Everything that is kept of a person, written into files for them. Its row lock is the lock of its pieces. */
export const LeadExport = defineEntity({
  name: 'LeadExport',
  tableName: 'lead_export',
  ...leadTable('lead_export'),
  properties: {
    ...tenantColumns(),
    /** the lead that the others had been merged into */
    leadId: p.uuid(),
    /** it and every lead that it had taken in when it was asked for */
    leadIds: p.json<string[]>().$type<string[]>(),
    actorKind: p.enum(actorKinds),
    actorId: p.string(),
    state: p.enum(exportStates).default('writing'),
    position: p.json<ExportPosition>().$type<ExportPosition>(),
    /** counts the pieces of the file of rows */
    pieces: p.integer().default(0),
    entries: p.integer().default(0),
    files: p.json<ExportedFile[]>().$type<ExportedFile[]>(),
    sounds: p.json<ExportedSound[]>().$type<ExportedSound[]>(),
    bytes: p.bigint('number'),
    readyAt: p.datetime(6).nullable(),
    expiresAt: p.datetime(6).nullable(),
  },
  indexes: [{ properties: ['tenantId', 'createdAt', 'id'] }, { properties: ['leadId'] }],
});

/** A piece of a file of an export: bytes that follow those with the number before. */
export const LeadExportPiece = defineEntity({
  name: 'LeadExportPiece',
  tableName: 'lead_export_piece',
  ...leadTable('lead_export_piece'),
  properties: {
    ...tenantColumns(),
    exportId: p.uuid(),
    leadId: p.uuid(),
    draft: p.uuid(),
    number: p.integer(),
    content: p.blob(),
  },
  uniques: [{ properties: ['exportId', 'draft', 'number'] }],
  indexes: [{ properties: ['leadId'] }],
});

export type LeadExportRow = InferEntity<typeof LeadExport>;
