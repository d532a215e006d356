import type { TalkResult } from '../../../schema/database/calls/call-outcome.ts';
import type { NewTurn, TurnEffects } from '../../../schema/database/calls/talk-turns.ts';
import { createClock, type TalkClock } from './clock.ts';
import { TalkFenced, type TalkTurn } from './talk-memory.ts';
import type { TalkParts } from './talk-parts.ts';

/** What goes on in a talk: one thing after another, said and remembered. */
export interface Stage {
  parts: TalkParts;
  /** everything said so far, by any socket of the talk */
  turns: TalkTurn[];
  clock: TalkClock;
  isOver(): boolean;
  /** the end is decided, and comes when what goes on is through */
  isLeaving(): boolean;
  /** aborted when the lead speaks into what is being said */
  speech(): AbortSignal;
  beginSpeech(): void;
  hush(): void;
  inOrder(work: () => Promise<void>): void;
  remember(turn: NewTurn, effects?: TurnEffects): Promise<void>;
  /** Says a whole sentence and keeps it as a turn. */
  sayAll(text: string): Promise<void>;
  /** Decides that the talk is over, says goodbye and ends the line. */
  leave(result: TalkResult, words: string): Promise<void>;
  /** Ends the line after these words; the result is decided already. */
  end(result: TalkResult, words: string): Promise<void>;
  leaveNow(result: TalkResult, words: string): void;
  fallSilent(): void;
  settled(): Promise<void>;
}

export const createStage = (parts: TalkParts, silence: (times: number) => Promise<void>): Stage => {
  const { line, memory, limits, script, log } = parts;
  const turns = [...parts.turns];
  let over = false;
  let leaving = false;
  let speech = new AbortController();
  let queue: Promise<void> = Promise.resolve();
  const clock = createClock(limits, {
    silence: (times) => stage.inOrder(() => silence(times)),
    tooLong: () => stage.leaveNow('tooLong', script.phrases.noTimeLeft),
  });
  const stage: Stage = {
    parts,
    turns,
    clock,
    isOver: () => over,
    isLeaving: () => leaving,
    speech: () => speech.signal,
    beginSpeech: () => {
      speech = new AbortController();
    },
    hush: () => speech.abort(),
    inOrder: (work) => {
      queue = queue
        .then(() => (over ? undefined : work()))
        .catch((err: unknown) => {
          // fenced off, or our rows are out of reach: without a memory nothing may be said. The vendor reports the lost
          // line, and whichever process answers goes on from what is stored.
          if (!(err instanceof TalkFenced)) log.warn({ err }, 'talk lost its memory');
          stage.fallSilent();
          line.drop();
        });
    },
    remember: async (turn, effects) => {
      const number = await memory.append(turn, effects);
      turns.push({ number, speaker: turn.speaker, text: turn.text, tool: turn.tool ?? null });
    },
    sayAll: async (text) => {
      line.say(text, true);
      await stage.remember({ speaker: 'agent', text });
    },
    leave: async (result, words) => {
      // decided first: if we die while saying goodbye, the lost line is not opened again
      await memory.decide(result);
      await stage.end(result, words);
    },
    end: async (result, words) => {
      if (words) await stage.sayAll(words);
      line.end(result);
      stage.fallSilent();
    },
    leaveNow: (result, words) => {
      leaving = true;
      speech.abort();
      stage.inOrder(() => stage.leave(result, words));
    },
    fallSilent: () => {
      over = true;
      clock.stop();
      speech.abort();
    },
    settled: async () => {
      let seen: Promise<void> | null = null;
      while (seen !== queue) {
        seen = queue;
        await seen;
      }
    },
  };
  return stage;
};
