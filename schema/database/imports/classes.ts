import * as is from '../column-classes.ts';
import { LeadImport, LeadImportRow } from './entities.ts';

const { classed, code, count, instant, own, rowsDeleted, staff, tenantColumnClasses } = is;

export const importClasses = [
  classed(LeadImport, {
    ...tenantColumnClasses,
    fileName: own,
    encoding: code,
    delimiter: code,
    header: own,
    mapping: count,
    consentText: own,
    state: code,
    total: count,
    position: count,
    checked: count,
    ready: count,
    invalid: count,
    duplicate: count,
    made: count,
    uploadedBy: staff,
    startedBy: staff,
    startedAt: instant,
    finishedAt: instant,
    journeysUntil: instant,
    asked: count,
  }),
  rowsDeleted(LeadImportRow, 'a person as they stood in a file'),
];
