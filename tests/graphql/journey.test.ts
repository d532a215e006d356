// Where a journey is, as staff read it.
import { describe, expect, test } from 'vitest';
import { steps } from '../../schema/contracts/journey.ts';
import { type JourneyPlace, journeyStory } from '../../schema/graphql/journey-story.ts';

const nowhere: JourneyPlace = {
  step: null,
  nextAction: null,
  nextActionAt: null,
  attempts: 0,
  pausedAt: null,
  optedOutAt: null,
  closedAt: null,
  closeReason: null,
  timeZone: null,
};
const at = new Date('2026-11-20T09:30:00Z');

describe('the story of a journey', () => {
  test.each<[Partial<JourneyPlace>, string]>([
    [{}, 'The journey has not begun yet.'],
    [{ step: 'call' }, 'The lead is about to be called.'],
    [
      { step: 'call', attempts: 1, nextAction: 'retryCall', nextActionAt: at, timeZone: 'Australia/Perth' },
      'The lead is being called (1 try so far); next: retry call at 20 Nov 2026, 17:30 (Australia/Perth).',
    ],
    [
      { step: 'call', attempts: 1, nextAction: 'callRunning', nextActionAt: at },
      'The lead is being called (1 try so far); a call is open.',
    ],
    [
      { step: 'schedule', nextAction: 'offer_stands' },
      'A time for a meeting is being found; next: offer stands.',
    ],
    [
      { step: 'attend', nextAction: 'suspended' },
      'A meeting is booked; it waits, because the business is suspended.',
    ],
    [{ step: 'attend', nextActionAt: at }, 'A meeting is booked; next step at 20 Nov 2026, 09:30 (UTC).'],
    [{ step: 'followUp', pausedAt: at }, 'Paused by staff. The lead is being followed up.'],
    [
      { step: 'rest', optedOutAt: at },
      'The lead does not want to be contacted. Nothing is planned; the journey waits for the lead.',
    ],
    [{ step: 'closed', closeReason: 'wrongNumber' }, 'The journey is closed: wrong number.'],
  ])('of %j is one a person can read', (place, story) => {
    expect(journeyStory({ ...nowhere, ...place })).toBe(story);
  });

  test('is told for every step, with a zone that is not one, too', () => {
    for (const step of steps)
      expect(journeyStory({ ...nowhere, step, nextActionAt: at, timeZone: 'Not/AZone' })).toMatch(
        /^[A-Z].*\.$/,
      );
  });
});
