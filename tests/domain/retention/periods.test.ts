// rules as tables
import { expect, test } from 'vitest';
import { removedBefore } from '../../../domain/retention/periods.ts';

const now = new Date('2026-11-26T03:00:00.000Z');

test('what has no period is kept, but for what belongs to nobody', () => {
  expect(removedBefore(undefined, now)).toEqual({
    leads: null,
    recordings: null,
    messages: null,
    unclaimed: new Date('2026-08-28T03:00:00.000Z'),
  });
});

test('what has a period goes when it is over', () => {
  const periods = { leads: '2 weeks', recordings: '1 day', messages: '7 days', unclaimed: '36 hours' };
  expect(removedBefore(periods, now)).toEqual({
    leads: new Date('2026-11-12T03:00:00.000Z'),
    recordings: new Date('2026-11-25T03:00:00.000Z'),
    messages: new Date('2026-11-19T03:00:00.000Z'),
    unclaimed: new Date('2026-11-24T15:00:00.000Z'),
  });
});
