import type { LeadStatus } from '../../schema/contracts/steps.ts';
import type { CallSummary } from '../../schema/contracts/talk.ts';
import { advanceStatus } from './status.ts';

/** From this score on an interested lead counts as qualified. */
export const qualifiedFrom = 50;

/** What a score is made of: facts that were confirmed, and nothing that a model says of them. */
export interface ScoredCall {
  outcome: CallSummary['outcome'];
  answers: number;
  questions: number;
  budgetNamed: boolean;
  objections: number;
  sentiment: CallSummary['sentiment'];
}

const byOutcome: Record<CallSummary['outcome'], number> = {
  booked: 45,
  interested: 25,
  callBack: 15,
  notInterested: -30,
  wrongNumber: -100,
  optedOut: -100,
};
const endedAs: Record<CallSummary['outcome'], string> = {
  booked: 'An appointment was booked.',
  interested: 'The lead is interested.',
  callBack: 'The lead asks to be called again.',
  notInterested: 'The lead is not interested.',
  wrongNumber: 'It was the wrong number.',
  optedOut: 'The lead does not want to be contacted.',
};

// points without grounds are cut: nobody who declines is a hot lead
const bounds: Record<CallSummary['outcome'], { least: number; most: number }> = {
  booked: { least: 50, most: 100 },
  interested: { least: 10, most: 95 },
  callBack: { least: 10, most: 80 },
  notInterested: { least: 0, most: 30 },
  wrongNumber: { least: 0, most: 0 },
  optedOut: { least: 0, most: 0 },
};

const everybody = 15;
const forAnswers = 25;
const forBudget = 10;
const forMood = 5;
const forObjection = 5;

/** The score of a call, 0 to 100, with a reason for each part of it. The same facts always give the same score. */
export const scoreOf = (call: ScoredCall): { score: number; reasons: string[] } => {
  const { outcome, answers, questions, budgetNamed, objections, sentiment } = call;
  const answered = questions > 0 ? Math.round((forAnswers * Math.min(answers, questions)) / questions) : 0;
  const parts: [points: number, reason: string][] = [
    [byOutcome[outcome], endedAs[outcome]],
    [answered, `${answers} of ${questions} questions were answered.`],
    [budgetNamed ? forBudget : 0, 'A budget was named.'],
    [-forObjection * Math.min(2, objections), `${objections} objections were raised.`],
    [sentiment === 'positive' ? forMood : 0, 'The lead sounded positive.'],
    [sentiment === 'negative' ? -forMood : 0, 'The lead sounded negative.'],
  ];
  const { least, most } = bounds[outcome];
  const total = parts.reduce((sum, [points]) => sum + points, everybody);
  return {
    score: Math.min(most, Math.max(least, total)),
    reasons: parts.filter(([points]) => points !== 0).map(([, reason]) => reason),
  };
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
