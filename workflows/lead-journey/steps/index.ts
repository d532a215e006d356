import type { Step } from '../../../schema/contracts/journey.ts';
import type { Journey, Move } from '../journey.ts';
import { attend } from './attend.ts';
import { call } from './call.ts';
import { followUp } from './follow-up.ts';
import { intake } from './intake.ts';
import { rest } from './rest.ts';
import { schedule } from './schedule.ts';
import { summarise } from './summarise.ts';

/** Each step is written from the state, never from what it remembers: it may be entered anew in any run. */
export const steps: Record<Exclude<Step, 'closed'>, (journey: Journey) => Promise<Move>> = {
  intake,
  call,
  summarise,
  schedule,
  attend,
  followUp,
  rest,
};
