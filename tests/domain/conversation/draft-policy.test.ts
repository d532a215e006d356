// how often people are reminded of a reply that waits for them
import { expect, test } from 'vitest';
import { reminderWaitMs } from '../../../domain/conversation/draft-policy.ts';

const hour = 3_600_000;

test.each([
  [4, 1, 4],
  [4, 2, 8],
  [4, 3, 16],
  [4, 4, 24],
  [4, 400, 24],
  [48, 1, 48],
  [48, 9, 48],
])('of a time-out of %i hours, after reminder %i it is %i hours to the next', (after, nth, hours) => {
  expect(reminderWaitMs(after * hour, nth)).toBe(hours * hour);
});
