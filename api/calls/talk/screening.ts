import { screeningWords } from '../../../domain/calls/screening.ts';
import type { Screening } from '../../../schema/database/calls/call-outcome.ts';

/** What a talk does about words that it hears before a person is on the line. */
export type ScreeningStep = 'introduce' | 'wait' | 'leave';

/** A service that asks who is calling, as this talk knows it. */
export interface TalkScreening {
  /** somebody is being fetched, or is not: no silence counts against them */
  waiting(): boolean;
  /** whether one has been met at all */
  met(): boolean;
  /** What these words ask of us, and how the screening stands with them; null: a person speaks to us. */
  hear(text: string): { step: ScreeningStep; screening: Screening } | null;
}

// a service that did not understand asks again; one that goes on asking never lets anybody through
const mostIntroductions = 2;

/** `known` is how it stood for the socket before this one; `spokenTo` says whether anybody has spoken yet. */
export const createScreening = (known: Screening | null, spokenTo: () => boolean): TalkScreening => {
  let screening = known;
  let introductions = 0;
  const introduce = (): ScreeningStep => {
    introductions += 1;
    return introductions > mostIntroductions ? 'wait' : 'introduce';
  };
  return {
    waiting: () => screening === 'waiting',
    met: () => screening !== null,
    hear: (text) => {
      if (screening === 'passed' || (screening === null && spokenTo())) return null;
      const words = screeningWords(text, screening === 'waiting');
      if (words === null) {
        if (screening === 'waiting') screening = 'passed';
        return null;
      }
      screening = 'waiting';
      if (words === 'refuses') return { step: 'leave', screening };
      return { step: words === 'asks' ? introduce() : 'wait', screening };
    },
  };
};
