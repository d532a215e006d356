import type { TalkLimits } from './talk-limits.ts';

/** Watches a talk: how long nobody has spoken, and how long it goes on. */
export interface TalkClock {
  start(): void;
  /** The agent has said so many characters: the silence begins when the voice is through with them. */
  spoken(characters: number): void;
  /** The lead has spoken. */
  heard(): void;
  /** Somebody is at work: no silence counts. */
  busy(): void;
  stop(): void;
}

/** `silence` is called with how often in a row nobody has answered. */
export const createClock = (
  limits: TalkLimits,
  tell: { silence(times: number): void; tooLong(): void },
): TalkClock => {
  let silences = 0;
  let silenceTimer: NodeJS.Timeout | undefined;
  let lengthTimer: NodeJS.Timeout | undefined;
  return {
    start: () => {
      lengthTimer = setTimeout(() => tell.tooLong(), limits.maxTalkMs);
    },
    spoken: (characters) => {
      clearTimeout(silenceTimer);
      const after = limits.silenceAfterMs + characters * limits.speechMsPerChar;
      silenceTimer = setTimeout(() => {
        silences += 1;
        tell.silence(silences);
      }, after);
    },
    heard: () => {
      silences = 0;
      clearTimeout(silenceTimer);
    },
    busy: () => clearTimeout(silenceTimer),
    stop: () => {
      clearTimeout(silenceTimer);
      clearTimeout(lengthTimer);
    },
  };
};
