import * as z from 'zod';
import type { TalkToolCalls } from '../../../../schema/contracts/talk.ts';
import type { RunTool } from '../tool.ts';
import type { TalkContext } from './talk-context.ts';

const args = z.object({ questionId: z.string(), answer: z.string().trim().min(1).max(500) });

/** Notes an answer to one of the tenant's questions, on the call and on the lead. The last answer stands. */
export const recordAnswer = ({ tenant, answers }: TalkContext): RunTool => {
  const questions = tenant.settings.talk.questions.map(({ id }) => id);
  return async (given) => {
    const { questionId, answer } = args.parse(given);
    const known = questions.includes(questionId);
    if (known) answers[questionId] = answer;
    const remaining = questions.filter((id) => !Object.hasOwn(answers, id));
    const result: TalkToolCalls['record_answer']['result'] = { remaining };
    if (!known) return { result: { ...result, error: 'unknownQuestion' } };
    return { result: { ...result }, effects: { answer: { questionId, answer } } };
  };
};
