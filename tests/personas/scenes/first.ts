import { person } from '../../end-to-end/leads.ts';
import type { Scene } from '../scene.ts';

/** The personas that the demonstration starts with, undisturbed and with a vendor that misbehaves. */
export const firstScenes: Scene[] = [
  { persona: 'ana', fault: '–', person: (nth) => person('ana', nth) },
  { persona: 'noel', fault: '–', person: (nth) => person('noel', nth) },
  { persona: 'mia', fault: '–', person: (nth) => person('mia', nth) },
  {
    persona: 'ivy',
    fault: 'every status of the call is told twice',
    person: (nth) => person('ivy', nth),
    faults: ({ phone }) => [
      { vendor: 'twilio', operation: 'statusCallback', kind: 'duplicateCallback', times: 8, about: phone },
    ],
  },
];
