import * as is from '../column-classes.ts';
import { BulkCommand, BulkItem } from './entities.ts';

const { classed, code, count, id, instant, own, staff, tenantColumnClasses } = is;

export const bulkClasses = [
  classed(BulkCommand, {
    ...tenantColumnClasses,
    name: code,
    // of many leads at once: what is said of all of them tells of none
    arguments: own,
    actorKind: code,
    actorId: staff,
    state: code,
    total: count,
    done: count,
    refused: count,
    finishedAt: instant,
  }),
  classed(BulkItem, {
    ...tenantColumnClasses,
    bulkId: id,
    number: count,
    leadId: id,
    state: code,
    commandId: id,
    code,
    // of the command whose own text is erased as well
    text: is.nulled,
  }),
];
