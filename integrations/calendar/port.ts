/** A stretch of time in which a consultant is not free. */
export interface BusyTime {
  startAt: string;
  endAt: string;
}

/** One meeting as it shall stand in the organiser's calendar. */
export interface MeetingPayload {
  organiser: string;
  subject: string;
  bodyHtml: string;
  startAt: string;
  endAt: string;
  attendees: { address: string; name: string }[];
}

/** A meeting as the vendor knows it. */
export interface VendorMeeting {
  eventId: string;
  joinUrl: string | null;
  startAt: string;
  endAt: string;
  cancelled: boolean;
  /** tells two versions of the event apart */
  changeKey: string | null;
  /** who is invited, and what they have answered */
  attendees: { address: string; response: string }[];
}

/** A vendor's promise to tell of a calendar's changes until an instant. */
export interface CalendarSubscription {
  subscriptionId: string;
  expiresAt: string;
}

export interface SubscriptionPayload {
  mailbox: string;
  /** where changes are told, and where the vendor tells of the subscription itself */
  noticeUrl: string;
  lifecycleUrl: string;
  until: string;
}

/** Something that changed in a calendar; no meeting: it was deleted, or has left the span that is read. */
export interface CalendarChange {
  eventId: string;
  meeting: VendorMeeting | null;
}

/** What a vendor tells of a subscription: a changed event, or something about the subscription itself. */
export interface CalendarNotice {
  subscriptionId: string;
  kind: 'changed' | 'reauthorizationRequired' | 'subscriptionRemoved' | 'missed';
  eventId: string | null;
  /** tells two versions of the event apart; null when the vendor did not say */
  changeKey: string | null;
}

/** Who was in a meeting; guests from elsewhere have no address. */
export interface Attendee {
  address: string | null;
  seconds: number;
  isOrganiser: boolean;
}

/** Watching calendars. Methods throw `VendorFailure`; none retries. */
export interface CalendarWatching {
  /** A second call for the same mailbox and address answers the subscription that the first one made. */
  subscribe(wanted: SubscriptionPayload): Promise<CalendarSubscription>;
  findSubscription(wanted: { mailbox: string; noticeUrl: string }): Promise<CalendarSubscription | null>;
  /** Null when there is no such subscription any more. */
  renewSubscription(subscriptionId: string, until: string): Promise<CalendarSubscription | null>;
  /** One that is already gone counts as ended. */
  endSubscription(subscriptionId: string): Promise<void>;
  /** Everything in a span of time, or what has changed since the link; null: the link is too old, read everything. */
  readChanges(
    mailbox: string,
    from: { fromAt: string; untilAt: string } | { link: string },
  ): Promise<{ changes: CalendarChange[]; link: string } | null>;
  /** Reads a notification; one that does not prove whom it is from fails with the code `signature`. */
  readNotices(rawBody: Buffer): CalendarNotice[];
  /** Who was in the meeting; null while there is no report. */
  attendance(organiser: string, joinUrl: string): Promise<Attendee[] | null>;
}

/** Calendars and online meetings by one vendor. Every method throws `VendorFailure`; none retries. */
export interface Calendar extends CalendarWatching {
  readonly vendor: string;
  readonly timeoutMs: number;
  /** Whether the vendor invites the attendees itself, and tells them of changes: then no invitation of ours goes out. */
  readonly sendsInvitations: boolean;
  /** Busy times per mailbox between two instants. */
  busyTimes(query: {
    mailboxes: string[];
    fromAt: string;
    untilAt: string;
  }): Promise<Record<string, BusyTime[]>>;
  /** A second call with the same key answers the meeting that the first one made. */
  createMeeting(meeting: MeetingPayload, key: string): Promise<VendorMeeting>;
  moveMeeting(
    organiser: string,
    eventId: string,
    times: { startAt: string; endAt: string },
  ): Promise<VendorMeeting>;
  /** A meeting that is already gone counts as cancelled. */
  /** Deletes an event for good, also one that was cancelled; nobody is told. `gone`: there was none. */
  deleteMeeting(organiser: string, eventId: string): Promise<'deleted' | 'gone'>;
  cancelMeeting(organiser: string, eventId: string, comment: string): Promise<void>;
  /** The meeting made with this key, or null: the reconcile of a creation without an answer. */
  findMeeting(organiser: string, key: string): Promise<VendorMeeting | null>;
  fetchMeeting(organiser: string, eventId: string): Promise<VendorMeeting | null>;
}
