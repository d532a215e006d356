// rules as a table
import { describe, expect, it } from 'vitest';
import { decideEmail, type EmailInputs } from '../../../domain/contact/decide-email.ts';

const base: EmailInputs = {
  now: '2026-11-23T11:00:00.000Z',
  purpose: 'followUp',
  hasEmail: true,
  consentNeeded: true,
  consentGiven: true,
  emailSuppressed: false,
  marketingStopped: false,
  optedOut: false,
  paused: false,
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
      { emailSuppressed: true },
      { kind: 'never', reason: 'addressSuppressed' },
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
