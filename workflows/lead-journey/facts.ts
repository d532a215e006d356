import { condition } from '@temporalio/workflow';
import { inWords } from '../../domain/leads/journey-words.ts';
import type { Fact } from '../../schema/contracts/facts.ts';
import { inRows, isEffectFailure } from './effects.ts';
import { interrupts, keep, mayBeLeft } from './interrupts.ts';
import { type Journey, replan } from './journey.ts';
import { log } from './log.ts';

/** Notes a fact and takes whatever is next in order: signals arrive late, twice and in any order. */
export function hear(journey: Journey, fact: Fact): void {
  if (fact.seq <= journey.state.cursor) return;
  journey.heard.set(fact.seq, fact);
  takeInOrder(journey);
}

function takeInOrder(journey: Journey): void {
  for (;;) {
    const next = journey.heard.get(journey.state.cursor + 1);
    if (!next) return;
    take(journey, next);
  }
}

function take(journey: Journey, fact: Fact): void {
  const { state, heard } = journey;
  heard.delete(fact.seq);
  state.cursor = fact.seq;
  log(journey, `came in: ${inWords(fact.kind)}`);
  // none is told while the tenant is suspended
  delete state.suspended;
  keep[fact.kind](state, fact);
  journey.unclaimed.push(fact);
  if (journey.waiting) showFacts(journey);
}

/** Shows the step that waits what was heard while it, or the one before it, was at work. */
export function showFacts(journey: Journey): void {
  const { state, unclaimed } = journey;
  // nothing of a person who is forgotten leads anywhere any more
  if (state.erased) unclaimed.length = 0;
  while (!journey.wanted) {
    const fact = unclaimed.shift();
    if (!fact) return;
    const claim = interrupts[state.step][fact.kind]?.(state, fact);
    if (claim === 'replan') replan(journey);
    // what may not interrupt a call or its summary is in the state, and looked at when they are over
    else if (claim && mayBeLeft(state)) {
      journey.wanted = claim;
      journey.untold = true;
    }
  }
}

/** Reads the rows after the cursor whenever a fact was heard of whose predecessor is missing. */
export async function catchUp(journey: Journey): Promise<never> {
  const { state, heard } = journey;
  for (;;) {
    await condition(() => heard.size > 0);
    // the one that was missing may have come in the same task
    if (heard.size === 0) continue;
    const before = state.cursor;
    for (const fact of await readAfter(journey, before))
      if (fact.seq === state.cursor + 1) take(journey, fact);
    for (const seq of heard.keys()) if (seq <= state.cursor) heard.delete(seq);
    takeInOrder(journey);
    // the rows know nothing of it: a later signal reads again
    if (state.cursor === before) heard.clear();
  }
}

async function readAfter(journey: Journey, after: number): Promise<Fact[]> {
  try {
    return await inRows(journey, 'readFacts', () => ({ ...journey.lead, after }), `facts after ${after}`);
  } catch (failure) {
    // as a failure of an activity it would end the journey; as a mistake it holds the task until it is mended
    if (isEffectFailure(failure)) throw new Error('facts cannot be read', { cause: failure });
    throw failure;
  }
}
