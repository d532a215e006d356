import type {
  LanguageModel,
  ModelInput,
  ModelTool,
  ModelUsage,
} from '../../../integrations/language/port.ts';
import type { TalkLimits } from './talk-limits.ts';
import type { TalkLine } from './talk-line.ts';

export interface ToolCall {
  callId: string;
  name: string;
  argumentsJson: string;
}

/** One answer of the model: what was sent to the voice, and which tools it wants. `aborted`: the lead spoke. */
export interface Utterance {
  text: string;
  calls: ToolCall[];
  usage: ModelUsage | null;
  ended: 'complete' | 'aborted' | 'failed';
}

interface Speaking {
  model: LanguageModel;
  line: TalkLine;
  limits: TalkLimits;
  filler: string;
}

/** Asks the model and speaks while it thinks: a filler when it is slow, each token as it comes. Never throws. */
export const speak = async (
  { model, line, limits, filler }: Speaking,
  turn: { instructions: string; input: ModelInput[]; tools: ModelTool[]; signal: AbortSignal },
): Promise<Utterance> => {
  const said: Utterance = { text: '', calls: [], usage: null, ended: 'complete' };
  const voice = createVoice(line);
  const stalled = new AbortController();
  const signal = AbortSignal.any([turn.signal, stalled.signal]);
  const fillerTimer = setTimeout(() => voice.sayNow(`${filler} `), limits.fillerAfterMs);
  const stallTimer = setTimeout(() => stalled.abort(), limits.stallAfterMs);
  try {
    for await (const event of untilAborted(model.stream({ ...turn, signal }), signal)) {
      clearTimeout(fillerTimer);
      stallTimer.refresh();
      if (event.type === 'text') voice.say(event.delta);
      else if (event.type === 'toolCall') said.calls.push(event);
      else said.usage = event.usage;
      if (voice.length() > limits.maxReplyChars) break;
    }
  } catch {
    said.ended = turn.signal.aborted ? 'aborted' : 'failed';
  } finally {
    clearTimeout(fillerTimer);
    clearTimeout(stallTimer);
  }
  // after an interruption not one more token: the vendor has stopped the voice and waits for the next reply
  if (said.ended !== 'aborted') voice.finish();
  said.text = voice.sent();
  // a call from an answer that broke off was never finished by the model
  if (said.ended !== 'complete') said.calls = [];
  return said;
};

/** Holds one token back, because the last one has to be marked as the last. */
const createVoice = (line: TalkLine) => {
  let sent = '';
  let held = '';
  return {
    say: (token: string): void => {
      if (!token) return;
      if (held) line.say(held, false);
      sent += held;
      held = token;
    },
    /** Not held back: it is there to bridge the time until the next one. */
    sayNow: (token: string): void => {
      line.say(held + token, false);
      sent += held + token;
      held = '';
    },
    finish: (): void => {
      // what was said at once still has to be ended
      if (held || sent) line.say(held, true);
      sent += held;
      held = '';
    },
    sent: (): string => sent,
    length: (): number => sent.length + held.length,
  };
};

/** Ends with an error as soon as the signal aborts, even if the model does not listen to it. */
async function* untilAborted<T>(events: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T> {
  const iterator = events[Symbol.asyncIterator]();
  const aborted = new Promise<never>((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  aborted.catch(() => undefined);
  try {
    for (;;) {
      const next = await Promise.race([iterator.next(), aborted]);
      if (next.done) return;
      yield next.value;
    }
  } finally {
    // a stuck model never answers this: not waited for
    void iterator.return?.()?.catch(() => undefined);
  }
}
