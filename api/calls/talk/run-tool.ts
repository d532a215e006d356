import type { Logger } from 'pino';
import { misunderstandings } from '../../../domain/talk/misunderstandings.ts';
import type { TurnEffects } from '../../../schema/database/calls/talk-turns.ts';
import { lastHeard } from './last-speech.ts';
import type { ToolCall } from './speak.ts';
import type { TalkMemory, TalkTurn } from './talk-memory.ts';
import type { SoFar, ToolOutcome, ToolTable } from './tool.ts';

interface ToolRun {
  call: ToolCall;
  turns: readonly TalkTurn[];
  log: Pick<Logger, 'warn'>;
  metered: TurnEffects;
}

const parse = (json: string): unknown => {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
};

const outcomeOf = async (tools: ToolTable, { call, log }: ToolRun, soFar: SoFar): Promise<ToolOutcome> => {
  if (!Object.hasOwn(tools, call.name)) return { result: { error: 'unknownTool' } };
  const run = tools[call.name as keyof ToolTable];
  try {
    return await run(parse(call.argumentsJson), soFar);
  } catch (err) {
    log.warn({ err, tool: call.name }, 'talk tool failed');
    // the model may try again or go on without; what exactly failed is not for a phone call
    return { result: { error: 'failedForNow' } };
  }
};

/** Runs a tool and stores it as a turn together with everything it changes in our rows. */
export const runTool = async (
  memory: TalkMemory,
  tools: ToolTable,
  run: ToolRun,
): Promise<{ turn: TalkTurn; outcome: ToolOutcome }> => {
  const soFar = { heard: lastHeard(run.turns), misunderstandings: misunderstandings(run.turns) };
  const outcome = await outcomeOf(tools, run, soFar);
  const resultJson = JSON.stringify(outcome.result);
  const { callId, name, argumentsJson } = run.call;
  const turn = { speaker: 'tool', text: name, tool: { callId, name, argumentsJson, resultJson } } as const;
  const ending: TurnEffects = outcome.ending ? { result: outcome.ending } : {};
  const effects: TurnEffects = { ...outcome.effects, ...ending, ...run.metered };
  const number = await memory.append(turn, effects);
  return { turn: { ...turn, number }, outcome };
};
