// rules as a table
import { describe, expect, it } from 'vitest';
import { afterCall } from '../../../domain/contact/after-call.ts';
import type { CallInputs, NumberBar } from '../../../domain/contact/call-inputs.ts';
import { notNow } from '../../../domain/contact/verdict.ts';
import type { CallOutcome } from '../../../schema/contracts/calls.ts';
import { base, ladder, missed } from './monday-in-london.ts';

describe('after a call', () => {
  const attempts = ladder('2026-11-23T10:59:00Z');
  const endedBy = (outcome: CallOutcome) => ({
    ...base,
    attempts: [missed('2026-11-23T10:59:00Z', outcome)],
  });
  const exhausted = { ...base, policy: { ...base.policy, retries: [] }, attempts };
  it.each<[CallOutcome, CallInputs, object]>([
    ['answered', base, { to: 'summarise', because: 'answered' }],
    ['declined', endedBy('declined'), { to: 'followUp', because: 'declined' }],
    ['wrongNumber', { ...base, numberBar: 'wrongNumber' }, { to: 'followUp', because: 'wrongNumber' }],
    ['fax', { ...base, numberBar: 'fax' }, { to: 'followUp', because: 'fax' }],
    ['optedOut', base, { to: 'closed', because: 'optedOut', status: 'opted_out' }],
    ['noAnswer', { ...base, attempts }, { to: 'call', because: 'noAnswer', at: '2026-11-23T11:29:00.000Z' }],
    ['busy', endedBy('busy'), { to: 'call', because: 'busy', at: '2026-11-23T11:09:00.000Z' }],
    ['voicemail', endedBy('voicemail'), { to: 'call', at: '2026-11-23T14:59:00.000Z' }],
    ['failed', endedBy('failed'), { to: 'call', at: '2026-11-23T11:29:00.000Z' }],
    ['screened', endedBy('screened'), { to: 'call', at: '2026-11-23T14:59:00.000Z' }],
    ['failed', exhausted, { to: 'followUp', because: 'ladderExhausted', status: 'unreachable' }],
    [
      'noAnswer',
      { ...base, attempts, optedOut: true },
      { to: 'closed', because: 'optedOut', status: 'opted_out' },
    ],
    ['noAnswer', { ...base, attempts, paused: true }, { to: 'call', because: 'paused' }],
  ])('%s leads on', (outcome, inputs, expected) =>
    expect(afterCall(outcome, inputs, true)).toMatchObject(expected),
  );

  it.each<[CallOutcome, NumberBar, object]>([
    ['wrongNumber', 'wrongNumber', { to: 'closed', status: 'lost' }],
    ['fax', 'fax', { to: 'closed', status: 'unreachable' }],
  ])('%s closes when nothing may be written either', (outcome, numberBar, expected) =>
    expect(afterCall(outcome, { ...base, numberBar }, false)).toMatchObject(expected),
  );

  it('declined is called again where the tenant says so, and then no more', () => {
    const policy = { ...base.policy, retries: { noAnswer: ['1 hour'], declined: ['2 hours'] } };
    const [one, two] = [
      missed('2026-11-23T10:58:00Z', 'declined'),
      missed('2026-11-23T10:59:00Z', 'declined'),
    ];
    expect(afterCall('declined', { ...base, policy, attempts: [one] }, true)).toMatchObject({
      to: 'call',
      at: '2026-11-23T12:58:00.000Z',
    });
    expect(afterCall('declined', { ...base, policy, attempts: [one, two] }, true)).toMatchObject({
      to: 'followUp',
      because: 'declined',
    });
  });
});

describe('a verdict', () => {
  it('that is no permission is told to the journey as a code', () => {
    expect(notNow({ kind: 'wait', reason: 'paused', rule: 'x' })).toEqual({
      kind: 'wait',
      because: 'paused',
    });
    expect(notNow({ kind: 'never', reason: 'noPhone', rule: 'x', to: 'followUp' })).toEqual({
      kind: 'never',
      because: 'noPhone',
      to: 'followUp',
    });
  });
});
