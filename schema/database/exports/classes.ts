import * as is from '../column-classes.ts';
import { LeadExport, LeadExportPiece } from './entities.ts';

const { classed, code, count, id, instant, staff, tenantColumnClasses } = is;

export const exportClasses = [
  classed(LeadExport, {
    ...tenantColumnClasses,
    leadId: id,
    leadIds: id,
    actorKind: code,
    actorId: staff,
    state: code,
    position: id,
    pieces: count,
    entries: count,
    files: is.keep('names made of ids, and sizes'),
    sounds: id,
    bytes: count,
    readyAt: instant,
    expiresAt: instant,
  }),
  is.rowsDeleted(LeadExportPiece, 'everything of a person, for a few days'),
];
