/** Which consultant's calendar is watched: the input of the workflow `calendarSubscription`, ids only. */
export interface WatchRef {
  tenantId: string;
  staffKey: string;
}

/** One calendar, one workflow: woken when it is told something, started when there is none. */
export const calendarSubscriptionId = ({ tenantId, staffKey }: WatchRef): string =>
  `calendar/${tenantId}/${staffKey}`;

/** The signal by which a watch is woken. It carries nothing: what there is to see to lies in the rows. */
export const calendarNoticed = 'calendarNoticed';

/** What was done for a calendar, in codes for the Web UI. */
export const watchWork = [
  'subscribed',
  'renewed',
  'subscriptionGone',
  'noticesHandled',
  'readWhole',
  'readChanges',
  'meetingsCancelled',
  'attendanceAsked',
] as const;
export type WatchWork = (typeof watchWork)[number];

/** How a calendar stands, and when it is looked at again unless something is told before. */
export type Tended =
  | { kind: 'tended'; did: WatchWork[]; changed: number; at: string; because: string }
  /** the person has no calendar any more */
  | { kind: 'over' };

/** What `calendarSubscription` asks of the world. */
export interface WatchActivities {
  /** Does whatever is due for this calendar. A second call finds it done and goes on from there. */
  tendCalendar(watch: WatchRef): Promise<Tended>;
}
