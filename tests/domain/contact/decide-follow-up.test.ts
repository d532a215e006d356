// rules as a table
import { describe, expect, it } from 'vitest';
import {
  type CadenceFacts,
  decideFollowUp,
  type FollowUpInputs,
} from '../../../domain/contact/decide-follow-up.ts';

const cadence: CadenceFacts = {
  since: '2026-11-20T11:00:00.000Z',
  dueAt: '2026-11-23T11:00:00.000Z',
  repliedAt: null,
  booked: false,
  closing: false,
};
const base: FollowUpInputs = {
  now: '2026-11-23T11:00:00.000Z',
  purpose: 'followUp',
  hasEmail: true,
  consentGiven: true,
  addressBar: null,
  marketingStopped: false,
  optedOut: false,
  ended: null,
  paused: false,
  zones: ['Europe/London'],
  sentAt: [],
  policy: { consentNeeded: true, quietHours: { from: '20:00', to: '08:00' }, maxPerDay: null },
  cadence,
};

describe('a follow-up', () => {
  it.each<[string, Partial<FollowUpInputs>, Partial<CadenceFacts>, object]>([
    ['that is due is sent', {}, {}, { kind: 'allowed' }],
    ['before its time waits', {}, { dueAt: '2026-11-24T11:00:00.000Z' }, { kind: 'at', reason: 'followUp' }],
    [
      'after the last one is none',
      {},
      { dueAt: null },
      { kind: 'never', reason: 'cadenceEnded', to: 'rest' },
    ],
    [
      'is stopped by a reply, even one of this very instant',
      {},
      { repliedAt: base.now },
      { kind: 'never', reason: 'replied', to: 'rest', rule: 'followUp.stops' },
    ],
    ['is stopped by a booking', {}, { booked: true }, { kind: 'never', reason: 'booked' }],
    ['is stopped by a closing', {}, { closing: true }, { kind: 'never', reason: 'closedByHand' }],
    ['is stopped by an opt-out', { optedOut: true }, {}, { kind: 'never', reason: 'optedOut', to: 'closed' }],
    [
      'is stopped when the lead is won',
      { ended: { status: 'converted', since: '2026-11-22T11:00:00.000Z' } },
      {},
      { kind: 'never', reason: 'converted', to: 'rest' },
    ],
    ['is stopped by a complaint', { addressBar: 'complained' }, {}, { kind: 'never', reason: 'complained' }],
    [
      'waits while paused, due or not',
      { paused: true },
      { dueAt: '2026-11-24T11:00:00.000Z' },
      { kind: 'wait' },
    ],
    [
      'that is due at night waits for the morning',
      { now: '2026-11-23T23:00:00.000Z' },
      {},
      { kind: 'at', at: '2026-11-24T08:00:00.000Z', reason: 'quietHours' },
    ],
    [
      'is stopped by a reply while it waits for the morning',
      { now: '2026-11-23T23:00:00.000Z' },
      { repliedAt: '2026-11-23T22:00:00.000Z' },
      { kind: 'never', reason: 'replied' },
    ],
  ])('%s', (_, change, facts, expected) =>
    expect(decideFollowUp({ ...base, ...change, cadence: { ...cadence, ...facts } })).toMatchObject(expected),
  );
});
