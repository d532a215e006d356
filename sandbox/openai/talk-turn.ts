import type { TalkToolCalls } from '../../schema/contracts/talk.ts';
import type { ModelTurn } from './conversation.ts';
import { findEntry, speakEntry } from './knowledge.ts';
import type { TalkState } from './talk-state.ts';

/** One turn; a tool that was not offered is left out, as a model cannot call it. */
export function turn<Tool extends keyof TalkToolCalls>(
  talk: TalkState,
  text: (string | null)[],
  tool?: Tool,
  args?: TalkToolCalls[Tool]['args'],
): ModelTurn {
  const calls =
    tool && talk.tools.has(tool) ? [{ name: tool, argumentsJson: JSON.stringify(args ?? {}) }] : [];
  return { text: text.filter((part) => part).join(' '), calls };
}

/** The next open question, or the offer of a meeting after the last one. */
export function goOn(talk: TalkState, before: string | null): ModelTurn {
  if (talk.brief.askRecording && talk.tools.has('record_consent'))
    return turn(talk, [before, talk.phrases.mayRecord]);
  const next = talk.open[0];
  if (next) return turn(talk, [before, next.ask]);
  if (talk.offers === 0 && talk.tools.has('offer_slots')) {
    const passing = before === talk.phrases.thanks ? null : before;
    return turn(talk, [passing, talk.phrases.meeting], 'offer_slots', { preference: null });
  }
  return turn(talk, [before, talk.phrases.anythingElse]);
}

/** The prompt that stands, said again after something else was dealt with. */
export function askAgain(talk: TalkState, before: string | null): ModelTurn {
  const { prompt, phrases } = talk;
  if (prompt.kind === 'question') return turn(talk, [before, prompt.question.ask]);
  if (prompt.kind === 'slots') return turn(talk, [before, speakSlots(talk)]);
  if (prompt.kind === 'anythingElse') return turn(talk, [before, phrases.anythingElse]);
  return goOn(talk, before);
}

/** Nothing could be made of what was said: noted, and asked again after that. */
export function notUnderstood(talk: TalkState): ModelTurn {
  if (talk.tools.has('not_understood')) return turn(talk, [], 'not_understood', {});
  return askAgain(talk, talk.phrases.again);
}

/** The offered times in one sentence. */
export function speakSlots(talk: TalkState): string {
  const spoken = talk.slots.map((slot) => slot.spoken);
  const last = spoken.pop();
  const list = spoken.length > 0 ? `${spoken.join(', ')} ${talk.phrases.or} ${last}` : `${last}`;
  return `${talk.phrases.slots(list)} ${talk.phrases.which}`;
}

/** The last words, and the end of the call with its reason. */
export function sayGoodbye(
  talk: TalkState,
  before: string | null,
  reason: 'done' | 'notInterested' | 'wrongNumber',
) {
  return turn(talk, [before, talk.phrases.goodbye], 'end_call', { reason });
}

/** What the knowledge says, or that the agent does not know. */
export function answerQuestion(talk: TalkState, heard: string): string {
  const entry = findEntry(heard, talk.brief.knowledge);
  return entry ? speakEntry(entry) : talk.phrases.unsure;
}
