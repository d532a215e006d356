import type { CallOutcome } from '../../contracts/calls.ts';

/** How a talk ended, as far as the talk itself knows. A result once stored stands. */
export const talkResults = [
  'done',
  'notInterested',
  'wrongNumber',
  'optedOut',
  'voicemail',
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

const outcomeOfResult: Partial<Record<string, CallOutcome>> = {
  optedOut: 'optedOut',
  wrongNumber: 'wrongNumber',
  voicemail: 'voicemail',
  vetoed: 'skipped',
  modelFailed: 'failed',
};

/** What the vendor's last word means when no line was opened; `completed` says nothing about who was there. */
export const outcomeOfStatus: Partial<Record<string, CallOutcome>> = {
  busy: 'busy',
  'no-answer': 'noAnswer',
  failed: 'failed',
  // nobody of ours cancels a call that rings: it waited too long in the vendor's queue
  canceled: 'failed',
};

export const isMachine = (answeredBy: string | null): boolean => answeredBy?.startsWith('machine') ?? false;

/** How a call ended. What the talk learned comes first, then who picked up, then the vendor's status. */
export const callOutcome = (known: {
  talkResult: string | null;
  answeredBy: string | null;
  statusOutcome: CallOutcome | null;
  leadSpoke: boolean;
}): CallOutcome => {
  const byTalk = known.talkResult ? outcomeOfResult[known.talkResult] : undefined;
  if (byTalk === 'optedOut' || byTalk === 'wrongNumber') return byTalk;
  // an answering machine's own words look like a lead's, so they must not count as a talk
  if (isMachine(known.answeredBy)) return 'voicemail';
  if (known.answeredBy === 'fax') return 'failed';
  if (byTalk) return byTalk;
  // a line that fell silent is tried again, whether or not somebody spoke before
  if (known.talkResult === 'silence') return known.leadSpoke ? 'failed' : 'noAnswer';
  if (known.leadSpoke) return 'answered';
  return known.statusOutcome ?? 'declined';
};
