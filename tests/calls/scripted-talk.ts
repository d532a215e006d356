import { createTalk, type Talk } from '../../api/calls/talk/talk.ts';
import { talkLimits } from '../../api/calls/talk/talk-limits.ts';
import type { TalkLine } from '../../api/calls/talk/talk-line.ts';
import { TalkFenced, type TalkMemory, type TalkTurn } from '../../api/calls/talk/talk-memory.ts';
import type { TalkParts, TalkScript } from '../../api/calls/talk/talk-parts.ts';
import type { ToolTable } from '../../api/calls/talk/tool.ts';
import { callPhrases } from '../../domain/calls/phrases.ts';
import type { LanguageModel, ModelEvent, ModelInput } from '../../integrations/language/port.ts';
import type { TurnEffects } from '../../schema/database/calls/talk-turns.ts';

/** What the model does when it is asked: events, `hang` to say nothing more, `fail` to break off. */
export type ScriptedStep = ModelEvent | 'hang' | 'fail';

export const usage = { model: 'scripted', inputTokens: 1, outputTokens: 1 };
export const says = (...deltas: string[]): ScriptedStep[] => [
  ...deltas.map((delta): ModelEvent => ({ type: 'text', delta })),
  { type: 'done', usage },
];
export const calls = (name: string, args: unknown, callId = `call-${name}`): ScriptedStep[] => [
  { type: 'toolCall', callId, name, argumentsJson: JSON.stringify(args) },
  { type: 'done', usage },
];

/** A model that follows a script, one entry for each time it is asked; it deliberately ignores the abort signal. */
export const scriptedModel = (script: (ScriptedStep[] | ((input: ModelInput[]) => ScriptedStep[]))[]) => {
  const asked: { input: ModelInput[]; tools: string[] }[] = [];
  const model: LanguageModel = {
    vendor: 'scripted',
    async *stream({ input, tools }) {
      const entry = script[asked.length] ?? says('And so on.');
      asked.push({ input, tools: tools.map((tool) => tool.name) });
      for (const step of typeof entry === 'function' ? entry(input) : entry) {
        if (step === 'fail') throw new Error('model failed');
        if (step === 'hang') await new Promise(() => undefined);
        else yield step;
      }
    },
    answer: () => Promise.reject(new Error('not asked in a talk')),
  };
  return { model, asked };
};

export interface RememberedTurn extends TalkTurn {
  interrupted: boolean;
}

/** A memory in this process, with the same fence as the rows have. */
export const rememberedTalk = (turns: TalkTurn[] = []) => {
  const kept: RememberedTurn[] = turns.map((turn) => ({ ...turn, interrupted: false }));
  const effects: TurnEffects[] = [];
  const state = { result: null as string | null, session: 1 };
  const forSession = (session: number): TalkMemory => {
    const fence = (): void => {
      if (state.session !== session) throw new TalkFenced('fenced');
    };
    return {
      append: async (turn, effect = {}) => {
        fence();
        const number = kept.length;
        kept.push({ number, tool: null, interrupted: false, ...turn });
        effects.push(effect);
        if (effect.result) state.result ??= effect.result;
        return number;
      },
      cut: async (heard) => {
        fence();
        for (const { number, text } of heard) Object.assign(kept[number] ?? {}, { text, interrupted: true });
      },
      decide: async (result) => {
        fence();
        state.result ??= result;
      },
    };
  };
  return { kept, effects, state, forSession };
};

export const silentTools: ToolTable = {
  record_answer: async () => ({ result: { remaining: [] } }),
  offer_slots: async () => ({ result: { slots: [] } }),
  book_slot: async () => ({ result: { status: 'unknown', spoken: '' } }),
  request_callback: async () => ({ result: { status: 'noted', spoken: '' } }),
  switch_language: async () => ({ result: { status: 'switched' }, language: 'de' }),
  record_consent: async () => ({ result: { status: 'noted' } }),
  hand_over: async () => ({ result: { status: 'connecting' }, transfer: 'One moment.' }),
  not_understood: async () => ({ result: { status: 'askAgain' } }),
  opt_out: async () => ({ result: { status: 'noted' }, ending: 'optedOut' }),
  end_call: async () => ({ result: { status: 'ending' }, ending: 'done' }),
};

/** A line that notes what was made of it. */
export const notedLine = () => {
  const said: { token: string; last: boolean }[] = [];
  const state = {
    ended: null as string | null,
    language: null as string | null,
    handedOver: false,
    dropped: false,
  };
  const line: TalkLine = {
    say: (token, last) => void said.push({ token, last }),
    end: (reason) => {
      state.ended = reason;
    },
    language: (language) => {
      state.language = language;
    },
    handOver: () => {
      state.handedOver = true;
    },
    drop: () => {
      state.dropped = true;
    },
  };
  return { line, said, state, spoken: () => said.map(({ token }) => token).join('') };
};

/** One socket's share of a scripted talk. */
export const talkOver = (
  model: LanguageModel,
  memory: ReturnType<typeof rememberedTalk>,
  parts: Partial<TalkParts> = {},
): { talk: Talk; script: TalkScript } & ReturnType<typeof notedLine> => {
  const noted = notedLine();
  const script: TalkScript = {
    instructions: () => 'be kind',
    tools: [{ name: 'end_call', description: '', parameters: {} }],
    questions: [],
    greeting: 'Hello, this is Ada.',
    farewell: 'Goodbye then.',
    introduction: 'This is Ada from Calls Ltd, about an enquiry.',
    phrases: callPhrases('en'),
  };
  const talk = createTalk({
    line: noted.line,
    memory: memory.forSession(memory.state.session),
    model,
    tools: silentTools,
    script,
    screening: null,
    turns: memory.kept.map((turn) => ({ ...turn })),
    limits: { ...talkLimits, fillerAfterMs: 40, stallAfterMs: 120, silenceAfterMs: 60_000 },
    log: { warn: () => undefined },
    ...parts,
  });
  return { talk, script, ...noted };
};
