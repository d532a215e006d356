import type { CancellationScope } from '@temporalio/workflow';
import type { Fact } from '../../schema/contracts/facts.ts';
import type { LeadRef } from '../../schema/contracts/ids.ts';
import type { JourneyInput, JourneyState, Onward } from '../../schema/contracts/journey.ts';
import type { RunLimits } from './limits.ts';
import { type Shown, shownAttributes } from './shown.ts';
import { stateOf } from './state.ts';

/** Where a journey goes next, and until when it sleeps first: without an instant and `idle`, until it is planned anew. */
export type Move = Omit<Onward, 'kind'> & { idle?: boolean };

/** One timer for whatever the journey waits for: it is moved, never doubled. */
export interface Deadline {
  /** what the steps wait for; drafts wait for the same timer */
  wait?: { at?: string | undefined; because: string };
  at?: string;
  scope?: CancellationScope;
  /** the last instant that rang */
  fired?: string;
}

/** One run of a journey: the state that survives it, and what does not outlive the run. */
export interface Journey {
  readonly lead: LeadRef;
  readonly limits: RunLimits;
  readonly state: JourneyState;
  /** facts heard of that cannot be taken yet, because one before them is missing */
  readonly heard: Map<number, Fact>;
  /** facts taken that no waiting step has been shown yet */
  readonly unclaimed: Fact[];
  /** whether a step waits, so that facts are shown to it at once */
  waiting: boolean;
  /** where a fact or a command wants the journey to go */
  wanted: Move | undefined;
  readonly deadline: Deadline;
  /** what the search attributes say by now, by name */
  shown: Shown;
  /** effects running beside the steps */
  busy: number;
  /** the end of the last local activity asked for, while there is one */
  rowsTurn: Promise<void> | undefined;
  /** something changed while a plan was being made: make it again */
  stale: boolean;
  /** the journey moved by a fact or a failure, and no activity has written that down yet */
  untold: boolean;
}

export function openJourney(input: JourneyInput, limits: RunLimits): Journey {
  return {
    lead: { tenantId: input.tenantId, leadId: input.leadId },
    limits,
    state: stateOf(input),
    heard: new Map(),
    unclaimed: [],
    waiting: false,
    wanted: undefined,
    deadline: {},
    shown: shownAttributes(),
    busy: 0,
    rowsTurn: undefined,
    stale: false,
    untold: false,
  };
}

/** Whatever the journey sleeps on is asked anew. */
export function replan(journey: Journey): void {
  const { state } = journey;
  journey.stale = true;
  delete state.because;
  delete state.at;
  if (state.step !== 'attend') return;
  if (state.callCause) state.callAt = new Date().toISOString();
  delete state.appointment?.next;
}
