import { classed, code, id, nulled, staff, tenantColumnClasses } from '../column-classes.ts';
import { AuditEntry } from './entities.ts';

export const auditClasses = [
  classed(AuditEntry, {
    ...tenantColumnClasses,
    actorKind: code,
    actorId: staff,
    action: code,
    subjectKind: code,
    subjectId: id,
    leadId: id,
    commandId: id,
    before: nulled,
    after: nulled,
  }),
];
