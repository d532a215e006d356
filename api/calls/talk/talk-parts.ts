import type { Logger } from 'pino';
import type { LanguageModel, ModelTool } from '../../../integrations/language/port.ts';
import type { TalkQuestion } from '../../../schema/contracts/talk.ts';
import type { Screening } from '../../../schema/database/calls/call-outcome.ts';
import type { TalkLimits } from './talk-limits.ts';
import type { TalkLine } from './talk-line.ts';
import type { TalkMemory, TalkTurn } from './talk-memory.ts';
import type { ToolTable } from './tool.ts';

/** What this talk says and may do. Phrases and farewell are those of the language that is spoken now. */
export interface TalkScript {
  /** made anew for every reply: the time goes on */
  instructions(): string;
  tools: ModelTool[];
  questions: TalkQuestion[];
  /** was spoken when the line opened for the first time */
  greeting: string;
  /** says in one sentence who calls and why, to a service that asks */
  readonly introduction: string;
  readonly farewell: string;
  readonly phrases: {
    filler: string;
    stillThere: string;
    cannotHear: string;
    unclear: string;
    notUnderstood: string;
    apology: string;
    noTimeLeft: string;
    nobodyFree: string;
    optedOut: string;
  };
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
