import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { tenantColumns, tenantTable } from '../tenant-table.ts';

/** One consultant's calendar that is watched for changes, by notifications and by reading it now and then. */
export const CalendarWatch = defineEntity({
  name: 'CalendarWatch',
  tableName: 'calendar_watch',
  ...tenantTable,
  properties: {
    ...tenantColumns(),
    staffKey: p.string(),
    mailbox: p.string(),
    /** the vendor's subscription, and until when it stands; null while there is none */
    subscriptionId: p.string().nullable(),
    expiresAt: p.datetime(6).nullable(),
    /** how often one was made: each has its own place in the ledger */
    generation: p.integer().default(0),
    /** where the next reading goes on; null: everything is read */
    deltaLink: p.text().nullable(),
    /** up to when the readings of this link tell of events */
    windowUntil: p.datetime(6).nullable(),
    readAt: p.datetime(6).nullable(),
    /** something may have been missed: read at once */
    readWanted: p.boolean().default(false),
    /** the vendor wants to see the application again before it tells more */
    renewWanted: p.boolean().default(false),
    /** the last thing that went wrong, as a code */
    trouble: p.string().nullable(),
    /** counts what there was to hear of, see `routing.pending` */
    noticeSeq: p.integer().default(0),
    /** the person has no calendar any more */
    endedAt: p.datetime(6).nullable(),
  },
  uniques: [{ properties: ['tenantId', 'staffKey'] }],
  indexes: [{ properties: ['subscriptionId'] }],
});

export const noticeKinds = ['changed', 'reauthorizationRequired', 'subscriptionRemoved', 'missed'] as const;
export type NoticeKind = (typeof noticeKinds)[number];

/** What a calendar told us, until it is seen to. */
export const CalendarNotice = defineEntity({
  name: 'CalendarNotice',
  tableName: 'calendar_notice',
  ...tenantTable,
  properties: {
    ...tenantColumns(),
    watchId: p.uuid(),
    inboundEventId: p.uuid(),
    kind: p.enum(noticeKinds),
    /** the event that changed */
    eventId: p.string().nullable(),
    handledAt: p.datetime(6).nullable(),
  },
  indexes: [{ properties: ['watchId', 'handledAt'] }],
});

export type CalendarWatchRow = InferEntity<typeof CalendarWatch>;
export type CalendarNoticeRow = InferEntity<typeof CalendarNotice>;
