import type { TurnEffects } from '../../../schema/database/calls/talk-turns.ts';
import { isBooked, lastSpeech } from './last-speech.ts';
import { modelInput } from './model-input.ts';
import { runTool } from './run-tool.ts';
import { speak, type ToolCall, type Utterance } from './speak.ts';
import type { Stage } from './stage.ts';

/** How a talk answers: by the model, and by tools that the model or a key of the phone asks for. */
export interface Replies {
  /** The model's answer to everything heard so far, with the tools that it takes. */
  reply(): Promise<void>;
  /** Runs one tool and what follows from it at once. False: the talk is over, or leaves the model out. */
  use(call: ToolCall, metered?: TurnEffects, spoken?: string): Promise<boolean>;
}

/** A model may break off in the middle of a sentence this often in one reply, and go on from there. */
const mostBreaks = 2;

export const createReplies = (stage: Stage): Replies => {
  const { parts, turns, clock } = stage;
  const { line, memory, model, tools, script, limits, log } = parts;
  let replies = 0;
  let breaks = 0;

  const ask = async (round: number): Promise<Utterance> => {
    const speaking = { model, line, limits, filler: script.phrases.filler };
    // the last round gets no tools, so it has to say something
    const offered = round < limits.maxToolRounds ? script.tools : [];
    const turn = () => ({
      instructions: script.instructions(),
      input: modelInput(turns),
      tools: offered,
      signal: stage.speech(),
    });
    const first = await speak(speaking, turn());
    const nothing = first.ended === 'failed' && !first.text;
    return nothing && !stage.isOver() ? speak(speaking, turn()) : first;
  };

  const use: Replies['use'] = async (call, metered = {}, spoken = '') => {
    const { turn, outcome } = await runTool(memory, tools, { call, turns, log, metered });
    turns.push(turn);
    outcome.after?.();
    if (outcome.language) line.language(outcome.language);
    if (outcome.transfer) {
      await stage.sayAll(outcome.transfer);
      line.handOver();
      stage.fallSilent();
      return false;
    }
    if (outcome.ending) {
      await stage.end(outcome.ending, outcome.words ?? (spoken ? '' : script.farewell));
      return false;
    }
    // what the lead spoke into is not said after it
    if (outcome.filler && !stage.speech().aborted) await stage.sayAll(outcome.filler);
    if (outcome.leadSpeaksNext) clock.spoken(outcome.filler?.length ?? 0);
    return !outcome.leadSpeaksNext;
  };

  const fail = async (): Promise<false> => {
    await stage.leave(isBooked(turns) ? 'done' : 'modelFailed', script.phrases.apology);
    return false;
  };

  /** One answer of the model and its tools. True when the model is to go on with what the tools said. */
  const takeTurn = async (round: number): Promise<boolean> => {
    const said = await ask(round);
    // the line is gone: nobody knows what was heard, and the lead's words stay unanswered for the next socket
    if (stage.isOver()) return false;
    // metered with the first turn that comes of it
    const metered: TurnEffects[] = said.usage ? [{ usage: said.usage }] : [];
    if (said.text) {
      const turn = { speaker: 'agent', text: said.text, interrupted: said.ended === 'aborted' } as const;
      await stage.remember(turn, metered.shift());
    }
    if (said.ended === 'aborted') return false;
    if (said.ended === 'failed' && said.text) {
      breaks += 1;
      return breaks < mostBreaks ? true : fail();
    }
    if (!said.text && said.calls.length === 0) return fail();
    for (const call of said.calls) if (!(await use(call, metered.shift(), said.text))) return false;
    return said.calls.length > 0 && !stage.speech().aborted;
  };

  return {
    use,
    reply: async () => {
      if (stage.isLeaving()) return;
      clock.busy();
      stage.beginSpeech();
      replies += 1;
      breaks = 0;
      if (replies > limits.maxReplies) return stage.leave('tooLong', script.phrases.noTimeLeft);
      for (let round = 0; round <= limits.maxToolRounds; round++) if (!(await takeTurn(round))) break;
      if (!stage.isOver()) clock.spoken(lastSpeech(turns).reduce((sum, turn) => sum + turn.text.length, 0));
    },
  };
};
