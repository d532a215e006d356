import type { Event } from '@microsoft/microsoft-graph-types';
import { VendorFailure } from '../../../schema/contracts/failures.ts';
import type { BusyTime, MeetingPayload, VendorMeeting } from '../port.ts';
import { vendor } from './errors.ts';

/** Times in UTC, and ids that stay when an event is moved to another folder. */
export const prefer = 'outlook.timezone="UTC", IdType="ImmutableId"';

/** Under this property our key stands on every event we make; the identifier must never change. */
export const keyProperty = 'String {6b1f5c0e-8f0b-4a55-9d2e-1c7a3f7d2b10} Name LeadlineMeetingKey';

/** Graph wants local times beside a zone, without one of their own. */
export const utc = (instant: string): { dateTime: string; timeZone: 'UTC' } => ({
  dateTime: new Date(instant).toISOString().slice(0, 19),
  timeZone: 'UTC',
});

/** Graph writes UTC with seven decimals and without a `Z`. */
export function toInstant(time: { dateTime?: string | null } | null | undefined): string {
  const text = time?.dateTime ?? '';
  const date = new Date(`${text.replace(/Z$/, '').replace(/(\.\d{3})\d*$/, '$1')}Z`);
  if (Number.isNaN(date.getTime())) throw new TypeError('a time of the vendor cannot be read');
  return date.toISOString();
}

export const newEvent = (meeting: MeetingPayload, key: string): Event => ({
  subject: meeting.subject,
  body: { contentType: 'html', content: meeting.bodyHtml },
  start: utc(meeting.startAt),
  end: utc(meeting.endAt),
  attendees: meeting.attendees.map((emailAddress) => ({ emailAddress, type: 'required' })),
  isOnlineMeeting: true,
  onlineMeetingProvider: 'teamsForBusiness',
  allowNewTimeProposals: false,
  transactionId: key,
  singleValueExtendedProperties: [{ id: keyProperty, value: key }],
});

const toMeeting = (event: Event): VendorMeeting => ({
  eventId: event.id ?? '',
  joinUrl: event.onlineMeeting?.joinUrl ?? null,
  startAt: toInstant(event.start),
  endAt: toInstant(event.end),
  cancelled: event.isCancelled ?? false,
  changeKey: event.changeKey ?? null,
  attendees: (event.attendees ?? []).map(({ emailAddress, status }) => ({
    address: emailAddress?.address?.toLowerCase() ?? '',
    response: status?.response ?? 'none',
  })),
});

/** The same, where an event without an id or with times that cannot be read is an answer that says nothing. */
export function meetingOf(event: Event): VendorMeeting {
  try {
    if (event.id) return toMeeting(event);
  } catch {
    // falls through: a time that cannot be read
  }
  throw new VendorFailure({ vendor, type: 'Vendor.Unknown', certainty: 'unknown', code: 'event' });
}

/** The event that a refused `transactionId` already made, when the vendor names it. */
export function existingEventId(vendorAnswer: string | undefined): string | null {
  try {
    const { error } = JSON.parse(vendorAnswer ?? '') as { error?: Record<string, unknown> };
    const id = error?.['@event.existingEventId'];
    return typeof id === 'string' && id !== '' ? id : null;
  } catch {
    return null;
  }
}

const free = new Set(['free', 'workingElsewhere']);

/** One mailbox's answer of `getSchedule`. */
export interface Schedule {
  scheduleId?: string | null;
  error?: { responseCode?: string | null } | null;
  scheduleItems?:
    | { status?: string | null; start?: { dateTime?: string | null }; end?: { dateTime?: string | null } }[]
    | null;
}

export const toBusyTimes = (schedule: Schedule): BusyTime[] =>
  (schedule.scheduleItems ?? [])
    .filter(({ status }) => !free.has(status ?? ''))
    .map(({ start, end }) => ({ startAt: toInstant(start), endAt: toInstant(end) }));
