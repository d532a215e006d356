/** The tools a language model may call in a phone talk. */
export const talkTools = [
  'record_answer',
  'offer_slots',
  'book_slot',
  'request_callback',
  'opt_out',
  'switch_language',
  'record_consent',
  'hand_over',
  'not_understood',
  'end_call',
] as const;
export type TalkTool = (typeof talkTools)[number];

/** A question the talk has to put to the lead. */
export interface TalkQuestion {
  id: string;
  ask: string;
  kind: 'text' | 'number' | 'choice';
  choices?: string[];
}

/**
 * What the model knows about the call. It stands as one JSON object between the lines `<brief>` and `</brief>` in the
 * instructions, so that a person and a program read the same thing.
 */
export interface TalkBrief {
  business: string;
  agentName: string;
  leadFirstName: string | null;
  language: string;
  /** what the talk may switch to */
  languages: string[];
  /** whether somebody may be put through to a person */
  handOver: boolean;
  /** whether it must be asked first if the call may be recorded */
  askRecording: boolean;
  interest: string | null;
  questions: TalkQuestion[];
  knowledge: { title: string; text: string }[];
  timeZone: string;
  now: string;
  /** the greeting that was already spoken when the line opened */
  greeting: string;
  /** left out: we called them. `calledUs`: they called; `messageOnly`: they called, and the office is closed */
  situation?: 'calledUs' | 'messageOnly';
}

/** Arguments and results of the tools, as JSON: what the model sends and what it is told. */
export interface TalkToolCalls {
  record_answer: { args: { questionId: string; answer: string }; result: { remaining: string[] } };
  offer_slots: {
    args: { preference: string | null };
    result: { slots: { slotId: string; spoken: string; startAt: string }[] };
  };
  book_slot: {
    args: { slotId: string };
    result: { status: 'booked' | 'taken' | 'unknown' | 'alreadyBooked' | 'accepted'; spoken: string };
  };
  request_callback: {
    args: { at: string };
    /** refused: `spoken` is the next time that is possible, or empty */
    result: {
      status: 'noted' | 'refused';
      spoken: string;
      because?: 'notATime' | 'past' | 'tooFar' | 'outsideHours' | 'notAllowed';
    };
  };
  opt_out: { args: { reason: string | null }; result: { status: 'noted' } };
  switch_language: {
    args: { language: string };
    result: { status: 'switched' | 'unknown'; languages: string[] };
  };
  record_consent: { args: { given: boolean }; result: { status: 'noted' } };
  /** `nobody`: a call-back by a person was noted */
  hand_over: { args: { reason: string | null }; result: { status: 'connecting' | 'nobody' } };
  not_understood: { args: Record<string, never>; result: { status: 'askAgain' | 'ending' } };
  end_call: {
    args: { reason: 'done' | 'notInterested' | 'wrongNumber' | 'optedOut' };
    result: { status: 'ending' };
  };
}

/** The structured summary asked for after a call (the answer's JSON schema carries these names). `turns` counts from 1. */
export interface CallSummary {
  outcome: 'interested' | 'notInterested' | 'callBack' | 'booked' | 'wrongNumber' | 'optedOut';
  interest: { text: string; turns: number[] } | null;
  budget: { amountMinor: number; currency: string; turns: number[] } | null;
  answers: { questionId: string; answer: string; turns: number[] }[];
  objections: { text: string; turns: number[] }[];
  sentiment: 'positive' | 'neutral' | 'negative';
  nextStep: string;
  /** for staff, in their language */
  summary: string;
  /** for the lead, in theirs */
  leadSummary: string;
}

/** Something that the lead said, and in which turns of the talk. */
export interface SummaryFact {
  kind: 'answer' | 'objection' | 'interest' | 'budget';
  /** the question that an answer is for */
  questionId: string | null;
  text: string;
  /** counted from 1 over everything that was said */
  turns: number[];
}

/** Something that a model claimed and the transcript does not confirm: kept for staff, used for nothing. */
export interface DroppedFact {
  kind: SummaryFact['kind'] | 'outcome' | 'summary' | 'leadSummary' | 'nextStep';
  questionId: string | null;
  text: string;
  /** a code: notSaid, neverAsked, dictated, or the kind of claim that nothing supports */
  because: string;
}

/** A summary that was checked against the transcript: stored with its call. */
export interface CheckedSummary {
  outcome: CallSummary['outcome'];
  interest: string | null;
  budget: { amountMinor: number; currency: string } | null;
  answers: { questionId: string; answer: string }[];
  objections: string[];
  sentiment: CallSummary['sentiment'];
  nextStep: string;
  score: number;
  scoreReasons: string[];
  summary: string;
  leadSummary: string | null;
  facts: SummaryFact[];
  dropped: DroppedFact[];
  /** false: no model had a part in it, it says what our own rows know */
  byModel: boolean;
}
