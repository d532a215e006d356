import type { TalkToolCalls } from '../../../../schema/contracts/talk.ts';
import type { RunTool } from '../tool.ts';
import type { TalkContext } from './talk-context.ts';

type Result = TalkToolCalls['not_understood']['result'];

/** The model could not make sense of what was said. The tenant's limit ends the talk, with an offer to write. */
export const notUnderstood =
  (talk: TalkContext): RunTool =>
  async (_, { misunderstandings }) =>
    misunderstandings + 1 < talk.limits.misunderstandings
      ? { result: { status: 'askAgain' } satisfies Result }
      : {
          result: { status: 'ending' } satisfies Result,
          ending: 'notUnderstood',
          words: talk.phrases.notUnderstood,
        };
