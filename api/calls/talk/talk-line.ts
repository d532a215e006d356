/** The line to the lead: what a talk can make of it. Everything is fire and forget; a line that is gone swallows it. */
export interface TalkLine {
  /** Speaks a piece of text; `last` ends the utterance. */
  say(token: string, last: boolean): void;
  /** Ends the talk after what was said; the reason is a code. */
  end(reason: string): void;
  /** Speaks and understands this language from here on. */
  language(language: string): void;
  /** Lets go of the line after what was said: the lead is to be put through to a person. */
  handOver(): void;
  /** Drops the line without a word: it belongs to a newer socket. */
  drop(): void;
}
