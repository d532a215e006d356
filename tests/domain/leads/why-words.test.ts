import { expect, test } from 'vitest';
import { tellHappening } from '../../../domain/leads/why-words.ts';

const status = (reason: string) =>
  tellHappening('timelineEvent', {
    kind: 'statusChanged',
    details: { from: 'new', to: 'opted_out', reason },
  });

test.each([
  ['optedOut', 'The status went from new to opted out: opted out.'],
  [
    'Bought an iPhone at the new_shop',
    'The status went from new to opted out: Bought an iPhone at the new_shop.',
  ],
])('the reason %s is told as a code is, or as it was typed', (reason, sentence) => {
  expect(status(reason)).toBe(sentence);
});

test.each([
  [{ kind: 'email.delivered', vendor: 'resend' }, 'The vendor said (resend): email delivered.'],
  [{ kind: 'calendar.updated', vendor: 'graph' }, 'Somebody changed the meeting in the calendar.'],
  [
    { kind: 'import', vendor: 'import', actor: 'staff:ada', actorName: 'Ada' },
    'Ada imported the lead from a file.',
  ],
  [
    { kind: 'import', vendor: 'import', actor: null, actorName: null },
    'The system imported the lead from a file.',
  ],
])('what came from outside, %j, is told in words', (words, sentence) => {
  expect(tellHappening('inboundEvent', words)).toBe(sentence);
});
