import type { CallSummary, TalkBrief } from '../../schema/contracts/talk.ts';
import { means, plain, sentences } from './talk-words.ts';
import type { Said } from './transcript.ts';

const positive =
  /\b(great|perfect|good|love|thank|thanks|nice|excellent|happy|wonderful|sure|please|teşekkür|harika)/gi;
const negative =
  /\b(bad|terrible|angry|annoy|hate|awful|useless|never|stop|complain|scam|expensive|berbat)/gi;
const objection =
  /\b(expensive|too much|not sure|worried|competitor|already have|too far|no time|need to ask|pahalı)\b/i;
const money =
  /(?:(₹|\$|€|£|₺|rs\.?|inr|usd|eur|gbp|try)\s*)?(\d[\d,.]*)\s*(k|thousand|lakhs?|crores?|million|m)?\s*(rupees|dollars|euros|pounds|lira|inr|usd|eur|gbp|try)?/gi;
const currencies: Record<string, string> = {
  '₹': 'INR',
  rs: 'INR',
  inr: 'INR',
  rupees: 'INR',
  $: 'USD',
  usd: 'USD',
  dollars: 'USD',
  '€': 'EUR',
  eur: 'EUR',
  euros: 'EUR',
  '£': 'GBP',
  gbp: 'GBP',
  pounds: 'GBP',
  '₺': 'TRY',
  try: 'TRY',
  lira: 'TRY',
};
const sizes: Record<string, number> = {
  k: 1e3,
  thousand: 1e3,
  lakh: 1e5,
  lakhs: 1e5,
  crore: 1e7,
  crores: 1e7,
  million: 1e6,
  m: 1e6,
};

/** The answers by question: what the lead said after the agent had asked. */
export function findAnswers(brief: TalkBrief, said: Said[]): CallSummary['answers'] {
  return brief.questions.flatMap((question) => {
    const ask = plain(question.ask);
    const start = ask.slice(0, Math.max(10, Math.ceil(ask.length * 0.6)));
    const at = said.findLastIndex((turn) => turn.by === 'agent' && plain(turn.text).includes(start));
    const answeredAt = at < 0 ? -1 : said.findIndex((turn, index) => index > at && turn.by === 'lead');
    const told = sentences(said[answeredAt]?.text ?? '').filter((part) => !means(part, 'question'));
    const turns = [answeredAt + 1];
    return told.length > 0 ? [{ questionId: question.id, answer: told.join(' '), turns }] : [];
  });
}

/** A sum of money that the lead named with its currency, in minor units. */
export function findBudget(said: Said[]): CallSummary['budget'] {
  for (const [index, { by, text }] of said.entries()) {
    const sum = by === 'lead' ? sumIn(text) : null;
    if (sum) return { ...sum, turns: [index + 1] };
  }
  return null;
}

function sumIn(text: string): { amountMinor: number; currency: string } | null {
  for (const match of text.matchAll(money)) {
    const unit = (match[1] ?? match[4] ?? '').toLowerCase().replace('.', '');
    const currency = currencies[unit];
    const amount = Number((match[2] ?? '').replace(/[.,]$/, '').replaceAll(',', ''));
    if (!currency || !Number.isFinite(amount)) continue;
    const size = sizes[(match[3] ?? '').toLowerCase()] ?? 1;
    return { amountMinor: Math.round(amount * size * 100), currency };
  }
  return null;
}

function findOutcome(said: Said[]): CallSummary['outcome'] {
  const lead = said.filter((turn) => turn.by === 'lead').map((turn) => turn.text);
  const agent = said.filter((turn) => turn.by === 'agent').map((turn) => turn.text);
  if (lead.some((text) => means(text, 'stop'))) return 'optedOut';
  if (lead.some((text) => means(text, 'wrongNumber'))) return 'wrongNumber';
  if (agent.some((text) => means(text, 'booked'))) return 'booked';
  if (lead.some((text) => means(text, 'callBack'))) return 'callBack';
  if (lead.some((text) => means(text, 'notInterested'))) return 'notInterested';
  return 'interested';
}

function findSentiment(leadText: string): CallSummary['sentiment'] {
  const balance = (leadText.match(positive)?.length ?? 0) - (leadText.match(negative)?.length ?? 0);
  if (balance > 0) return 'positive';
  return balance < 0 ? 'negative' : 'neutral';
}

const nextSteps: Record<CallSummary['outcome'], string> = {
  booked: 'Prepare the meeting that was booked.',
  interested: 'Send the link to choose a time for the meeting.',
  callBack: 'Call again at the time the lead asked for.',
  notInterested: 'No further call.',
  wrongNumber: 'Check the number.',
  optedOut: 'Do not contact the lead again.',
};

/** The summary of a call by rule: the same transcript always gives the same one. */
export function summarise(brief: TalkBrief, said: Said[]): CallSummary {
  const lead = said.filter((turn) => turn.by === 'lead').map((turn) => turn.text);
  const leadText = lead.join(' ');
  const outcome = findOutcome(said);
  const answers = findAnswers(brief, said);
  const budget = findBudget(said);
  const sentiment = findSentiment(leadText);
  const told = answers.map(({ questionId, answer }) => `${questionId}: ${answer}`).join('; ');
  return {
    outcome,
    interest: null,
    budget,
    answers,
    objections: said.flatMap(({ by, text }, index) =>
      by === 'lead' && objection.test(text) ? [{ text, turns: [index + 1] }] : [],
    ),
    sentiment,
    nextStep: nextSteps[outcome],
    summary: `The lead answered ${answers.length > 0 ? 'questions' : 'no question'}.${told ? ` Answers: ${told}` : ''}`,
    leadSummary: answers.length > 0 ? 'Thank you for your answers.' : 'Thank you for your time.',
  };
}
