import type { CallOutcome } from '../../contracts/calls.ts';

/** How a talk ended, as far as the talk itself knows. A result once stored stands. */
export const talkResults = [
  'done',
  'notInterested',
  'wrongNumber',
  'optedOut',
  'voicemail',
  'fax',
  'screened',
  'silence',
  'notUnderstood',
  'handedOver',
  'tooLong',
  'hungUp',
  'modelFailed',
  'lineLost',
  'vetoed',
] as const;
export type TalkResult = (typeof talkResults)[number];

/** A service asks who is calling: the person is waited for, or has come on. */
export const screenings = ['waiting', 'passed'] as const;
export type Screening = (typeof screenings)[number];

const outcomeOfResult: Partial<Record<string, CallOutcome>> = {
  voicemail: 'voicemail',
  fax: 'fax',
  screened: 'screened',
  vetoed: 'skipped',
  modelFailed: 'failed',
};

/** What the vendor's last word means when no line was opened; `completed` says nothing about who was there. */
const outcomeOfStatus: Partial<Record<string, CallOutcome>> = {
  busy: 'busy',
  'no-answer': 'noAnswer',
  failed: 'failed',
  // nobody of ours cancels a call that rings: it waited too long in the vendor's queue
  canceled: 'failed',
};

// "decline", and the newer "unwanted" and "rejected": somebody pressed a button, which a busy line does not do
const declining = [603, 607, 608];

/** What the vendor's terminal status means, by the code of the telephone network where it tells more. */
export const outcomeOfEnd = (status: string, sipCode: number | null): CallOutcome | null =>
  status !== 'completed' && sipCode !== null && declining.includes(sipCode)
    ? 'declined'
    : (outcomeOfStatus[status] ?? null);

export const isMachine = (answeredBy: string | null): boolean => answeredBy?.startsWith('machine') ?? false;

/** Whether the machine's own greeting is over: only now does it record. */
export const isListening = (answeredBy: string | null): boolean =>
  answeredBy?.startsWith('machine_end') ?? false;

// the detection may speak twice, in the document's request and in its own callback, and either may come first
const certainty = ['unknown', 'human', 'machine', 'fax'];
const certaintyOf = (word: string | null): number =>
  word === null ? -1 : certainty.indexOf(isMachine(word) ? 'machine' : word);

/** Which of two words about who picked up counts, in whatever order they come. */
export const surerAnswer = (known: string | null, heard: string): string => {
  const [before, now] = [certaintyOf(known), certaintyOf(heard)];
  if (known === null || now > before) return heard;
  // that a machine's greeting is over says more than that it has begun
  return now === before && isListening(heard) && !isListening(known) ? heard : known;
};

/** Everything that says how a call ended, whatever came first. */
export interface CallKnowledge {
  direction: 'outbound' | 'inbound';
  talkResult: string | null;
  answeredBy: string | null;
  screening: string | null;
  statusOutcome: CallOutcome | null;
  /** how often a person spoke */
  leadTurns: number;
}

/** How a call ended. What the talk learned comes first, then who picked up, then the vendor's status. */
export const callOutcome = (known: CallKnowledge): CallOutcome => {
  const { talkResult, answeredBy, screening, leadTurns } = known;
  if (talkResult === 'optedOut' || talkResult === 'wrongNumber') return talkResult;
  if (answeredBy === 'fax') return 'fax';
  // a screening service speaks like a machine and is one: what it was said to be does not count
  if (screening === 'waiting') return 'screened';
  // an answering machine's own words look like a lead's, so they must not count as a talk
  if (isMachine(answeredBy) && screening === null) return 'voicemail';
  const byTalk = talkResult ? outcomeOfResult[talkResult] : undefined;
  if (byTalk) return byTalk;
  // a line that fell silent is tried again, whether or not somebody spoke before
  if (talkResult === 'silence') return leadTurns > 0 ? 'failed' : 'noAnswer';
  // who says no to the greeting has declined; who hears us out and says no has been spoken to
  if (talkResult === 'notInterested' && leadTurns <= 1) return 'declined';
  if (leadTurns > 0) return 'answered';
  // who calls us and says nothing was not reached; who picks up and hangs up at once did not want to be
  return known.statusOutcome ?? (known.direction === 'inbound' ? 'noAnswer' : 'declined');
};
