import type { CalendarEvent } from './state.ts';
import { writeTime } from './time-zone.ts';

export interface View {
  zone: string;
  select: string[] | null;
  expandExtended: string | null;
}

function stamp(at: number): string {
  return new Date(at).toISOString().replace('Z', '0000Z');
}

function preview(event: CalendarEvent): string {
  return event.body.content
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 255);
}

function whole(event: CalendarEvent, zone: string): Record<string, unknown> {
  const organizer = { emailAddress: { name: event.mailbox, address: event.mailbox } };
  return {
    id: event.id,
    createdDateTime: stamp(event.createdAt),
    lastModifiedDateTime: stamp(event.modifiedAt),
    changeKey: changeKey(event),
    categories: event.categories,
    transactionId: event.transactionId,
    originalStartTimeZone: event.startZone,
    originalEndTimeZone: event.endZone,
    iCalUId: event.iCalUId,
    uid: event.iCalUId,
    reminderMinutesBeforeStart: event.reminderMinutesBeforeStart,
    isReminderOn: event.isReminderOn,
    hasAttachments: false,
    subject: event.subject,
    bodyPreview: preview(event),
    importance: event.importance,
    sensitivity: event.sensitivity,
    isAllDay: event.isAllDay,
    isCancelled: event.cancelled,
    isOrganizer: true,
    responseRequested: event.responseRequested,
    seriesMasterId: null,
    showAs: event.showAs,
    type: 'singleInstance',
    webLink: `https://outlook.office365.com/owa/?itemid=${encodeURIComponent(event.id)}&exvsurl=1&path=/calendar/item`,
    onlineMeetingUrl: null,
    isOnlineMeeting: event.isOnlineMeeting,
    onlineMeetingProvider: event.joinUrl ? event.onlineMeetingProvider : 'unknown',
    allowNewTimeProposals: event.allowNewTimeProposals,
    hideAttendees: event.hideAttendees,
    recurrence: null,
    responseStatus: { response: 'organizer', time: '0001-01-01T00:00:00Z' },
    body: event.body,
    start: writeTime(event.startAt, zone),
    end: writeTime(event.endAt, zone),
    location: { ...event.location, locationType: 'default' },
    locations: [],
    attendees: event.attendees,
    organizer,
    onlineMeeting: event.joinUrl ? { joinUrl: event.joinUrl } : null,
  };
}

export function changeKey(event: CalendarEvent): string {
  return Buffer.from(`${event.iCalUId.slice(-12)}:${event.changeNumber}`).toString('base64');
}

/** An event as Graph answers it: times in the preferred zone, extended properties only when expanded. */
export function writeEvent(event: CalendarEvent, view: View): Record<string, unknown> {
  const all = whole(event, view.zone);
  const shown = view.select ? Object.fromEntries(view.select.map((name) => [name, all[name]])) : all;
  const result: Record<string, unknown> = {
    '@odata.etag': `W/"${changeKey(event)}"`,
    ...shown,
    id: event.id,
  };
  if (view.expandExtended !== null) {
    const wanted = event.extendedProperties.filter((each) => each.id === view.expandExtended);
    if (wanted.length > 0) result.singleValueExtendedProperties = wanted;
  }
  return result;
}
