import type { CallSummary, CheckedSummary, DroppedFact, SummaryFact } from '../../schema/contracts/talk.ts';
import { currenciesIn, minorUnitsOf } from '../claims/currencies-in.ts';
import { numbersIn } from '../claims/numbers-in.ts';
import { repeats } from '../claims/repeats.ts';
import { unsupportedIn } from '../claims/unsupported.ts';
import { checkedOutcome, type KnownOfCall } from './checked-outcome.ts';
import { type Evidence, findEvidence } from './evidence.ts';
import { sentencesOf } from './sentences.ts';
import type { TranscriptTurn } from './summary.ts';

/** A call as it happened: what a summary is checked against. */
export interface CallToCheck extends KnownOfCall {
  turns: readonly TranscriptTurn[];
  questions: readonly { id: string; ask: string }[];
  knowledge: readonly { title: string; text: string }[];
  /** what our own rows say besides: names, the interest on the form, the appointment as it is written */
  known: readonly string[];
  languages: readonly string[];
  /** what the model was told; none of it is a summary */
  instructions: string;
}

type Checked = Omit<CheckedSummary, 'score' | 'scoreReasons' | 'nextStep'>;

/**
 * The summary without what the lead never said. Each fact that stays carries the turns it was taken from; what was
 * dropped is kept beside, for people. Sentences are kept when every number, day, name and promise in them is known.
 */
export const checkSummary = (summary: CallSummary, call: CallToCheck): Checked => {
  const said = saidBy(call);
  const found: SummaryFact[] = [];
  const dropped: DroppedFact[] = [];
  const keep = (fact: Omit<SummaryFact, 'turns'>, turns: number[] | null): void => {
    // an answer is the lead's to give, in whatever words; what they want or doubt is not theirs to dictate
    const isOrder = fact.kind !== 'answer' && isDictated(fact.text, said);
    if (turns && !isOrder) found.push({ ...fact, turns });
    else dropped.push({ ...fact, because: turns ? 'dictated' : 'notSaid' });
  };
  for (const { questionId, answer, turns } of summary.answers) {
    const question = call.questions.find(({ id }) => id === questionId);
    const fact = { kind: 'answer', questionId, text: answer } as const;
    if (question) keep(fact, findEvidence(answer, evidenceOf(call, turns, question.ask)));
    else dropped.push({ ...fact, because: 'neverAsked' });
  }
  for (const { text, turns } of summary.objections)
    keep({ kind: 'objection', questionId: null, text }, findEvidence(text, evidenceOf(call, turns)));
  if (summary.interest) {
    const { text, turns } = summary.interest;
    const evidence = evidenceOf(call, turns);
    keep({ kind: 'interest', questionId: null, text }, findEvidence(text, evidence));
  }
  const budget = summary.budget && budgetEvidence(summary.budget, call);
  if (summary.budget) keep({ kind: 'budget', questionId: null, text: writtenSum(summary.budget) }, budget);
  const outcome = checkedOutcome(summary.outcome, call);
  if (outcome !== summary.outcome)
    dropped.push({ kind: 'outcome', questionId: null, text: summary.outcome, because: 'notSaid' });
  const texts = checkedTexts(summary, call);
  const of = (kind: SummaryFact['kind']): SummaryFact[] => found.filter((fact) => fact.kind === kind);
  return {
    outcome,
    interest: of('interest')[0]?.text ?? null,
    budget:
      budget && summary.budget
        ? { amountMinor: summary.budget.amountMinor, currency: summary.budget.currency }
        : null,
    answers: of('answer').map(({ questionId, text }) => ({ questionId: questionId ?? '', answer: text })),
    objections: of('objection').map(({ text }) => text),
    sentiment: summary.sentiment,
    summary: texts.summary,
    leadSummary: texts.leadSummary || null,
    facts: found,
    dropped: [...dropped, ...texts.dropped],
    byModel: true,
  };
};

/** Where a fact of this call may have been said. */
export const evidenceOf = (call: CallToCheck, claimed: readonly number[], asked = ''): Evidence => ({
  turns: call.turns,
  claimed,
  asked,
  languages: call.languages,
});

type Budget = NonNullable<CallSummary['budget']>;

/** The turns in which the lead named this sum, in figures or words, in this currency or in answer to a question in it. */
const budgetEvidence = ({ amountMinor, currency, turns }: Budget, call: CallToCheck): number[] | null => {
  const amount = amountMinor / minorUnitsOf(currency);
  const named = call.turns.flatMap(({ speaker, text }, index) => {
    if (speaker !== 'lead' || !numbersIn(text, call.languages).has(amount)) return [];
    const said = currenciesIn(text);
    const asked = call.turns[index - 1]?.text ?? '';
    return (said.size > 0 ? said : currenciesIn(asked)).has(currency) ? [index + 1] : [];
  });
  const claimed = named.filter((turn) => turns.includes(turn));
  if (named.length === 0) return null;
  return claimed.length > 0 ? claimed : named.slice(0, 1);
};

const writtenSum = ({ amountMinor, currency }: Budget): string =>
  `${amountMinor / (minorUnitsOf(currency) || 100)} ${currency}`;

/** Both texts, sentence by sentence. What the agent said proves nothing: it may have been invented then. */
const checkedTexts = (
  { summary, leadSummary }: CallSummary,
  call: CallToCheck,
): { summary: string; leadSummary: string; dropped: DroppedFact[] } => {
  const { known, knowledge, languages } = call;
  const said = saidBy(call);
  const grounds = {
    evidence: [...said, ...known].join('\n'),
    knowledge: knowledge.map(({ title, text }) => `${title}. ${text}`).join('\n'),
    languages,
  };
  const dropped: DroppedFact[] = [];
  const kept = (text: string, kind: 'summary' | 'leadSummary'): string => {
    const isLeaked = text.includes('<brief') || repeats(text, call.instructions, 8);
    if (isLeaked) dropped.push({ kind, questionId: null, text, because: 'leaked' });
    return isLeaked ? '' : sentencesKept(text, kind);
  };
  const sentencesKept = (text: string, kind: 'summary' | 'leadSummary'): string =>
    sentencesOf(text)
      .filter((sentence) => {
        const [because] = [
          ...unsupportedIn(sentence, grounds),
          ...(isDictated(sentence, said) ? (['dictated'] as const) : []),
        ];
        if (because) dropped.push({ kind, questionId: null, text: sentence, because });
        return because === undefined;
      })
      .join(' ');
  return { summary: kept(summary, 'summary'), leadSummary: kept(leadSummary, 'leadSummary'), dropped };
};

const saidBy = ({ turns }: CallToCheck): string[] =>
  turns.flatMap(({ speaker, text }) => (speaker === 'lead' ? [text] : []));

const words = (text: string): string => (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).join(' ');
const orders =
  /\b(ignore|instructions?|system prompt|write|repeat|say|summary|anweisung|schreib|talimat|yaz|escribe|écris|scrivi)\b/iu;

/** A sentence that stands word for word in a turn which gives orders is no summary of it. */
const isDictated = (sentence: string, said: readonly string[]): boolean => {
  const plain = words(sentence);
  return (
    plain.split(' ').length >= 3 && said.some((turn) => orders.test(turn) && words(turn).includes(plain))
  );
};
