// rules as tables
import { describe, expect, it } from 'vitest';
import { delayAfter, longestLadder } from '../../../domain/contact/retries.ts';
import { type CallOutcome, callOutcomes } from '../../../schema/contracts/calls.ts';
import type { Retries } from '../../../schema/contracts/tenant.ts';

const list: Retries = ['1 hour', '2 hours', '3 hours'];
const table: Retries = { noAnswer: list, busy: ['5 minutes', '10 minutes'], voicemail: ['1 day'] };

describe('the delay after a call', () => {
  it.each<[string, Retries, (CallOutcome | null)[], string | undefined]>([
    ['a list counts every attempt', list, ['busy', 'noAnswer'], '2 hours'],
    ['a list ends', list, ['busy', 'noAnswer', 'voicemail', 'failed'], undefined],
    ['a list is one step further on after a screened call', list, ['screened'], '2 hours'],
    ['a table takes the outcome’s own delays', table, ['busy'], '5 minutes'],
    [
      'a table counts how often the outcome came',
      table,
      ['noAnswer', 'busy', 'noAnswer', 'busy'],
      '10 minutes',
    ],
    ['an outcome’s delays end', table, ['voicemail', 'voicemail'], undefined],
    ['an outcome without delays goes by noAnswer', table, ['failed'], '1 hour'],
    ['a screened call without delays waits longer than no answer', table, ['screened'], '2 hours'],
    ['an attempt of which nothing was heard is no answer', table, [null], '1 hour'],
    ['who declined is not called again', table, ['declined'], undefined],
    ['who declined is not called again by a list either', list, ['declined'], undefined],
    [
      'who declined is called again where it is set',
      { ...table, declined: ['1 week'] },
      ['declined'],
      '1 week',
    ],
  ])('%s', (_, retries, outcomes, expected) => expect(delayAfter(retries, outcomes)).toBe(expected));

  it('is none after what ends all calls, however it is set', () => {
    for (const outcome of ['wrongNumber', 'optedOut', 'fax', 'skipped'] as const)
      for (const retries of [list, table]) expect(delayAfter(retries, [outcome])).toBeUndefined();
  });

  it('never goes on for ever, whichever outcomes come in whatever order', () => {
    for (const outcome of callOutcomes)
      for (const retries of [list, table])
        expect(
          delayAfter(
            retries,
            Array.from({ length: 9 }, () => outcome),
          ),
        ).toBeUndefined();
  });

  it('makes as many calls in total as the longest list allows', () => {
    expect(longestLadder(list)).toBe(4);
    expect(longestLadder(table)).toBe(4);
  });
});
