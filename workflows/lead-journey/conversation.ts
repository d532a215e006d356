import { condition } from '@temporalio/workflow';
import { effects } from './activities.ts';
import { beside } from './effects.ts';
import type { Journey } from './journey.ts';

/** Answers what the lead writes, beside the steps. What comes in while an answer is made is the next burst. */
export async function converse(journey: Journey): Promise<never> {
  const { state } = journey;
  for (;;) {
    await condition(() => state.unanswered !== undefined);
    const last = state.unanswered;
    if (!last) continue;
    // a failure is caught per burst: caught around the loop it would end the conversation for good
    await beside(journey, effects.answer, last, `answer up to fact ${last.seq}`);
    if (state.unanswered?.messageId === last.messageId) delete state.unanswered;
  }
}
