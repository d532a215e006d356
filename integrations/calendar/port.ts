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
}

/** Calendars and online meetings by one vendor. Every method throws `VendorFailure`; none retries. */
export interface Calendar {
  readonly vendor: string;
  readonly timeoutMs: number;
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
  cancelMeeting(organiser: string, eventId: string, comment: string): Promise<void>;
  /** The meeting made with this key, or null: the reconcile of a creation without an answer. */
  findMeeting(organiser: string, key: string): Promise<VendorMeeting | null>;
  fetchMeeting(organiser: string, eventId: string): Promise<VendorMeeting | null>;
}
