import type { TalkBrief, TalkQuestion } from '../../schema/contracts/talk.ts';
import type { Line } from './conversation.ts';
import type { Slot } from './slot-choice.ts';
import { type Phrases, phrasesFor } from './talk-phrases.ts';
import { plain } from './talk-words.ts';

export type Prompt =
  | { kind: 'greeting' | 'recording' | 'slots' | 'anythingElse' | 'goodbye' }
  | { kind: 'question'; question: TalkQuestion };

/** Where a talk stands, read from its lines alone: the model keeps nothing between two requests. */
export interface TalkState {
  brief: TalkBrief;
  phrases: Phrases;
  tools: Set<string>;
  lines: Line[];
  /** what the lead said last, since the agent's last words */
  heard: string | null;
  /** what the agent had asked before that */
  prompt: Prompt;
  open: TalkQuestion[];
  slots: Slot[];
  offers: number;
  unclear: number;
}

// A barge-in cuts the spoken text: a prompt counts as asked when it stands there whole, or when the text ends inside it.
function askedAt(text: string, prompt: string): number {
  const [said, wanted] = [plain(text), plain(prompt)];
  const whole = said.lastIndexOf(wanted);
  if (whole >= 0) return whole;
  const start = said.lastIndexOf(wanted.slice(0, Math.max(10, Math.ceil(wanted.length * 0.6))));
  return start >= 0 && wanted.startsWith(said.slice(start)) ? start : -1;
}

function latestPrompt(text: string, brief: TalkBrief, phrases: Phrases): Prompt | null {
  const candidates: { at: number; prompt: Prompt }[] = brief.questions.map((question) => ({
    at: askedAt(text, question.ask),
    prompt: { kind: 'question', question },
  }));
  candidates.push({ at: askedAt(text, phrases.mayRecord), prompt: { kind: 'recording' } });
  candidates.push({ at: askedAt(text, phrases.which), prompt: { kind: 'slots' } });
  candidates.push({ at: askedAt(text, phrases.anythingElse), prompt: { kind: 'anythingElse' } });
  candidates.push({ at: askedAt(text, phrases.goodbye), prompt: { kind: 'goodbye' } });
  const found = candidates.filter((candidate) => candidate.at >= 0).sort((a, b) => b.at - a.at);
  return found[0]?.prompt ?? null;
}

function openQuestions(lines: Line[], brief: TalkBrief, asked: Prompt[]): TalkQuestion[] {
  const done = new Set<string>();
  let remaining: string[] | null = null;
  for (const line of lines) {
    if (line.kind === 'call' && line.name === 'record_answer') done.add(String(line.args.questionId));
    if (line.kind === 'result' && Array.isArray(line.value.remaining)) {
      remaining = line.value.remaining.map(String);
    }
  }
  const current = asked.at(-1);
  for (const prompt of asked) {
    // Turns restored after a lost line carry no tool calls: a question that was left behind counts as answered.
    if (prompt.kind !== 'question') continue;
    if (current?.kind !== 'question' || current.question.id !== prompt.question.id)
      done.add(prompt.question.id);
  }
  const open = brief.questions.filter((question) => !done.has(question.id));
  return remaining === null ? open : open.filter((question) => remaining.includes(question.id));
}

function offeredSlots(lines: Line[]): Slot[] {
  const offers = lines.filter((line) => line.kind === 'result' && Array.isArray(line.value.slots));
  const last = offers.at(-1);
  return last?.kind === 'result' ? (last.value.slots as Slot[]) : [];
}

/** Reads the state of a talk from its brief and its lines. */
export function readTalk(brief: TalkBrief, lines: Line[], tools: Set<string>): TalkState {
  const phrases = phrasesFor(brief.language);
  const lastHeard = lines.findLastIndex((line) => line.kind === 'said' && line.by === 'lead');
  const asked: Prompt[] = [];
  let heard: string[] = [];
  let prompt: Prompt = { kind: 'greeting' };
  let unclear = 0;
  for (const [index, line] of lines.entries()) {
    if (line.kind !== 'said') continue;
    if (line.by === 'lead') {
      heard.push(line.text);
      continue;
    }
    if (line.text.includes(phrases.again)) unclear += 1;
    const found = latestPrompt(line.text, brief, phrases);
    if (index < lastHeard) {
      heard = [];
      if (found) prompt = found;
    }
    if (found) asked.push(found);
  }
  return {
    brief,
    phrases,
    tools,
    lines,
    heard: heard.length > 0 ? heard.join(' ') : null,
    prompt,
    open: openQuestions(lines, brief, asked),
    slots: offeredSlots(lines),
    offers: lines.filter((line) => line.kind === 'call' && line.name === 'offer_slots').length,
    unclear,
  };
}
