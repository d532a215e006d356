import type { CheckedSummary, SummaryFact } from '../../schema/contracts/talk.ts';
import { type CallToCheck, evidenceOf } from './check-summary.ts';
import { checkedOutcome } from './checked-outcome.ts';
import { findEvidence } from './evidence.ts';

/**
 * What our own rows know of a call, when no model summed it up: the answers that were noted in the talk and were really
 * said, the booking, the goodbye.
 */
export const ownSummary = (
  call: CallToCheck,
  noted: Readonly<Record<string, string>>,
): Omit<CheckedSummary, 'score' | 'scoreReasons' | 'nextStep'> => {
  const facts = call.questions.flatMap(({ id, ask }): SummaryFact[] => {
    const text = noted[id];
    const turns = text === undefined ? null : findEvidence(text, evidenceOf(call, [], ask));
    return text === undefined || !turns ? [] : [{ kind: 'answer', questionId: id, text, turns }];
  });
  const spoke = call.turns.some(({ speaker }) => speaker === 'lead');
  const claimed = call.callsBack
    ? 'callBack'
    : call.talkResult === 'wrongNumber'
      ? 'wrongNumber'
      : 'notInterested';
  return {
    outcome: checkedOutcome(claimed, call),
    interest: null,
    budget: null,
    answers: facts.map(({ questionId, text }) => ({ questionId: questionId ?? '', answer: text })),
    objections: [],
    sentiment: 'neutral',
    summary: spoke
      ? 'The call was answered. No summary could be made; the transcript holds what was said.'
      : 'The call was answered, and the lead said nothing.',
    leadSummary: null,
    facts,
    dropped: [],
    byModel: false,
  };
};

const nextSteps: Record<CheckedSummary['outcome'], string> = {
  booked: 'Prepare the appointment.',
  interested: 'The lead has the link to choose a time.',
  callBack: 'The lead is called again at the time they asked for.',
  notInterested: 'Nothing more is planned.',
  wrongNumber: 'Check the number.',
  optedOut: 'This person is not contacted any more.',
};

/** What comes next, by what is planned and not by what a model thinks. */
export const nextStepOf = (outcome: CheckedSummary['outcome']): string => nextSteps[outcome];
