// rules as a table
import { describe, expect, it } from 'vitest';
import type { CallInputs } from '../../../domain/contact/call-inputs.ts';
import { decideCall } from '../../../domain/contact/decide-call.ts';
import { base, ladder, missed } from './monday-in-london.ts';

describe('a call', () => {
  it.each<[string, Partial<CallInputs>, object]>([
    ['in hours with consent is allowed', {}, { kind: 'allowed' }],
    [
      'without a number goes to the follow-up',
      { hasPhone: false },
      { kind: 'never', reason: 'noPhone', to: 'followUp' },
    ],
    ['after an opt-out closes', { optedOut: true }, { kind: 'never', reason: 'optedOut', to: 'closed' }],
    [
      'to a suppressed number is never placed',
      { phoneSuppressed: true },
      { kind: 'never', reason: 'numberSuppressed' },
    ],
    [
      'without a consent that is needed is never placed',
      { consentGiven: false },
      { kind: 'never', reason: 'consentMissing' },
    ],
    [
      'without a consent that nobody needs is allowed',
      { consentGiven: false, policy: { ...base.policy, consentNeeded: false } },
      { kind: 'allowed' },
    ],
    ['waits while paused', { paused: true }, { kind: 'wait', reason: 'paused' }],
    ['waits for the call that is open', { callOpen: true }, { kind: 'wait', reason: 'callRunning' }],
    [
      'waits for the first delay',
      { now: '2026-11-23T10:00:30.000Z' },
      { kind: 'at', at: '2026-11-23T10:02:00.000Z', reason: 'firstDelay' },
    ],
    [
      'waits for the retry’s delay',
      { attempts: ladder('2026-11-23T10:59:00Z') },
      { kind: 'at', at: '2026-11-23T11:29:00.000Z', reason: 'retryDelay' },
    ],
    ['is due after the retry’s delay', { attempts: ladder('2026-11-23T10:05:00Z') }, { kind: 'allowed' }],
    [
      'waits for the next day after the third of a day',
      {
        attempts: ladder('2026-11-23T10:02:00Z', '2026-11-23T10:03:00Z', '2026-11-23T10:04:00Z'),
        policy: { ...base.policy, retries: ['1 minute', '1 minute', '1 minute'] },
      },
      { kind: 'at', at: '2026-11-24T09:00:00.000Z' },
    ],
    [
      'is over at the end of the ladder',
      {
        attempts: ladder(
          '2026-11-23T10:01:00Z',
          '2026-11-23T10:02:00Z',
          '2026-11-23T10:03:00Z',
          '2026-11-23T10:04:00Z',
          '2026-11-23T10:05:00Z',
        ),
      },
      { kind: 'never', reason: 'ladderExhausted', to: 'followUp' },
    ],
    [
      'that was skipped does not count',
      { attempts: [missed('2026-11-23T10:59:00Z', 'skipped')] },
      { kind: 'allowed' },
    ],
    [
      'starts a new ladder for a new enquiry',
      {
        attempts: ladder(
          '2026-10-01T10:01:00Z',
          '2026-10-02T10:02:00Z',
          '2026-10-05T10:03:00Z',
          '2026-10-06T10:04:00Z',
          '2026-10-07T10:05:00Z',
        ),
      },
      { kind: 'allowed' },
    ],
    [
      'on a Sunday waits for Monday',
      { now: '2026-11-22T12:00:00.000Z', ladderSince: '2026-11-22T11:00:00Z' },
      { kind: 'at', at: '2026-11-23T09:00:00.000Z', reason: 'outsideHours' },
    ],
    [
      'on Christmas says that it is a holiday',
      { now: '2026-12-25T10:00:00.000Z' },
      { kind: 'at', at: '2026-12-29T09:00:00.000Z', reason: 'holiday' },
    ],
    [
      'to the USA waits for the last of its zones',
      { phoneCountry: 'US' },
      { kind: 'at', at: '2026-11-23T19:00:00.000Z', reason: 'outsideHours' },
    ],
    [
      'to the USA, told where, waits for that zone only',
      { phoneCountry: 'US', timeZone: 'America/Detroit' },
      { kind: 'at', at: '2026-11-23T14:00:00.000Z' },
    ],
    ['to a traveller needs both zones', { timeZone: 'Asia/Kolkata' }, { kind: 'allowed' }],
    [
      'to a traveller in the evening there waits',
      { timeZone: 'Asia/Kolkata', now: '2026-11-23T13:00:00.000Z' },
      { kind: 'at', at: '2026-11-24T09:00:00.000Z' },
    ],
    [
      'to Russia, where no hour suits all zones, is never placed',
      { phoneCountry: 'RU' },
      { kind: 'never', reason: 'noCommonHours', to: 'followUp' },
    ],
    [
      'that was asked for comes at its time',
      { asked: { at: '2026-11-23T15:00:00Z' } },
      { kind: 'at', at: '2026-11-23T15:00:00.000Z', reason: 'callBackTime' },
    ],
    [
      'that was asked for at night comes in the morning',
      { asked: { at: '2026-11-23T22:00:00Z' } },
      { kind: 'at', at: '2026-11-24T09:00:00.000Z' },
    ],
    [
      'that was asked for needs no free step of the ladder',
      {
        asked: { at: null },
        attempts: ladder(
          '2026-11-23T10:01:00Z',
          '2026-11-23T10:02:00Z',
          '2026-11-23T10:03:00Z',
          '2026-11-23T10:04:00Z',
          '2026-11-23T10:59:00Z',
        ),
      },
      { kind: 'allowed' },
    ],
    [
      'that was asked for is no way around an opt-out',
      { asked: { at: null }, optedOut: true },
      { kind: 'never', reason: 'optedOut' },
    ],
  ])('%s', (_, change, expected) => expect(decideCall({ ...base, ...change })).toMatchObject(expected));
});
