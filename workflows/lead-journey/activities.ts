import { type ActivityOptions, proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { JourneyActivities, JourneyLocalActivities } from '../../schema/contracts/journey.ts';

/** An activity that can be called with a summary for the Web UI. */
export interface Callable<Input, Result> {
  executeWithOptions(options: { summary?: string }, args: [Input]): Promise<Result>;
}

type Callables<Activities> = {
  [Name in keyof Activities]: Activities[Name] extends (input: infer Input) => Promise<infer Result>
    ? Callable<Input, Result>
    : never;
};

// All run on the journey's own queue: there they start eagerly. An attempt is kept short, because one that was handed to
// a worker that died is only tried again when its time is up. Groups follow what a duplicate would cost.

/** A second call would ring twice: every try looks at the ledger row first, and gives up soon so that the journey can. */
const placing = proxyActivities<Pick<JourneyActivities, 'placeCall'>>({
  startToCloseTimeout: '15 seconds',
  scheduleToCloseTimeout: '10 minutes',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '30 seconds' },
  priority: { priorityKey: 1 },
});

/** Questions and goodbyes: harmless a second time. */
const callControl: ActivityOptions = {
  startToCloseTimeout: '15 seconds',
  scheduleToCloseTimeout: '1 hour',
  retry: { initialInterval: '5 seconds', backoffCoefficient: 2, maximumInterval: '2 minutes' },
  priority: { priorityKey: 1 },
};
const calls = proxyActivities<Pick<JourneyActivities, 'reconcileCall'>>(callControl);
const goodbyes = proxyActivities<Pick<JourneyActivities, 'hangUp'>>({
  ...callControl,
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '10 seconds' },
});

/** A model thinks for long: its heartbeat tells a slow answer from a dead worker. A second answer costs tokens only. */
const thinking: ActivityOptions = {
  startToCloseTimeout: '2 minutes',
  scheduleToCloseTimeout: '30 minutes',
  heartbeatTimeout: '30 seconds',
  retry: { initialInterval: '2 seconds', backoffCoefficient: 2, maximumInterval: '1 minute' },
};
const summaries = proxyActivities<Pick<JourneyActivities, 'summarise'>>({
  ...thinking,
  priority: { priorityKey: 2 },
});
const answers = proxyActivities<Pick<JourneyActivities, 'answer'>>({
  ...thinking,
  priority: { priorityKey: 2 },
});

/** Mails carry the ledger's key to the vendor, who drops a second one. */
const mail: ActivityOptions = {
  startToCloseTimeout: '15 seconds',
  scheduleToCloseTimeout: '24 hours',
  retry: { initialInterval: '5 seconds', backoffCoefficient: 2, maximumInterval: '10 minutes' },
};
const firstMails = proxyActivities<Pick<JourneyActivities, 'welcome' | 'offerSlots'>>({
  ...mail,
  priority: { priorityKey: 2 },
});
/** The mails about a call that could not go out with its summary, which is written by then. */
export const owedMails: Callable<Parameters<JourneyActivities['summarise']>[0], unknown> = proxyActivities<
  Pick<JourneyActivities, 'summarise'>
>({ ...mail, priority: { priorityKey: 2 } }).summarise;
const laterMails = proxyActivities<Pick<JourneyActivities, 'remind' | 'followUp' | 'repeatAction'>>({
  ...mail,
  priority: { priorityKey: 4 },
});

const replies = proxyActivities<Pick<JourneyActivities, 'tendDraft'>>({
  ...mail,
  priority: { priorityKey: 2 },
});

/** The calendar knows our transaction id: a second request finds the first one's meeting. */
const meetings = proxyActivities<Pick<JourneyActivities, 'arrangeMeeting' | 'withdrawMeeting'>>({
  startToCloseTimeout: '15 seconds',
  scheduleToCloseTimeout: '12 hours',
  retry: { initialInterval: '2 seconds', backoffCoefficient: 2, maximumInterval: '5 minutes' },
  priority: { priorityKey: 2 },
});

/** What reaches out to the world. */
export const effects: Callables<JourneyActivities> = {
  placeCall: placing.placeCall,
  reconcileCall: calls.reconcileCall,
  hangUp: goodbyes.hangUp,
  summarise: summaries.summarise,
  answer: answers.answer,
  tendDraft: replies.tendDraft,
  welcome: firstMails.welcome,
  offerSlots: firstMails.offerSlots,
  remind: laterMails.remind,
  followUp: laterMails.followUp,
  repeatAction: laterMails.repeatAction,
  arrangeMeeting: meetings.arrangeMeeting,
  withdrawMeeting: meetings.withdrawMeeting,
};

/** Our own rows, within the workflow task: no events of their own but one marker. */
export const rowsLocally: Callables<JourneyLocalActivities> = proxyLocalActivities<JourneyLocalActivities>({
  startToCloseTimeout: '3 seconds',
  scheduleToCloseTimeout: '8 seconds',
  retry: { initialInterval: '200 milliseconds', backoffCoefficient: 2, maximumInterval: '1 second' },
});

/** The same when the database is away for longer than a workflow task may last: tried for as long as it takes. */
export const rowsPatiently: Callables<JourneyLocalActivities> = proxyActivities<JourneyLocalActivities>({
  startToCloseTimeout: '10 seconds',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
  priority: { priorityKey: 1 },
});
