import { findLead, type Person, person, type SentLead, sendForm } from '../../end-to-end/leads.ts';
import type { Running } from '../../end-to-end/running.ts';
import type { Scene } from '../scene.ts';

/** The button of the form is hit twice, or the page sends it again before it was answered. */
const sendsTwiceAtOnce = async (running: Running, who: Person): Promise<SentLead> => {
  await Promise.all([1, 2].map(() => sendForm(running, 'heavenly-drops', who)));
  return findLead(running, who);
};

/** One person who comes in twice, or by two ways. */
export const mergingScenes: Scene[] = [
  {
    persona: 'ivy',
    fault: 'the form is sent twice at once',
    person: (nth) => person('ivy', nth),
    enter: sendsTwiceAtOnce,
  },
  {
    persona: 'ivy',
    fault: 'the form is sent twice at once, and every status of the call is told twice',
    person: (nth) => person('ivy', nth),
    faults: ({ phone }) => [
      { vendor: 'twilio', operation: 'statusCallback', kind: 'duplicateCallback', times: 8, about: phone },
    ],
    enter: sendsTwiceAtOnce,
  },
];
