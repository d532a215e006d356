/** How long a talk waits for what, and how much it says. */
export interface TalkLimits {
  /** without a first token after this, a filler bridges the pause */
  fillerAfterMs: number;
  /** a model that says nothing for this long has failed */
  stallAfterMs: number;
  /** a reply is cut here: nobody listens longer, and a model gone wild must end */
  maxReplyChars: number;
  /** rounds of tools in one reply; the round after the last one has no tools */
  maxToolRounds: number;
  /** replies in one talk */
  maxReplies: number;
  /** how long the journey is waited for when the model acts: the command stands all the same */
  commandTimeoutMs: number;
  calendarTimeoutMs: number;
  /** silence after the voice has probably ended */
  silenceAfterMs: number;
  /** how many silences in a row end the talk */
  silences: number;
  /** how often in a row nothing is understood before the talk ends */
  misunderstandings: number;
  /** how long the voice needs for a character */
  speechMsPerChar: number;
  /** the talk takes its leave by itself after this, before the vendor cuts the call */
  maxTalkMs: number;
}

export const talkLimits: TalkLimits = {
  fillerAfterMs: 4_000,
  stallAfterMs: 15_000,
  maxReplyChars: 1_500,
  maxToolRounds: 5,
  maxReplies: 80,
  commandTimeoutMs: 2_000,
  calendarTimeoutMs: 6_000,
  silenceAfterMs: 12_000,
  silences: 2,
  misunderstandings: 3,
  speechMsPerChar: 65,
  maxTalkMs: 600_000,
};
