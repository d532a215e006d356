import * as z from 'zod';
import type { RunTool } from '../tool.ts';
import { commandOptOut } from './opt-out.ts';
import type { TalkContext } from './talk-context.ts';

const args = z.object({ reason: z.enum(['done', 'notInterested', 'wrongNumber', 'optedOut']) });

/** Ends the talk. A reason that we do not know ends it as well: the model wants to leave. */
export const endCall =
  (talk: TalkContext): RunTool =>
  async (given) => {
    const { reason } = args.catch({ reason: 'done' }).parse(given);
    if (reason === 'optedOut') await commandOptOut(talk, null);
    return { result: { status: 'ending' }, ending: reason };
  };
