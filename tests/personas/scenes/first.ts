import { person } from '../../end-to-end/leads.ts';
import type { Scene } from '../scene.ts';

const statuses =
  (kind: string, times: number): NonNullable<Scene['faults']> =>
  ({ phone }) => [{ vendor: 'twilio', operation: 'statusCallback', kind, times, about: phone }];

/** The personas that the demonstration starts with, undisturbed and with a vendor that misbehaves. */
export const firstScenes: Scene[] = [
  { persona: 'ana', fault: '–', person: (nth) => person('ana', nth) },
  {
    persona: 'ana',
    fault: 'what became of the first call is never told',
    person: (nth) => person('ana', nth),
    // initiated, ringing, completed: then nothing is left but to ask the vendor
    faults: statuses('lostCallback', 3),
  },
  { persona: 'noel', fault: '–', person: (nth) => person('noel', nth) },
  {
    persona: 'noel',
    fault: 'Twilio is away for a while when the first call is placed',
    person: (nth) => person('noel', nth),
    faults: ({ phone }) => [
      { vendor: 'twilio', operation: 'calls.create', kind: 'outage', params: { ms: 8_000 }, about: phone },
    ],
  },
  { persona: 'mia', fault: '–', person: (nth) => person('mia', nth) },
  {
    persona: 'ivy',
    fault: 'every status of the call is told twice',
    person: (nth) => person('ivy', nth),
    faults: statuses('duplicateCallback', 8),
  },
  {
    persona: 'ivy',
    fault: 'no status of the call is ever told',
    person: (nth) => person('ivy', nth),
    faults: statuses('lostCallback', 8),
  },
];
