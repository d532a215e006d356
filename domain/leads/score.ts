import type { LeadStatus } from '../../schema/contracts/steps.ts';
import type { CallSummary } from '../../schema/contracts/talk.ts';
import { advanceStatus } from './status.ts';

/** From this score on an interested lead counts as qualified. */
export const qualifiedFrom = 50;

// what a model may say at most and at least about a call that ended so: points without grounds are cut
const bounds: Record<CallSummary['outcome'], { least: number; most: number }> = {
  booked: { least: 50, most: 100 },
  interested: { least: 10, most: 95 },
  callBack: { least: 10, most: 80 },
  notInterested: { least: 0, most: 30 },
  wrongNumber: { least: 0, most: 0 },
  optedOut: { least: 0, most: 0 },
};

/** The score that counts: a whole number of 0–100, within what the outcome allows. */
export const checkedScore = ({ score, outcome }: Pick<CallSummary, 'score' | 'outcome'>): number => {
  const { least, most } = bounds[outcome];
  const told = Number.isFinite(score) ? Math.round(score) : least;
  return Math.min(most, Math.max(least, told));
};

/** The status after a call: never back on the way, and an appointment only when one was really booked. */
export const statusAfterCall = (
  before: LeadStatus,
  call: { outcome: CallSummary['outcome']; score: number; booked: boolean },
): LeadStatus => {
  const { outcome, score, booked } = call;
  if (outcome === 'optedOut') return advanceStatus(before, 'opted_out');
  if (booked) return advanceStatus(before, 'appointment');
  if (outcome === 'wrongNumber' || outcome === 'notInterested') return advanceStatus(before, 'lost');
  return advanceStatus(before, score >= qualifiedFrom ? 'qualified' : 'contacted');
};
