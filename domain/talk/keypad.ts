import type { TalkQuestion } from '../../schema/contracts/talk.ts';
import { notUnderstood } from './misunderstandings.ts';

/** A turn as far as keys are read from it. */
export interface HeardTurn {
  speaker: 'lead' | 'agent' | 'tool';
  text: string;
  tool?: { name: string; resultJson: string } | null | undefined;
}

/** What a key of the phone stands for. Documented for people in `docs/journeys.md`. */
export type KeyMeaning =
  | { kind: 'person' | 'stop' | 'repeat' | 'unknown' }
  | { kind: 'answer'; questionId: string; answer: string }
  | { kind: 'slot'; slotId: string; spoken: string };

const fixed: Record<string, KeyMeaning> = {
  '0': { kind: 'person' },
  '9': { kind: 'person' },
  '*': { kind: 'stop' },
  '#': { kind: 'repeat' },
};

interface Slot {
  slotId: string;
  spoken: string;
}

const slotsOf = (resultJson: string): Slot[] => {
  const { slots } = JSON.parse(resultJson) as { slots?: Slot[] };
  return Array.isArray(slots) ? slots : [];
};

type Pending = { slots: Slot[] } | { question: TalkQuestion } | null;

/** What the lead was last asked to choose from: times that stand offered, or a question with choices. */
const pendingChoice = (turns: readonly HeardTurn[], questions: readonly TalkQuestion[]): Pending => {
  for (const { speaker, text, tool } of turns.toReversed()) {
    if (tool?.name === 'offer_slots') return { slots: slotsOf(tool.resultJson) };
    if (tool && tool.name !== notUnderstood) return null;
    if (speaker !== 'agent') continue;
    const question = questions.find(({ ask }) => text.includes(ask));
    if (question) return { question };
  }
  return null;
};

/** What a key means at this point of the talk. The digits from 1 to 8 choose from what was last offered. */
export const meaningOfKey = (
  key: string,
  turns: readonly HeardTurn[],
  questions: readonly TalkQuestion[],
): KeyMeaning => {
  const known = fixed[key];
  if (known) return known;
  const pending = pendingChoice(turns, questions);
  const place = Number(key) - 1;
  if (pending && 'slots' in pending) {
    const slot = pending.slots[place];
    return slot ? { kind: 'slot', ...slot } : { kind: 'unknown' };
  }
  const answer = pending?.question.choices?.[place];
  return pending && answer
    ? { kind: 'answer', questionId: pending.question.id, answer }
    : { kind: 'unknown' };
};

/** A key as it stands in the transcript, for the model and for people. */
export const keyPressed = (key: string): string => `[key ${key}]`;

/** Whether words of the lead end in the key that ends all contact: no model is asked what that may mean. */
export const asksToStop = (text: string): boolean => text.endsWith(keyPressed('*'));
