import { randomBytes } from 'node:crypto';
import { badRequest, GraphRefusal, notFound } from './errors.ts';
import { checkTimes, readEventFields } from './event-body.ts';
import { invite } from './invitations.ts';
import { readObject } from './mailboxes.ts';
import type { CalendarEvent, GraphState } from './state.ts';

export type ChangeType = 'created' | 'updated' | 'deleted';
/** Told of every change, whoever made it: the subscriptions are served from here. */
export type Changed = (event: CalendarEvent, change: ChangeType) => void;

function joinUrl(): string {
  const thread = encodeURIComponent(`19:meeting_${randomBytes(24).toString('base64url')}@thread.v2`);
  return `https://teams.microsoft.com/l/meetup-join/${thread}/0?context=%7b%22Tid%22%3a%22sandbox%22%7d`;
}

function refuseDuplicate(state: GraphState, existingEventId: string): never {
  const why =
    "Your request can't be completed. The TransactionId specified in the request has already been used to create a different event.";
  const named = state.behaviour.duplicateStatus === 400;
  const fields = named ? { '@event.existingEventId': existingEventId } : {};
  throw new GraphRefusal(state.behaviour.duplicateStatus, 'ErrorDuplicateTransactionId', why, { fields });
}

/** `POST /users/{id}/events`: an event, its meeting link and the invitations; a repeated transactionId is refused. */
export function createEvent(
  state: GraphState,
  mailbox: string,
  raw: unknown,
  changed: Changed,
): CalendarEvent {
  const fields = readEventFields(raw);
  if (fields.startAt === undefined || fields.endAt === undefined) {
    throw badRequest(
      'At least one property failed validation: start and end are required.',
      'ErrorPropertyValidationFailure',
    );
  }
  const transaction = fields.transactionId ? `${mailbox} ${fields.transactionId}` : null;
  const existing = transaction ? state.transactions.get(transaction) : undefined;
  if (existing) refuseDuplicate(state, existing);
  const now = Date.now();
  const online = fields.isOnlineMeeting === true;
  const event: CalendarEvent = {
    id: `AAMkA${randomBytes(54).toString('base64url')}`,
    mailbox,
    iCalUId: `040000008200E00074C5B7101A82E008${randomBytes(24).toString('hex').toUpperCase()}`,
    changeNumber: 1,
    createdAt: now,
    modifiedAt: now,
    subject: '',
    body: { contentType: 'html', content: '' },
    startZone: 'UTC',
    endZone: 'UTC',
    location: { displayName: '' },
    attendees: [],
    showAs: 'busy',
    importance: 'normal',
    sensitivity: 'normal',
    categories: [],
    isAllDay: false,
    isReminderOn: true,
    reminderMinutesBeforeStart: 15,
    responseRequested: true,
    allowNewTimeProposals: true,
    hideAttendees: false,
    transactionId: null,
    extendedProperties: [],
    ...fields,
    startAt: fields.startAt,
    endAt: fields.endAt,
    isOnlineMeeting: online,
    onlineMeetingProvider: online ? (fields.onlineMeetingProvider ?? 'teamsForBusiness') : 'unknown',
    joinUrl: online && state.behaviour.joinUrls ? joinUrl() : null,
    cancelled: false,
  };
  checkTimes(event);
  state.events.set(event.id, event);
  if (transaction) state.transactions.set(transaction, event.id);
  invite(state, event, 'invited', null);
  changed(event, 'created');
  return event;
}

/** The event of a mailbox, or the vendor's refusal; a cancelled one is gone from its organiser's calendar. */
export function findEvent(state: GraphState, mailbox: string | null, id: string): CalendarEvent {
  const event = state.events.get(id);
  if (!event || event.cancelled || (mailbox !== null && event.mailbox !== mailbox)) throw notFound();
  return event;
}

/** `PATCH /users/{id}/events/{id}`: the attendees are told; an online meeting stays one, with its link. */
export function updateEvent(
  state: GraphState,
  event: CalendarEvent,
  raw: unknown,
  changed: Changed,
): CalendarEvent {
  const { transactionId, ...fields } = readEventFields(raw);
  if (transactionId !== undefined && transactionId !== event.transactionId) {
    throw badRequest('The property transactionId cannot be changed.', 'ErrorInvalidPropertySet');
  }
  if (event.isOnlineMeeting && fields.isOnlineMeeting === false) {
    throw badRequest('An online meeting cannot be turned off.', 'ErrorInvalidRequest');
  }
  checkTimes({ startAt: fields.startAt ?? event.startAt, endAt: fields.endAt ?? event.endAt });
  Object.assign(event, fields, { changeNumber: event.changeNumber + 1, modifiedAt: Date.now() });
  if (event.isOnlineMeeting && !event.joinUrl && state.behaviour.joinUrls) event.joinUrl = joinUrl();
  state.events.set(event.id, event);
  invite(state, event, 'updated', null);
  changed(event, 'updated');
  return event;
}

/** `POST …/cancel` and `DELETE`: the attendees get a cancellation and the event is gone. */
export function cancelEvent(state: GraphState, event: CalendarEvent, raw: unknown, changed: Changed): void {
  const { comment, Comment } = readObject(raw ?? {}, 'event.cancel', ['comment', 'Comment']);
  const words = comment ?? Comment;
  event.cancelled = true;
  event.changeNumber += 1;
  event.modifiedAt = Date.now();
  state.events.set(event.id, event);
  invite(state, event, 'cancelled', typeof words === 'string' ? words : null);
  changed(event, 'deleted');
}

/** `POST …/permanentDelete`: an event is gone for good, also one that was cancelled; nobody gets a mail about it. */
export function purgeEvent(state: GraphState, mailbox: string, id: string, changed: Changed): void {
  const event = state.events.get(id);
  if (!event || event.purged || event.mailbox !== mailbox) throw notFound();
  const wasLive = !event.cancelled;
  const left = { subject: '', body: { contentType: 'html', content: '' }, attendees: [], joinUrl: null };
  Object.assign(event, left, { extendedProperties: [], cancelled: true, purged: true });
  state.events.set(id, event);
  state.attendance.delete(id);
  if (wasLive) changed(event, 'deleted');
}

/** An attendee answers the invitation. */
export function respondToEvent(
  state: GraphState,
  event: CalendarEvent,
  address: string,
  response: string,
  changed: Changed,
): void {
  const attendee = event.attendees.find((each) => each.emailAddress.address === address.toLowerCase());
  if (!attendee) throw notFound();
  attendee.status = { response, time: new Date().toISOString() };
  event.changeNumber += 1;
  state.events.set(event.id, event);
  changed(event, 'updated');
}
