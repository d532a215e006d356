import { classed, code, count, id, instant } from '../column-classes.ts';
import { Change, ChangeLog } from './entities.ts';

export const liveClasses = [
  classed(Change, { tenantId: id, xid: count, kind: code, ref: id, parentId: id, at: instant }),
  classed(ChangeLog, { name: code, epoch: id, wholeFrom: count }),
];
