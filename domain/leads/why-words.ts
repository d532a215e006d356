import { decisionSentence } from '../contact/explain.ts';
import { inWords } from './journey-words.ts';

/** Codes, numbers, instants and names of staff that a sentence about something that happened is made of. */
export type WhyWords = Record<string, unknown>;

type Tell = (words: WhyWords) => string;

const code = /^[a-z][\w.]*$/i;

/** A code as people read it; what staff typed as they typed it. */
const text = (value: unknown): string => {
  if (typeof value !== 'string') return '';
  return code.test(value) ? inWords(value).replaceAll('_', ' ') : value;
};
const details = (words: WhyWords): WhyWords => (words.details ?? {}) as WhyWords;

/** Who did it, as people read it: a name, or what it was that acted. */
const who = ({ actor, actorName }: WhyWords): string => {
  if (typeof actorName === 'string') return actorName;
  const known: Record<string, string> = {
    lead: 'The lead',
    model: 'The agent on the phone',
    outlook: 'Somebody in the calendar',
    system: 'The system',
  };
  return (
    known[String(actor)] ??
    String(actor ?? 'The system')
      .replace(/^key:.*/, 'A key')
      .replace(/^staff:/, '')
  );
};

const because = (reason: unknown): string => (reason ? `: ${text(reason)}` : '');

const commands: Record<string, string> = {
  bookAppointment: 'booked a meeting',
  rescheduleAppointment: 'moved the meeting',
  cancelAppointment: 'cancelled the meeting',
  markNoShow: 'said that the lead did not come to the meeting',
  markCompleted: 'said that the meeting was held',
  requestCall: 'asked for a call',
  changeStatus: 'changed the status',
  pause: 'paused the journey',
  resume: 'resumed the journey',
  optOut: 'said that the lead is not to be contacted any more',
  close: 'closed the journey',
  assign: 'gave the lead to somebody',
  merge: 'said that two leads are one person',
  decideDraft: 'decided about a reply',
  sendReply: 'wrote a reply',
  settleUnknown: 'said what became of an action',
  rejectMerge: 'said that two leads are two people',
};

const byKind: Partial<Record<string, Tell>> = {
  formSubmitted: () => 'The lead sent the form.',
  formRepeated: () => 'The lead sent the form again.',
  messageReceived: () => 'The lead wrote.',
  automaticMessage: () => 'An automatic answer came.',
  callReceived: () => 'The lead called.',
  callPlaced: (words) => `Call ${details(words).number} was placed.`,
  callEnded: (words) => `Call ${details(words).number} ended: ${text(details(words).outcome)}.`,
  statusChanged: (words) => {
    const { from, to, reason } = details(words);
    return `The status went from ${text(from)} to ${text(to)}${because(reason)}.`;
  },
  assigned: (words) => {
    const { to, because: why } = details(words);
    const reasons: Record<string, string> = {
      asked: `${who(words)} wanted it`,
      rule: 'by the business’s rule',
      left: 'whoever had it has left',
    };
    return `The lead was given to ${words.toName ?? to ?? 'nobody'}: ${reasons[String(why)] ?? text(why)}.`;
  },
  emailSent: (words) =>
    `The e-mail “${text(details(words).template)}” was sent to ${details(words).to === 'staff' ? 'staff' : 'the lead'}.`,
  appointmentBooked: (words) => `${who(words)} booked a meeting.`,
  appointmentMoved: (words) => `${who(words)} moved the meeting.`,
  appointmentCancelled: (words) =>
    `The meeting was cancelled by ${lower(who(words))}${because(details(words).reason)}.`,
  journeyClosed: (words) => `The journey was closed${because(details(words).because)}.`,
  optedOut: () => 'The lead is not to be contacted any more.',
  leadsMerged: () => 'Two leads turned out to be one person.',
  staffNotTold: () => 'A note to staff could not be sent.',
};

const bulks: Record<string, string> = {
  assign: 'be given to somebody',
  changeStatus: 'get another status',
  close: 'be closed',
  tag: 'be tagged',
};

const changes: Record<string, string> = { booked: 'booked', moved: 'moved', cancelled: 'cancelled' };
const appointment: Tell = (words) =>
  `${who(words)} ${changes[String(words.change)] ?? 'changed'} the meeting of ${utc(words.startsAt)}.`;

const drafts: Record<string, string> = {
  answer: 'The model wrote an answer',
  holding: 'A holding reply was written',
  byHand: 'A reply was written by hand',
};

const inbound: Record<string, string> = {
  form: 'The lead sent the form.',
  unsubscribe: 'The lead unsubscribed.',
  'email.received': 'The lead wrote an e-mail.',
  'email.automatic': 'An automatic e-mail came.',
  'call.received': 'The lead called.',
};

const tells: Record<string, Tell> = {
  timelineEvent: (words) =>
    byKind[String(words.kind)]?.(words) ?? `${upper(text(words.kind))}, by ${lower(who(words))}.`,
  email: ({ template, to, state }) =>
    `The e-mail “${text(template)}” to ${to === 'staff' ? 'staff' : 'the lead'} was ${text(state)}.`,
  action: ({ kind, template, state, reason, vendor }) =>
    `${template ? `The e-mail “${text(template)}”` : `The ${text(kind)}`} was asked of ${vendor}: ${text(state)}${reason ? `, ${text(reason)}` : ''}.`,
  message: ({ direction, automatic }) => {
    if (automatic) return 'An automatic message came.';
    return direction === 'inbound' ? 'The lead wrote.' : 'The lead was written to.';
  },
  draft: (words) =>
    `${drafts[String(words.kind)] ?? 'A reply was written'}${words.heldBecause ? `, held because it was ${text(words.heldBecause)}` : ''}: ${text(words.state)}${words.actor ? ` by ${lower(who(words))}` : ''}.`,
  call: ({ number, direction, outcome, placed }) => {
    if (direction === 'inbound') return 'The lead called.';
    const ended = outcome ? `: ${text(outcome)}` : '';
    return `Call ${number} was ${placed ? 'placed' : 'planned'}${ended}.`;
  },
  appointment,
  appointmentVersion: appointment,
  command: (words) =>
    `${who(words)} ${commands[String(words.name)] ?? text(words.name)}${words.state === 'refused' ? ', which was refused' : ''}.`,
  bulkCommand: (words) =>
    `${who(words)} asked that ${count(words.total, 'lead')} ${bulks[String(words.name)] ?? text(words.name)}.`,
  leadImport: (words) => `${who(words)} sent a file of ${count(words.total, 'row')}.`,
  decision: (words) =>
    decisionSentence({
      ...(words as never as Parameters<typeof decisionSentence>[0]),
      inputs: {},
      at: words.at ? new Date(String(words.at)) : null,
    }),
  staffNote: ({ kind, actorName }) => `${actorName} was to be told: ${text(kind)}.`,
  consent: ({ about, given }) =>
    `The lead ${given ? 'agreed' : 'did not agree'} to ${about === 'recording' ? 'the recording of the call' : 'being contacted'}.`,
  suppression: ({ kind, reason }) =>
    `The ${kind === 'phone' ? 'number' : 'address'} is not used any more: ${text(reason)}.`,
  mergeProposal: ({ reason }) => `Two leads may be one person: ${text(reason)}.`,
  merge: ({ reason }) => `Two leads became one: ${text(reason)}.`,
  inboundEvent: (words) => {
    const { kind, vendor } = words;
    if (kind === 'import') return `${who(words)} imported the lead from a file.`;
    const isCalendar = String(kind).startsWith('calendar.');
    return (
      inbound[String(kind)] ??
      (isCalendar
        ? 'Somebody changed the meeting in the calendar.'
        : `The vendor said (${vendor}): ${text(kind).replace('.', ' ')}.`)
    );
  },
  lead: ({ source }) => `The lead came by ${text(source)}.`,
  doNotCall: (words) => `${who(words)} put the number on the do-not-call list.`,
  leadNote: (words) => `${who(words)} wrote a note.`,
  calendarWatch: () => 'A consultant’s calendar is watched for changes.',
  timer: () => 'Its time had come.',
};

const codes: Record<string, string> = {
  mailTracking: 'The mail was opened or a link in it followed.',
  staffLeft: 'A member of staff is not one any more.',
};

const count = (n: unknown, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`;
const upper = (sentence: string): string => sentence.charAt(0).toUpperCase() + sentence.slice(1);
const lower = (name: string): string => name.replace(/^(The|Somebody|A)\b/, (word) => word.toLowerCase());
const utc = (at: unknown): string => {
  const instant = new Date(String(at));
  const format = new Intl.DateTimeFormat('en-GB', {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone: 'UTC',
  });
  return `${format.format(instant)} UTC`;
};

/** What happened, in one sentence for people. What it does not know is told by its code. */
export const tellHappening = (kind: string, words: WhyWords): string =>
  tells[kind]?.(words) ?? `${upper(text(kind))}.`;

/** What the system did by itself, by its code. */
export const tellCode = (code: string): string =>
  codes[code] ?? `The journey went on by itself: ${text(code)}.`;
