import { type CallInputs, callPolicy } from '../../../domain/contact/call-inputs.ts';
import type { CallOutcome } from '../../../schema/contracts/calls.ts';
import type { CallAttemptFacts } from '../../../schema/contracts/contact.ts';
import { exampleTenant } from '../example-tenants.ts';

const { source } = exampleTenant('heavenly-drops');

/** Monday in London, in office hours, an hour after the form. */
export const base: CallInputs = {
  now: '2026-11-23T11:00:00.000Z',
  ladderSince: '2026-11-23T10:00:00.000Z',
  asked: null,
  hasPhone: true,
  phoneZones: ['Europe/London'],
  likelyZone: 'Europe/London',
  timeZone: null,
  consentGiven: true,
  numberBar: null,
  optedOut: false,
  ended: null,
  paused: false,
  callOpen: false,
  attempts: [],
  policy: callPolicy(source),
};

export const missed = (placedAt: string, outcome: CallOutcome = 'noAnswer'): CallAttemptFacts => ({
  placedAt,
  endedAt: placedAt,
  outcome,
});
export const ladder = (...times: string[]) => times.map((at) => missed(at));
