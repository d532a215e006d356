import type { MailReason, MailWords } from './words/words.ts';

/** A part of an e-mail. HTML and plain text are made from the same blocks, so they always say the same. */
export type Block =
  | { kind: 'text'; text: string }
  | { kind: 'heading'; text: string }
  | { kind: 'list'; items: string[] }
  | { kind: 'facts'; facts: { label: string; value: string }[] }
  | { kind: 'button'; label: string; url: string };

/** What an e-mail consists of before it is laid out. */
export interface MailContent {
  subject: string;
  /** the line that mailboxes show beside the subject */
  preview: string;
  /** why its reader gets it */
  reason: MailReason;
  blocks: Block[];
}

/** Who writes, and in which language's words. */
export interface Sender {
  business: string;
  words: MailWords;
}

export const text = (words: string): Block => ({ kind: 'text', text: words });

/** A button where there is an address for it. One that is no web address, whoever it came from, makes no button. */
export const button = (label: string, url: string | null): Block[] =>
  url && /^https?:\/\//.test(url) ? [{ kind: 'button', label, url }] : [];

/** What the lead answered, question by question. */
export const answered = (answers: readonly { question: string; answer: string }[]): Block => ({
  kind: 'facts',
  facts: answers.map(({ question, answer }) => ({ label: question, value: answer })),
});

/** Facts without those that have no value; nothing when none is left. */
export const facts = (
  given: readonly (readonly [label: string, value: string | null | undefined])[],
): Block[] => {
  const known = given.flatMap(([label, value]) => (value ? [{ label, value }] : []));
  return known.length > 0 ? [{ kind: 'facts', facts: known }] : [];
};

/** A list under its heading; nothing when it is empty. */
export const listed = (heading: string, items: readonly string[]): Block[] =>
  items.length > 0
    ? [
        { kind: 'heading', text: heading },
        { kind: 'list', items: [...items] },
      ]
    : [];
