import { classed, code, count, flag, id, instant, staff, tenantColumnClasses } from '../column-classes.ts';
import { CalendarNotice, CalendarWatch } from './entities.ts';

export const calendarClasses = [
  classed(CalendarWatch, {
    ...tenantColumnClasses,
    staffKey: staff,
    mailbox: staff,
    subscriptionId: id,
    expiresAt: instant,
    generation: count,
    // the vendor's address of one person's calendar
    deltaLink: staff,
    windowUntil: instant,
    readAt: instant,
    readWanted: flag,
    renewWanted: flag,
    trouble: code,
    noticeSeq: count,
    endedAt: instant,
  }),
  classed(CalendarNotice, {
    ...tenantColumnClasses,
    watchId: id,
    inboundEventId: id,
    kind: code,
    eventId: id,
    handledAt: instant,
  }),
];
