import { ApplicationFailure } from '@temporalio/common';
import type { CommandEffect, CommandOutcome } from '../../schema/contracts/commands.ts';
import type { Fact } from '../../schema/contracts/facts.ts';
import type {
  Inheritance,
  JourneyActivities,
  JourneyLocalActivities,
} from '../../schema/contracts/journey.ts';

export type FakeActivities = JourneyActivities & JourneyLocalActivities;
export type ActivityName = keyof FakeActivities;

/** What the rows would hold. */
export interface FakeRows {
  facts: Fact[];
  commands: Map<string, { outcome: CommandOutcome; effect: CommandEffect }>;
}

/** The instant so many milliseconds from now. */
export const soon = (ms: number): string => new Date(Date.now() + ms).toISOString();

/** Far enough away that a test never gets there. */
export const farAway = (): string => soon(3_600_000);

/** A failure that trying again cannot mend. */
export const refusal = (): ApplicationFailure =>
  ApplicationFailure.nonRetryable('rejected', 'Vendor.Rejected');

/** What a merge leaves that leaves nothing. */
export const nothingInherited: Inheritance = {
  remains: null,
  withdraw: null,
  paused: false,
  optedOut: false,
  status: 'contacted',
};

/** A world in which everything succeeds at once and nobody does anything unasked. A test overrides what it is about. */
export function fakeActivities(rows: FakeRows, overrides: Partial<FakeActivities> = {}): FakeActivities {
  let placed = 0;
  return {
    welcome: async () => ({ kind: 'done' }),
    placeCall: async () => ({ kind: 'placed', attemptId: `attempt-${++placed}`, guardAt: farAway() }),
    reconcileCall: async () => ({ kind: 'open', guardAt: farAway() }),
    hangUp: async () => ({ kind: 'done' }),
    summarise: async () => ({ kind: 'onward', to: 'schedule', because: 'interested', at: farAway() }),
    offerSlots: async () => ({ kind: 'offered', until: farAway() }),
    arrangeMeeting: async ({ v }) => ({ kind: 'arranged', v, next: { at: farAway(), what: 'remind' } }),
    withdrawMeeting: async () => ({ kind: 'done' }),
    remind: async () => ({ kind: 'reminded', next: { at: farAway(), what: 'end' } }),
    followUp: async ({ done }) => ({ kind: 'sent', done: done + 1, next: farAway() }),
    repeatAction: async () => ({ kind: 'done' }),
    answer: async () => ({ kind: 'sent' }),
    tendDraft: async () => ({ kind: 'done' }),
    keepAnswer: async () => ({ kind: 'skipped' }),
    readFacts: async ({ after }) => rows.facts.filter(({ seq }) => seq > after),
    afterCall: async () => ({ kind: 'onward', to: 'summarise', because: 'answered', status: 'contacted' }),
    applyCommand: async ({ commandId }) => {
      const command = rows.commands.get(commandId);
      if (!command) throw new Error('no such command');
      return command;
    },
    endAppointment: async () => ({ kind: 'onward', to: 'followUp', because: 'completed', at: farAway() }),
    handOver: async () => {},
    takeOver: async () => ({ ...nothingInherited }),
    project: async () => {},
    ...overrides,
  };
}
