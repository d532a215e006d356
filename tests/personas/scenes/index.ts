import type { Scene } from '../scene.ts';
import { appointmentScenes } from './appointments.ts';
import { contactScenes } from './contact.ts';
import { draftScenes } from './drafts.ts';
import { firstScenes } from './first.ts';
import { mailScenes } from './mail.ts';
import { mergingScenes } from './merging.ts';
import { outageScenes } from './outages.ts';
import { talkScenes } from './talk.ts';
import { telephonyScenes } from './telephony.ts';

/** Everybody who is walked by `npm run personas`, in the order of the table. */
export const scenes: readonly Scene[] = [
  ...firstScenes,
  ...talkScenes,
  ...appointmentScenes,
  ...telephonyScenes,
  ...draftScenes,
  ...mailScenes,
  ...contactScenes,
  ...outageScenes,
  ...mergingScenes,
];
