import type { Logger } from 'pino';
import type { LanguageModel, ModelTool } from '../../../integrations/language/port.ts';
import type { Screening, TalkResult } from '../../../schema/database/calls/call-outcome.ts';
import type { MachineKind } from '../../../schema/database/calls/talk-notices.ts';
import type { NewTurn, TurnEffects } from '../../../schema/database/calls/talk-turns.ts';
import { createClock } from './clock.ts';
import { modelInput } from './model-input.ts';
import { runTool } from './run-tool.ts';
import { createScreening } from './screening.ts';
import { speak, type Utterance } from './speak.ts';
import type { TalkLimits } from './talk-limits.ts';
import type { TalkLine } from './talk-line.ts';
import { TalkFenced, type TalkMemory, type TalkTurn } from './talk-memory.ts';
import type { ToolTable } from './tool.ts';
import { whatWasHeard } from './what-was-heard.ts';

/** What this talk says and may do. */
export interface TalkScript {
  /** made anew for every reply: the time goes on */
  instructions(): string;
  tools: ModelTool[];
  /** was spoken when the line opened for the first time */
  greeting: string;
  farewell: string;
  /** says in one sentence who calls and why, to a service that asks */
  introduction: string;
  phrases: { filler: string; stillThere: string; apology: string; noTimeLeft: string };
}

export interface TalkParts {
  line: TalkLine;
  memory: TalkMemory;
  model: LanguageModel;
  tools: ToolTable;
  script: TalkScript;
  /** what was said before this socket opened: empty when the talk begins */
  turns: TalkTurn[];
  /** how a screening service stood for the socket before this one */
  screening: Screening | null;
  limits: TalkLimits;
  log: Pick<Logger, 'warn'>;
}

/** One socket's share of a talk. What it hears is taken in order; nothing it answers throws. */
export interface Talk {
  /** Begins, or goes on where the stored turns end: an unanswered lead is answered, nobody is greeted twice. */
  start(): void;
  heard(text: string): void;
  /** Stops the speech at once and keeps only what was heard of it. */
  interrupted(utteranceUntilInterrupt: string): void;
  machineFound(kind: MachineKind): void;
  /** The socket is gone: falls silent and stores nothing more. */
  lineClosed(): void;
  /** Settles when everything heard so far has been dealt with. */
  settled(): Promise<void>;
}

export const createTalk = (parts: TalkParts): Talk => {
  const { line, memory, model, tools, script, limits, log } = parts;
  const turns = [...parts.turns];
  let over = false;
  let leaving = false;
  let waiting = 0;
  let replies = 0;
  let speech = new AbortController();
  let queue: Promise<void> = Promise.resolve();
  const screening = createScreening(parts.screening, () => turns.some(({ speaker }) => speaker === 'lead'));

  const clock = createClock(limits, {
    silence: (times) => inOrder(() => silent(times)),
    tooLong: () => leaveNow('tooLong', script.phrases.noTimeLeft),
  });
  const fallSilent = (): void => {
    over = true;
    clock.stop();
    speech.abort();
  };
  const inOrder = (work: () => Promise<void>): void => {
    queue = queue
      .then(() => (over ? undefined : work()))
      .catch((err: unknown) => {
        // fenced off, or our rows are out of reach: without a memory nothing may be said. The vendor reports the lost
        // line, and whichever process answers goes on from what is stored.
        if (!(err instanceof TalkFenced)) log.warn({ err }, 'talk lost its memory');
        fallSilent();
        line.drop();
      });
  };
  const remember = async (turn: NewTurn, effects?: TurnEffects): Promise<void> => {
    const number = await memory.append(turn, effects);
    turns.push({ number, speaker: turn.speaker, text: turn.text, tool: turn.tool ?? null });
  };
  const sayAll = async (text: string): Promise<void> => {
    line.say(text, true);
    await remember({ speaker: 'agent', text });
  };
  const leave = async (result: TalkResult, words: string): Promise<void> => {
    // decided first: if we die while saying goodbye, the lost line is not opened again
    await memory.decide(result);
    await end(result, words);
  };
  const end = async (result: TalkResult, words: string): Promise<void> => {
    if (words) await sayAll(words);
    line.end(result);
    fallSilent();
  };
  const leaveNow = (result: TalkResult, words: string): void => {
    leaving = true;
    speech.abort();
    inOrder(() => leave(result, words));
  };
  const silent = async (times: number): Promise<void> => {
    // behind a screening service somebody may be reading who calls: no word into that silence
    if (screening.waiting()) return times > 1 ? leave('screened', '') : clock.spoken(0);
    return times > 1 ? leave('silence', script.farewell) : askIfThere();
  };
  const askIfThere = async (): Promise<void> => {
    await sayAll(script.phrases.stillThere);
    clock.spoken(script.phrases.stillThere.length);
  };

  const ask = async (round: number): Promise<Utterance> => {
    const speaking = { model, line, limits, filler: script.phrases.filler };
    // the last round gets no tools, so it has to say something
    const offered = round < limits.maxToolRounds ? script.tools : [];
    const turn = () => ({
      instructions: script.instructions(),
      input: modelInput(turns),
      tools: offered,
      signal: speech.signal,
    });
    const first = await speak(speaking, turn());
    const nothing = first.ended === 'failed' && !first.text;
    return nothing && !over ? speak(speaking, turn()) : first;
  };
  /** One answer of the model and its tools. True when the model is to go on with what the tools said. */
  const takeTurn = async (round: number): Promise<boolean> => {
    const said = await ask(round);
    // the line is gone: nobody knows what was heard, and the lead's words stay unanswered for the next socket
    if (over) return false;
    // metered with the first turn that comes of it
    const metered: TurnEffects[] = said.usage ? [{ usage: said.usage }] : [];
    if (said.text) {
      const turn = { speaker: 'agent', text: said.text, interrupted: said.ended === 'aborted' } as const;
      await remember(turn, metered.shift());
    }
    if (said.ended === 'aborted') return false;
    if (!said.text && said.calls.length === 0) {
      await leave(booked(turns) ? 'done' : 'modelFailed', script.phrases.apology);
      return false;
    }
    for (const call of said.calls) {
      const { turn, outcome } = await runTool(memory, tools, call, log, metered.shift() ?? {});
      turns.push(turn);
      if (outcome.ending) {
        await end(outcome.ending, said.text ? '' : script.farewell);
        return false;
      }
      if (outcome.filler) await sayAll(outcome.filler);
    }
    return said.calls.length > 0 && !speech.signal.aborted;
  };
  const reply = async (): Promise<void> => {
    if (leaving) return;
    clock.busy();
    speech = new AbortController();
    replies += 1;
    if (replies > limits.maxReplies) return leave('tooLong', script.phrases.noTimeLeft);
    for (let round = 0; round <= limits.maxToolRounds; round++) if (!(await takeTurn(round))) break;
    if (!over) clock.spoken(lastSpeech(turns).reduce((sum, turn) => sum + turn.text.length, 0));
  };
  const introduce = async (): Promise<void> => {
    await sayAll(script.introduction);
    clock.spoken(script.introduction.length);
  };
  const cut = async (utterance: string): Promise<void> => {
    const pieces = lastSpeech(turns);
    const heard = whatWasHeard(
      pieces.map((turn) => turn.text),
      utterance,
    );
    const changed = pieces.flatMap((turn, i) =>
      turn.text === heard[i] ? [] : [{ turn, text: heard[i] ?? '' }],
    );
    if (changed.length === 0) return;
    await memory.cut(changed.map(({ turn, text }) => ({ number: turn.number, text })));
    for (const { turn, text } of changed) turn.text = text;
  };

  return {
    start: () => {
      inOrder(async () => {
        clock.start();
        const last = turns.at(-1);
        if (!last) await remember({ speaker: 'agent', text: script.greeting });
        if (last && last.speaker !== 'agent') await reply();
        else clock.spoken(last ? 0 : script.greeting.length);
      });
    },
    heard: (text) => {
      clock.heard();
      speech.abort();
      waiting += 1;
      inOrder(async () => {
        waiting -= 1;
        const screened = screening.waiting();
        const asked = screening.hear(text);
        const stands = asked?.screening ?? (screened ? 'passed' : null);
        // stored before it is answered: whoever takes over finds an unanswered lead
        await remember({ speaker: 'lead', text }, stands ? { screening: stands } : {});
        if (asked?.step === 'leave') return leave('screened', '');
        if (asked) return asked.step === 'introduce' ? introduce() : clock.spoken(0);
        // more has been said meanwhile: one answer to all of it
        if (waiting === 0) await reply();
      });
    },
    interrupted: (utterance) => {
      clock.heard();
      speech.abort();
      inOrder(() => cut(utterance));
    },
    machineFound: (kind) => {
      // a service that screens calls is a machine as well: whoever waits behind it is not hung up on
      if (!screening.met()) leaveNow(kind === 'fax' ? 'fax' : 'voicemail', '');
    },
    lineClosed: fallSilent,
    settled: async () => {
      let seen: Promise<void> | null = null;
      while (seen !== queue) {
        seen = queue;
        await seen;
      }
    },
  };
};

/** What the agent has said since the lead last spoke. */
const lastSpeech = (turns: TalkTurn[]): TalkTurn[] => {
  const lead = turns.findLastIndex((turn) => turn.speaker === 'lead');
  return turns.slice(lead + 1).filter((turn) => turn.speaker === 'agent');
};

const booked = (turns: TalkTurn[]): boolean =>
  turns.some(
    ({ tool }) => tool?.name === 'book_slot' && /"status":"(booked|accepted)"/.test(tool.resultJson),
  );
