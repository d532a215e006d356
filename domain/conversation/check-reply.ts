import { plainWords, repeats } from '../claims/repeats.ts';
import { type Grounds, unsupportedIn } from '../claims/unsupported.ts';
import type { HeldBecause } from './draft-policy.ts';

/** A reply as a model wrote it, and all that it may rest on. */
export interface ReplyToCheck {
  text: string;
  confidence: number;
  sources: readonly string[];
  /** the lead's own words */
  asked: string;
  knowledge: readonly { title: string; text: string }[];
  /** what the model was told besides; none of it may be passed on */
  instructions: string;
  languages: readonly string[];
  /** what the business is called and how its assistant is */
  names: readonly string[];
}

export interface SendingRule {
  auto: boolean;
  minConfidence: number;
  /** a reply of this lead waits for a person already */
  earlierHeld: boolean;
  /** how many replies went to this lead within the last hour without a person */
  sentLately: number;
}

/** More than this in an hour is no talk with a person. */
const mostInAnHour = 6;

/**
 * Why a reply may not be sent without a person; null when it may. How sure the model says it is comes last: one that
 * invents a price is sure of it.
 */
export const heldBecause = (reply: ReplyToCheck, rule: SendingRule): HeldBecause | null => {
  if (reply.text.trim() === '') return 'noText';
  if (repeats(reply.text, reply.instructions, 8)) return 'leaked';
  if (reply.text.includes('<brief')) return 'leaked';
  if (unsupportedIn(reply.text, groundsOf(reply)).length > 0) return 'unsupported';
  if (repeats(reply.text, unlessKnown(reply), 5)) return 'dictated';
  if (rule.earlierHeld) return 'earlierHeld';
  if (!rule.auto) return 'notAutomatic';
  if (reply.confidence < rule.minConfidence) return 'unsure';
  if (reply.sources.length === 0) return 'noSource';
  return rule.sentLately >= mostInAnHour ? 'tooMany' : null;
};

/** The titles among these that there are. */
export const knownSources = (claimed: readonly string[], knowledge: readonly { title: string }[]): string[] =>
  knowledge.map(({ title }) => title).filter((title) => claimed.includes(title));

const groundsOf = ({ asked, knowledge, languages, names }: ReplyToCheck): Grounds => ({
  evidence: [asked, ...names].join('\n'),
  knowledge: knowledge.map(({ title, text }) => `${title}. ${text}`).join('\n'),
  languages,
});

/** The lead's words that the business does not say itself: only those can have been dictated. */
const unlessKnown = ({ asked, knowledge }: ReplyToCheck): string => {
  const known = plainWords(knowledge.map(({ text }) => text).join(' ')).join(' ');
  return asked
    .split(/(?<=[.!?\n])/)
    .filter((sentence) => !known.includes(plainWords(sentence).join(' ')))
    .join(' ');
};
