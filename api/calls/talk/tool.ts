import type { TalkTool } from '../../../schema/contracts/talk.ts';
import type { TalkResult } from '../../../schema/database/calls/call-outcome.ts';
import type { TurnEffects } from '../../../schema/database/calls/talk-turns.ts';

/** What a tool did: what the model is told, what changes with the turn, and whether the talk is over. */
export interface ToolOutcome {
  result: Record<string, unknown>;
  effects?: TurnEffects;
  ending?: TalkResult;
  /** said before the end, in place of the tenant's farewell */
  words?: string;
  /** spoken at once, while the model thinks about the result */
  filler?: string;
  /** after the filler the lead is waited for, not the model */
  leadSpeaksNext?: boolean;
  /** said before the line is let go: the vendor then asks to whom the lead is put through */
  transfer?: string;
  /** run when everything is stored */
  after?: () => void;
  /** the language that is spoken from here on */
  language?: string;
}

/** What a tool is told of the talk up to now. */
export interface SoFar {
  /** the lead's own words since the agent last spoke */
  heard: string;
  /** how often in a row they were not understood */
  misunderstandings: number;
}

/** Runs one tool. Run again after a crash it may do everything again: what it does outside is the same command. */
export type RunTool = (args: unknown, soFar: SoFar) => Promise<ToolOutcome>;

export type ToolTable = Record<TalkTool, RunTool>;
