import { badRequest } from './errors.ts';
import { readObject } from './mailboxes.ts';
import type { Attendee, CalendarEvent } from './state.ts';
import { readTime } from './time-zone.ts';

type Fields = Partial<Omit<CalendarEvent, 'id' | 'mailbox'>>;

const known = [
  'subject',
  'body',
  'start',
  'end',
  'location',
  'attendees',
  'showAs',
  'importance',
  'sensitivity',
  'categories',
  'isAllDay',
  'isReminderOn',
  'reminderMinutesBeforeStart',
  'responseRequested',
  'allowNewTimeProposals',
  'hideAttendees',
  'isOnlineMeeting',
  'onlineMeetingProvider',
  'transactionId',
  'singleValueExtendedProperties',
];
const choices: Record<string, string[]> = {
  showAs: ['free', 'tentative', 'busy', 'oof', 'workingElsewhere', 'unknown'],
  importance: ['low', 'normal', 'high'],
  sensitivity: ['normal', 'personal', 'private', 'confidential'],
  onlineMeetingProvider: ['unknown', 'teamsForBusiness', 'skypeForBusiness', 'skypeForConsumer'],
};
const types: Record<string, string> = {
  subject: 'string',
  isAllDay: 'boolean',
  isReminderOn: 'boolean',
  reminderMinutesBeforeStart: 'number',
  responseRequested: 'boolean',
  allowNewTimeProposals: 'boolean',
  hideAttendees: 'boolean',
  isOnlineMeeting: 'boolean',
  transactionId: 'string',
  showAs: 'string',
  importance: 'string',
  sensitivity: 'string',
  onlineMeetingProvider: 'string',
};

function mismatch(field: string): Error {
  return badRequest(
    `Property ${field} in payload has a value that does not match schema.`,
    'RequestBodyRead',
  );
}

function readAttendee(raw: unknown): Attendee {
  const attendee = readObject(raw, 'attendee', ['type', 'emailAddress', 'status', 'proposedNewTime']);
  const email = readObject(attendee.emailAddress, 'emailAddress', ['address', 'name']);
  const type = attendee.type ?? 'required';
  if (!['required', 'optional', 'resource'].includes(String(type))) throw mismatch('attendees.type');
  if (typeof email.address !== 'string' || !/^[^\s@]+@[^\s@]+$/.test(email.address)) {
    throw badRequest('At least one recipient is not valid.', 'ErrorInvalidRecipients');
  }
  const name = typeof email.name === 'string' && email.name ? email.name : email.address;
  const status = { response: 'none', time: '0001-01-01T00:00:00Z' };
  return { type: String(type), emailAddress: { address: email.address.toLowerCase(), name }, status };
}

function readExtended(raw: unknown): CalendarEvent['extendedProperties'] {
  if (!Array.isArray(raw)) throw mismatch('singleValueExtendedProperties');
  return raw.map((each) => {
    const { id, value } = readObject(each, 'singleValueLegacyExtendedProperty', ['id', 'value']);
    const named =
      typeof id === 'string' &&
      /^(String|Integer|Boolean|SystemTime|Double) (\{[0-9a-fA-F-]{36}\} (Name \S+|Id 0x[0-9a-fA-F]+)|0x[0-9a-fA-F]+)$/.test(
        id,
      );
    if (!named) {
      throw badRequest(`Extended property id '${String(id)}' is not valid.`, 'ErrorInvalidProperty');
    }
    if (typeof value !== 'string') throw mismatch('singleValueExtendedProperties.value');
    return { id, value };
  });
}

function readBody(raw: unknown): CalendarEvent['body'] {
  const { contentType, content } = readObject(raw, 'itemBody', ['contentType', 'content']);
  const type = String(contentType ?? 'text').toLowerCase();
  if (!['html', 'text'].includes(type) || typeof content !== 'string') throw mismatch('body');
  return { contentType: type, content };
}

/** The writable fields of an event in a request, checked; fields that were not sent are absent. */
export function readEventFields(raw: unknown): Fields {
  const body = readObject(raw, 'event', known);
  const fields: Record<string, unknown> = {};
  for (const [name, type] of Object.entries(types)) {
    const value = body[name];
    if (value === undefined) continue;
    if (typeof value !== type) throw mismatch(name);
    if (choices[name] && !choices[name].includes(String(value))) throw mismatch(name);
    fields[name] = value;
  }
  if (body.start !== undefined) {
    fields.startAt = readTime(body.start, 'start');
    fields.startZone = (body.start as { timeZone: string }).timeZone;
  }
  if (body.end !== undefined) {
    fields.endAt = readTime(body.end, 'end');
    fields.endZone = (body.end as { timeZone: string }).timeZone;
  }
  if (body.body !== undefined) fields.body = readBody(body.body);
  if (body.location !== undefined) {
    const location = readObject(body.location, 'location', [
      'displayName',
      'locationType',
      'uniqueId',
      'address',
    ]);
    fields.location = { displayName: String(location.displayName ?? '') };
  }
  if (body.attendees !== undefined) {
    if (!Array.isArray(body.attendees)) throw mismatch('attendees');
    fields.attendees = body.attendees.map(readAttendee);
  }
  if (body.categories !== undefined) {
    if (!Array.isArray(body.categories)) throw mismatch('categories');
    fields.categories = body.categories.map(String);
  }
  if (body.singleValueExtendedProperties !== undefined) {
    fields.extendedProperties = readExtended(body.singleValueExtendedProperties);
  }
  return fields as Fields;
}

/** Refuses an event that ends before it starts. */
export function checkTimes(event: { startAt: number; endAt: number }): void {
  if (event.endAt >= event.startAt) return;
  throw badRequest('The event duration is invalid: the end is before the start.', 'ErrorInvalidRequest');
}
