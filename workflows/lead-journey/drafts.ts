import { condition } from '@temporalio/workflow';
import type { Answered, JourneyState, WaitingDraft } from '../../schema/contracts/journey.ts';
import { effects } from './activities.ts';
import { isPast, rearm } from './deadline.ts';
import { beside } from './effects.ts';
import type { Journey } from './journey.ts';

const patienceMs = 15 * 60 * 1_000;
const later = (): string => new Date(Date.now() + patienceMs).toISOString();

/** Keeps a draft that waits for a person, or for its mail to get through, until it is done with. */
export function holdDraft(journey: Journey, answered: Answered | undefined): void {
  if (answered?.kind !== 'held' || answered.draftId === undefined) return;
  const { draftId: id, at } = answered;
  putDraft(journey, { id, asked: 0, ...(at !== undefined && { at }) }, at === undefined);
}

/** Takes over a draft that an absorbed journey held; one that was decided about here already is seen to as decided. */
export function takeDraft(journey: Journey, draft: WaitingDraft): void {
  const isKnown = journey.state.drafts?.some(({ id }) => id === draft.id);
  if (!isKnown) putDraft(journey, { ...draft, asked: 0 }, false);
}

/** What a journey that closes leaves to others: drafts whose time-out is still ahead. What is owed it sends itself. */
export const draftsToLeave = ({ drafts = [] }: JourneyState): WaitingDraft[] =>
  drafts.filter(({ at, owed }) => at !== undefined && !owed);

/** Somebody decided: the draft is seen to at once, or done with. */
export function takeDecision(journey: Journey, { id, done }: { id: string; done: boolean }): void {
  const known = journey.state.drafts?.find((draft) => draft.id === id);
  putDraft(journey, { id, asked: (known?.asked ?? 0) + 1 }, done);
}

/** One that waits without an instant is not in the state: a decision brings it back. */
function putDraft(journey: Journey, draft: WaitingDraft, isIdle: boolean): void {
  const { state } = journey;
  const others = (state.drafts ?? []).filter(({ id }) => id !== draft.id);
  const drafts = isIdle ? others : [...others, draft];
  if (drafts.length > 0) state.drafts = drafts;
  else delete state.drafts;
  rearm(journey);
}

/** Sees to drafts one after the other, as they become due, beside the steps and the answers. */
export async function tendDrafts(journey: Journey): Promise<never> {
  const { deadline, state } = journey;
  const due = (): WaitingDraft | undefined =>
    state.drafts?.find(({ at }) => at === undefined || isPast(deadline, at));
  for (;;) {
    await condition(() => due() !== undefined);
    const draft = due();
    if (!draft) continue;
    // the one timer may have rung for this draft: whatever else waits for it is to be rung for next
    rearm(journey);
    await tend(journey, draft);
  }
}

async function tend(journey: Journey, { id, asked }: WaitingDraft): Promise<void> {
  const tended = await beside(journey, effects.tendDraft, { draftId: id }, 'see to a draft');
  // decided while it was being seen to: what was answered is out of date
  if (journey.state.drafts?.find((draft) => draft.id === id)?.asked !== asked) return;
  // out of time, or refused by something that a person has to mend: no draft is given up
  if (tended === undefined) return putDraft(journey, { id, asked, at: later(), owed: true }, false);
  const at = tended.kind === 'waits' ? tended.at : undefined;
  putDraft(journey, { id, asked, ...(at !== undefined && { at }) }, at === undefined);
}

/** Whether a reply was decided on and is not sent yet: a journey does not close over it. */
export const owesReply = ({ drafts = [] }: JourneyState): boolean =>
  drafts.some(({ at, owed }) => at === undefined || owed === true);
