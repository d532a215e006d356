import type { Store } from '../vendor.ts';

/** One person's stay in a meeting, as the report tells it: guests from elsewhere have no address. */
export interface Attended {
  address: string | null;
  name: string;
  seconds: number;
  role: 'Organizer' | 'Presenter' | 'Attendee';
}

export interface Attendee {
  type: string;
  emailAddress: { address: string; name: string };
  status: { response: string; time: string };
}

/** One event in an organiser's calendar; instants are milliseconds. */
export interface CalendarEvent {
  id: string;
  mailbox: string;
  iCalUId: string;
  changeNumber: number;
  createdAt: number;
  modifiedAt: number;
  subject: string;
  body: { contentType: string; content: string };
  startAt: number;
  endAt: number;
  startZone: string;
  endZone: string;
  location: { displayName: string };
  attendees: Attendee[];
  showAs: string;
  importance: string;
  sensitivity: string;
  categories: string[];
  isAllDay: boolean;
  isReminderOn: boolean;
  reminderMinutesBeforeStart: number;
  responseRequested: boolean;
  allowNewTimeProposals: boolean;
  hideAttendees: boolean;
  isOnlineMeeting: boolean;
  onlineMeetingProvider: string;
  joinUrl: string | null;
  transactionId: string | null;
  extendedProperties: { id: string; value: string }[];
  cancelled: boolean;
  /** deleted for good: nothing is left but that it changed */
  purged?: true;
}

/** What Exchange mails to an attendee. */
export interface Invitation {
  id: string;
  kind: 'invited' | 'updated' | 'cancelled';
  at: string;
  to: string;
  organiser: string;
  eventId: string;
  subject: string;
  startAt: string;
  endAt: string;
  joinUrl: string | null;
  comment: string | null;
}

export interface BusyBlock {
  startAt: number;
  endAt: number;
  status: string;
}

export interface Subscription {
  id: string;
  changeTypes: string[];
  changeType: string;
  mailbox: string;
  resource: string;
  notificationUrl: string;
  lifecycleNotificationUrl: string | null;
  clientState: string | null;
  expiresAt: number;
}

/** Switches of the imitation that a test or the page may turn. */
export interface GraphBehaviour {
  /** how a repeated transactionId is answered: 400 names the existing event, 409 does not */
  duplicateStatus: 400 | 409;
  /** a mailbox without a Teams licence gives events without a join link */
  joinUrls: boolean;
  /** whether a policy of Teams lets the application read online meetings and who attended them */
  meetingsPolicy: boolean;
  /** tokens of an older epoch tell nothing any more: the reading of changes starts anew */
  deltaEpoch: number;
  latencyMs: number;
}

/** What Graph keeps; a changed event or subscription has to be `set` again. */
export interface GraphState {
  events: Map<string, CalendarEvent>;
  /** `<mailbox> <transactionId>` → event id, also of events that are gone */
  transactions: Map<string, string>;
  busy: Map<string, BusyBlock[]>;
  invitations: Map<string, Invitation>;
  subscriptions: Map<string, Subscription>;
  /** event id → the number of its last change, over all mailboxes */
  changes: Map<string, number>;
  /** the same of the change that made it */
  firstChanges: Map<string, number>;
  /** event id → who was in the meeting */
  attendance: Map<string, Attended[]>;
  inFlight: Map<string, number>;
  behaviour: GraphBehaviour;
}

export const usualBehaviour: GraphBehaviour = {
  duplicateStatus: 400,
  joinUrls: true,
  meetingsPolicy: true,
  deltaEpoch: 1,
  latencyMs: 10,
};

/** The state of Graph on what the sandbox keeps across restarts. */
export function openGraph(store: Store): GraphState {
  return {
    events: store.map('events'),
    transactions: store.map('transactions'),
    busy: store.map('busy'),
    invitations: store.map('invitations'),
    subscriptions: store.map('subscriptions'),
    changes: store.map('changes'),
    firstChanges: store.map('firstChanges'),
    attendance: store.map('attendance'),
    inFlight: new Map(),
    behaviour: { ...usualBehaviour },
  };
}

/** The events of a mailbox that have not been cancelled, by start. */
export function liveEvents(state: GraphState, mailbox: string): CalendarEvent[] {
  const events = [...state.events.values()].filter((event) => event.mailbox === mailbox && !event.cancelled);
  return events.sort((a, b) => a.startAt - b.startAt);
}
