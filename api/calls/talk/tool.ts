import type { TalkTool } from '../../../schema/contracts/talk.ts';
import type { TalkResult } from '../../../schema/database/calls/call-outcome.ts';
import type { TurnEffects } from '../../../schema/database/calls/talk-turns.ts';

/** What a tool did: what the model is told, what changes with the turn, and whether the talk is over. */
export interface ToolOutcome {
  result: Record<string, unknown>;
  effects?: TurnEffects;
  ending?: TalkResult;
  /** spoken at once, while the model thinks about the result */
  filler?: string;
}

/** Runs one tool. Run again after a crash it may do everything again: what it does outside is the same command. */
export type RunTool = (args: unknown) => Promise<ToolOutcome>;

export type ToolTable = Record<TalkTool, RunTool>;
