// rules as a table
import { describe, expect, it } from 'vitest';
import { afterCall } from '../../../domain/contact/after-call.ts';
import type { CallInputs } from '../../../domain/contact/call-inputs.ts';
import { notNow } from '../../../domain/contact/verdict.ts';
import type { CallOutcome } from '../../../schema/contracts/calls.ts';
import { base, ladder } from './monday-in-london.ts';

describe('after a call', () => {
  const attempts = ladder('2026-11-23T10:59:00Z');
  const exhausted = { ...base, policy: { ...base.policy, retries: [] }, attempts };
  it.each<[CallOutcome, CallInputs, object]>([
    ['answered', base, { to: 'summarise', because: 'answered' }],
    ['declined', base, { to: 'followUp', because: 'declined' }],
    ['wrongNumber', base, { to: 'closed', because: 'wrongNumber' }],
    ['optedOut', base, { to: 'closed', because: 'optedOut', status: 'opted_out' }],
    ['noAnswer', { ...base, attempts }, { to: 'call', because: 'noAnswer', at: '2026-11-23T11:29:00.000Z' }],
    ['busy', { ...base, attempts }, { to: 'call', because: 'busy', at: '2026-11-23T11:29:00.000Z' }],
    ['voicemail', { ...base, attempts }, { to: 'call', at: '2026-11-23T11:29:00.000Z' }],
    ['failed', exhausted, { to: 'followUp', because: 'ladderExhausted', status: 'unreachable' }],
    [
      'noAnswer',
      { ...base, attempts, optedOut: true },
      { to: 'closed', because: 'optedOut', status: 'opted_out' },
    ],
    ['noAnswer', { ...base, attempts, paused: true }, { to: 'call', because: 'paused' }],
  ])('%s leads on', (outcome, inputs, expected) =>
    expect(afterCall(outcome, inputs)).toMatchObject(expected),
  );
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
