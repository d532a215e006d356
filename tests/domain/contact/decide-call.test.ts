// rules as a table
import { describe, expect, it } from 'vitest';
import type { CallInputs } from '../../../domain/contact/call-inputs.ts';
import { decideCall } from '../../../domain/contact/decide-call.ts';
import { zonesOfCountry } from '../../../domain/contact/zones-of-number.ts';
import { base, ladder, missed } from './monday-in-london.ts';

const unitedStates = { phoneZones: zonesOfCountry('US'), likelyZone: null };
const russia = { phoneZones: zonesOfCountry('RU'), likelyZone: 'Europe/Moscow' };

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
      { numberBar: 'numberSuppressed' },
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
    [
      'to a number on the do-not-call list is never placed',
      { numberBar: 'doNotCall' },
      { kind: 'never', reason: 'doNotCall', to: 'followUp', rule: 'call.doNotCall' },
    ],
    [
      'to a lead that was lost since the enquiry is not placed',
      { ended: { status: 'lost', since: '2026-11-23T10:30:00.000Z' } },
      { kind: 'never', reason: 'lost', to: 'rest' },
    ],
    [
      'to a lead that was lost before it enquired again is allowed',
      { ended: { status: 'lost', since: '2026-10-23T10:30:00.000Z' } },
      { kind: 'allowed' },
    ],
    [
      'to a lost lead that asked for it is allowed',
      { ended: { status: 'lost', since: '2026-11-23T10:30:00.000Z' }, asked: { at: null } },
      { kind: 'allowed' },
    ],
    [
      'waits for the gap after a call of another enquiry',
      { attempts: ladder('2026-11-23T09:59:00Z'), policy: { ...base.policy, minGap: '2 hours' } },
      { kind: 'at', at: '2026-11-23T11:59:00.000Z', reason: 'minGap' },
    ],
    [
      'that was asked for waits for no gap',
      {
        asked: { at: null },
        attempts: ladder('2026-11-23T10:59:00Z'),
        policy: { ...base.policy, minGap: '2 hours' },
      },
      { kind: 'allowed' },
    ],
    [
      'is over when all calls of an enquiry are made, whatever their outcomes',
      {
        attempts: [
          missed('2026-11-23T10:01:00Z', 'busy'),
          missed('2026-11-23T10:02:00Z', 'voicemail'),
          missed('2026-11-23T10:03:00Z', 'failed'),
        ],
        policy: { ...base.policy, maxInTotal: 3 },
      },
      { kind: 'never', reason: 'totalCap', to: 'followUp', rule: 'call.maxInTotal' },
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
    [
      'a day later is the same time on the clock, over the end of a month in a leap year',
      {
        ladderSince: '2028-02-28T09:00:00.000Z',
        now: '2028-02-28T12:00:00.000Z',
        attempts: ladder('2028-02-28T10:00:00Z'),
        policy: { ...base.policy, retries: { noAnswer: ['1 day'] } },
      },
      { kind: 'at', at: '2028-02-29T10:00:00.000Z', reason: 'retryDelay' },
    ],
    [
      'a day later is the same time on the clock when that is put back in the night',
      {
        phoneZones: ['America/New_York'],
        ladderSince: '2026-10-30T14:00:00.000Z',
        now: '2026-10-30T20:00:00.000Z',
        attempts: ladder('2026-10-30T15:00:00Z'),
        policy: { ...base.policy, retries: { noAnswer: ['3 days'] } },
      },
      { kind: 'at', at: '2026-11-02T16:00:00.000Z', reason: 'retryDelay' },
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
      'in a blackout of every year says so',
      { now: '2026-12-24T10:00:00.000Z' },
      { kind: 'at', at: '2026-12-29T09:00:00.000Z', reason: 'blackout' },
    ],
    [
      'in a blackout over the end of a year waits for its last day to end',
      {
        now: '2027-01-04T10:00:00.000Z',
        policy: { ...base.policy, blackouts: [{ from: '12-20', to: '01-05', reason: 'winter' }] },
      },
      { kind: 'at', at: '2027-01-06T09:00:00.000Z', reason: 'blackout' },
    ],
    [
      'to both sides of the date line waits for Monday to begin in the later',
      { phoneZones: ['Pacific/Kiritimati', 'Pacific/Pago_Pago'], now: '2026-11-22T12:00:00.000Z' },
      { kind: 'at', at: '2026-11-23T20:00:00.000Z' },
    ],
    [
      'to the USA waits for the last of its zones',
      { ...unitedStates },
      { kind: 'at', at: '2026-11-23T19:00:00.000Z', reason: 'outsideHours' },
    ],
    [
      'to the USA, told where, waits for that zone only',
      { ...unitedStates, timeZone: 'America/Detroit' },
      { kind: 'at', at: '2026-11-23T14:00:00.000Z' },
    ],
    ['to a traveller needs both zones', { timeZone: 'Asia/Kolkata' }, { kind: 'allowed' }],
    [
      'to a traveller in the evening there waits',
      { timeZone: 'Asia/Kolkata', now: '2026-11-23T13:00:00.000Z' },
      { kind: 'at', at: '2026-11-24T09:00:00.000Z' },
    ],
    [
      'to a mobile number in Russia keeps office hours in Moscow and wakes nobody in Kamchatka',
      russia,
      { kind: 'at', at: '2026-11-24T06:00:00.000Z', reason: 'outsideHours' },
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
