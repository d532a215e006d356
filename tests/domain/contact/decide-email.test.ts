// rules as a table
import { describe, expect, it } from 'vitest';
import { decideEmail, type EmailInputs } from '../../../domain/contact/decide-email.ts';

const base: EmailInputs = {
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
  policy: { consentNeeded: true, quietHours: { from: '20:00', to: '08:00' }, maxPerDay: 2 },
};

describe('an e-mail', () => {
  it.each<[string, Partial<EmailInputs>, object]>([
    ['with consent is allowed', {}, { kind: 'allowed' }],
    [
      'after an opt-out is never sent',
      { optedOut: true, purpose: 'reply' },
      { kind: 'never', reason: 'optedOut', to: 'closed' },
    ],
    ['without an address is never sent', { hasEmail: false }, { kind: 'never', reason: 'noEmail' }],
    [
      'to a suppressed address is never sent',
      { addressBar: 'optedOut' },
      { kind: 'never', reason: 'addressSuppressed' },
    ],
    [
      'to an address that bounced is never sent',
      { addressBar: 'bounced' },
      { kind: 'never', reason: 'bounced' },
    ],
    [
      'to somebody who complained is never sent, not even an answer',
      { addressBar: 'complained', purpose: 'reply' },
      { kind: 'never', reason: 'complained' },
    ],
    [
      'after an unsubscription is no follow-up',
      { marketingStopped: true },
      { kind: 'never', reason: 'unsubscribed' },
    ],
    [
      'after an unsubscription may remind of a meeting',
      { marketingStopped: true, purpose: 'reminder' },
      { kind: 'allowed' },
    ],
    [
      'to a lead that is lost is no follow-up',
      { ended: { status: 'lost', since: '2026-11-20T11:00:00.000Z' } },
      { kind: 'never', reason: 'lost', to: 'rest' },
    ],
    [
      'of a follow-up waits for the end of the quiet hours',
      { now: '2026-11-23T22:30:00.000Z' },
      { kind: 'at', at: '2026-11-24T08:00:00.000Z', reason: 'quietHours' },
    ],
    [
      'of a follow-up waits for the last zone to wake',
      { now: '2026-11-23T09:30:00.000Z', zones: ['Europe/London', 'America/New_York'] },
      { kind: 'at', at: '2026-11-23T13:00:00.000Z', reason: 'quietHours' },
    ],
    [
      'that answers a message keeps no quiet hours',
      { now: '2026-11-23T22:30:00.000Z', purpose: 'reply' },
      { kind: 'allowed' },
    ],
    [
      'of a follow-up waits for the morning after a full day',
      { sentAt: ['2026-11-23T08:10:00.000Z', '2026-11-23T09:10:00.000Z'] },
      { kind: 'at', at: '2026-11-24T08:00:00.000Z', reason: 'dayCap' },
    ],
    [
      'of a follow-up does not count yesterday’s',
      { sentAt: ['2026-11-22T23:50:00.000Z', '2026-11-23T09:10:00.000Z'] },
      { kind: 'allowed' },
    ],
    [
      'without a consent that is needed is never sent',
      { consentGiven: false },
      { kind: 'never', reason: 'consentMissing' },
    ],
    [
      'that answers a message needs no consent',
      { consentGiven: false, purpose: 'reply' },
      { kind: 'allowed' },
    ],
    ['of a follow-up waits while paused', { paused: true }, { kind: 'wait', reason: 'paused' }],
    [
      'with an offer waits while paused',
      { paused: true, purpose: 'offer' },
      { kind: 'wait', reason: 'paused' },
    ],
    ['of a reminder goes on while paused', { paused: true, purpose: 'reminder' }, { kind: 'allowed' }],
    ['that answers a message goes on while paused', { paused: true, purpose: 'reply' }, { kind: 'allowed' }],
  ])('%s', (_, change, expected) => expect(decideEmail({ ...base, ...change })).toMatchObject(expected));
});
