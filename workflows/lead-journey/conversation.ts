import { condition, patched } from '@temporalio/workflow';
import type { Answered } from '../../schema/contracts/journey.ts';
import { effects } from './activities.ts';
import { holdDraft } from './drafts.ts';
import { beside, inRows, isEffectFailure, stamped } from './effects.ts';
import type { Journey } from './journey.ts';

type Unanswered = NonNullable<Journey['state']['unanswered']>;

/** Answers what the lead writes, beside the steps. What comes in while an answer is made is the next burst. */
export async function converse(journey: Journey): Promise<never> {
  const { state } = journey;
  for (;;) {
    await condition(() => state.unanswered !== undefined);
    const last = state.unanswered;
    if (!last) continue;
    // a failure is caught per burst: caught around the loop it would end the conversation for good
    const answered = await beside(journey, effects.answer, last, `answer up to fact ${last.seq}`);
    holdDraft(journey, answered ?? (await keep(journey, last)));
    if (state.unanswered?.messageId === last.messageId) delete state.unanswered;
  }
}

/** No answer is lost: what could not be made or sent waits for a person, or to be sent later. */
async function keep(journey: Journey, last: Unanswered): Promise<Answered | undefined> {
  // runs whose answer failed before drafts were kept have no such activity in their history
  if (!patched('answerKept')) return undefined;
  journey.busy += 1;
  try {
    return await inRows(
      journey,
      'keepAnswer',
      () => ({ ...last, ...stamped(journey) }),
      'keep what there is of the answer',
    );
  } catch (failure) {
    if (!isEffectFailure(failure)) throw failure;
    return undefined;
  } finally {
    journey.busy -= 1;
  }
}
