import { defineEntity, p } from '@mikro-orm/core';

/** What a change is about: which row to read again. */
export const changeKinds = [
  ...['lead', 'timeline', 'call', 'turn', 'draft', 'message', 'email', 'appointment', 'action'],
] as const;
export type ChangeKind = (typeof changeKinds)[number];

/**
 * That a row of a tenant changed, for whoever watches: ids only, written by triggers in the transaction of the change and
 * kept for a while. A transaction that changes a row twice says so once. Reached through `routing.changes_between` only.
 */
export const Change = defineEntity({
  name: 'Change',
  tableName: 'change',
  schema: 'routing',
  properties: {
    tenantId: p.uuid().primary(),
    /** of the transaction */
    xid: p.bigint('string').primary(),
    kind: p.text().primary(),
    ref: p.uuid().primary(),
    /** the lead, and of a turn the call */
    parentId: p.uuid().nullable(),
    at: p.datetime(6).defaultRaw('now()'),
  },
});

/** Of which beginning the log of changes is, and from which transaction on it is whole. One row, gone with a crash. */
export const ChangeLog = defineEntity({
  name: 'ChangeLog',
  tableName: 'change_log',
  schema: 'routing',
  properties: {
    name: p.text().primary(),
    epoch: p.uuid(),
    wholeFrom: p.bigint('string'),
  },
});
