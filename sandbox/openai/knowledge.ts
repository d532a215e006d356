import { sentences, stems } from './talk-words.ts';

export interface Entry {
  title: string;
  text: string;
}

function overlap(question: Set<string>, text: string): number {
  return [...stems(text)].filter((stem) => question.has(stem)).length;
}

/** The entry that shares most words with a question: one of the title or two of the text, or null. */
export function findEntry(question: string, entries: Entry[]): Entry | null {
  const asked = stems(question);
  let best: { entry: Entry; score: number } | null = null;
  for (const entry of entries) {
    const score = 2 * overlap(asked, entry.title) + overlap(asked, entry.text);
    if (score >= 2 && score > (best?.score ?? 0)) best = { entry, score };
  }
  return best?.entry ?? null;
}

/** What the model says from an entry: its first two sentences. */
export function speakEntry(entry: Entry): string {
  return sentences(entry.text).slice(0, 2).join(' ');
}
