import { currenciesIn } from '../claims/currencies-in.ts';
import { datesIn } from '../claims/dates-in.ts';
import { numbersAreAmong, numbersIn } from '../claims/numbers-in.ts';
import type { TranscriptTurn } from './summary.ts';
import { wordsIn } from './words-in.ts';

/** Where a fact may have been said. */
export interface Evidence {
  turns: readonly TranscriptTurn[];
  /** the turns that the model names, from 1 */
  claimed: readonly number[];
  /** the question that it answers: a currency may stand there instead of in the answer */
  asked: string;
  languages: readonly string[];
}

/**
 * The turns of the lead in which a fact was said, from 1; null when it was not. Those that the model names are looked at
 * first, together and one by one; then every other.
 */
export const findEvidence = (fact: string, evidence: Evidence): number[] | null => {
  const { turns, claimed } = evidence;
  const ofLead = turns.flatMap(({ speaker }, index) => (speaker === 'lead' ? [index + 1] : []));
  const named = ofLead.filter((turn) => claimed.includes(turn));
  const textOf = (numbers: readonly number[]): string =>
    numbers.map((number) => turns[number - 1]?.text ?? '').join('\n');
  const candidates = [...ofLead.filter((turn) => named.includes(turn)), ...ofLead].map((turn) => [turn]);
  const single = candidates.find((numbers) => isSaid(fact, textOf(numbers), evidence));
  if (single) return single;
  return named.length > 1 && isSaid(fact, textOf(named), evidence) ? named : null;
};

const isSaid = (fact: string, said: string, { asked, languages }: Evidence): boolean => {
  const numbers = numbersIn(fact, languages);
  const within = <T>(claimed: Set<T>, known: Set<T>): boolean =>
    [...claimed].every((each) => known.has(each));
  if (!numbersAreAmong(fact, numbersIn(said, languages), languages)) return false;
  if (!within(currenciesIn(fact), currenciesIn(`${said}\n${asked}`))) return false;
  if (!within(datesIn(fact, languages), datesIn(said, languages))) return false;
  // a number may be written as it was not spoken; the words around it have to have been said
  const around = fact.replaceAll(/[\d.,]+/g, ' ').trim();
  const isNumber = numbers.size > 0 && withoutMoney(around) === '';
  return isNumber || wordsIn(numbers.size > 0 ? around || fact : fact, said) || wordsIn(fact, said);
};

const money =
  /[£$€₺₹]|\b(gbp|usd|eur|try|inr|aed|chf|pounds?|dollars?|euros?|liras?|tl|rupees?|dirhams?|pfund|about|around|approximately|etwa|ungefähr|yaklaşık)\b/giu;
const withoutMoney = (text: string): string => text.replaceAll(money, '').replaceAll(/[^\p{L}]/gu, '');
