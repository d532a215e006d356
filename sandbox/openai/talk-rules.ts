import type { ModelTurn } from './conversation.ts';
import { chooseSlot, namedInstant } from './slot-choice.ts';
import { afterTool } from './talk-after-tool.ts';
import type { TalkState } from './talk-state.ts';
import { answerQuestion, askAgain, goOn, notUnderstood, sayGoodbye, turn } from './talk-turn.ts';
import { means, sentences } from './talk-words.ts';

function hearSlots(talk: TalkState, heard: string): ModelTurn {
  const { phrases, brief } = talk;
  const chosen = chooseSlot(heard, talk.slots, brief.timeZone, brief.now);
  if (chosen && !means(heard, 'link')) return turn(talk, [], 'book_slot', { slotId: chosen.slotId });
  if (means(heard, 'link')) return turn(talk, [phrases.link, phrases.anythingElse]);
  if (talk.slots.length === 0) return turn(talk, [], 'offer_slots', { preference: heard });
  if (means(heard, 'question') && !means(heard, 'otherSlot'))
    return askAgain(talk, answerQuestion(talk, heard));
  const first = talk.slots[0];
  if (first && means(heard, 'yes')) return turn(talk, [], 'book_slot', { slotId: first.slotId });
  if (talk.offers >= 3 || talk.unclear >= 2) return turn(talk, [phrases.link, phrases.anythingElse]);
  if (means(heard, 'otherSlot') || heard.split(' ').length > 2) {
    return turn(talk, [], 'offer_slots', { preference: heard });
  }
  return notUnderstood(talk);
}

function hearAnswer(talk: TalkState, heard: string, question: { id: string; kind: string }): ModelTurn {
  const asked = sentences(heard).filter((part) => means(part, 'question'));
  const told = sentences(heard).filter((part) => !means(part, 'question'));
  if (told.length === 0) return askAgain(talk, asked.length > 0 ? answerQuestion(talk, heard) : null);
  if (question.kind === 'number' && !means(heard, 'number') && talk.unclear === 0) {
    return notUnderstood(talk);
  }
  return turn(talk, [], 'record_answer', { questionId: question.id, answer: told.join(' ') });
}

function hearRest(talk: TalkState, heard: string): ModelTurn {
  const { phrases, prompt } = talk;
  if (means(heard, 'question')) return askAgain(talk, answerQuestion(talk, heard));
  if (prompt.kind === 'goodbye') return sayGoodbye(talk, null, 'done');
  if (prompt.kind !== 'anythingElse') return goOn(talk, phrases.thanks);
  if (means(heard, 'no') || means(heard, 'link')) return sayGoodbye(talk, null, 'done');
  if (means(heard, 'yes') && heard.split(' ').length < 4) return turn(talk, [phrases.goAhead]);
  return turn(talk, [phrases.noted, phrases.anythingElse]);
}

const languages = { en: 'english', de: 'german', tr: 'turkish' } as const;

/** The language of the brief that the lead asks for, when it is another one than that of the talk. */
function wantedLanguage({ brief }: TalkState, heard: string): string | null {
  const wanted = Object.entries(languages).find(([, meaning]) => means(heard, meaning))?.[0];
  const known = brief.languages.find((language) => wanted && language.startsWith(wanted));
  return known && !brief.language.startsWith(known.slice(0, 2)) ? known : null;
}

function hear(talk: TalkState, heard: string): ModelTurn {
  const { prompt, brief } = talk;
  if (means(heard, 'stop')) return turn(talk, [], 'opt_out', { reason: null });
  if (means(heard, 'wrongNumber')) return sayGoodbye(talk, talk.phrases.wrongNumber, 'wrongNumber');
  if (means(heard, 'unclear')) return notUnderstood(talk);
  const language = wantedLanguage(talk, heard);
  if (language && talk.tools.has('switch_language')) return turn(talk, [], 'switch_language', { language });
  if (means(heard, 'person') && talk.tools.has('hand_over'))
    return turn(talk, [], 'hand_over', { reason: 'would like to speak with a person' });
  if (prompt.kind === 'recording')
    return turn(talk, [], 'record_consent', { given: means(heard, 'yes') && !means(heard, 'refusal') });
  const refusesTalk = prompt.kind === 'greeting' && means(heard, 'no');
  if (means(heard, 'callBack') || refusesTalk) {
    const at = namedInstant(heard, brief.timeZone, brief.now);
    return turn(talk, [], 'request_callback', { at });
  }
  if (means(heard, 'notInterested')) return sayGoodbye(talk, talk.phrases.notInterested, 'notInterested');
  if (prompt.kind === 'slots') return hearSlots(talk, heard);
  if (means(heard, 'goodbye')) return sayGoodbye(talk, null, 'done');
  if (prompt.kind === 'question') return hearAnswer(talk, heard, prompt.question);
  return hearRest(talk, heard);
}

/** The next turn of a polite phone agent: what it says, and at most one tool that it calls. */
export function decideTalk(talk: TalkState): ModelTurn {
  const last = talk.lines.at(-1);
  if (last?.kind === 'result') return afterTool(talk, last);
  if (talk.heard === null) return goOn(talk, null);
  if (last?.kind === 'said' && last.by === 'agent') {
    // a filler, or half a sentence: what the tool said is still to be told
    const before = talk.lines.findLast((line) => line.kind !== 'said' || line.by === 'lead');
    return before?.kind === 'result' ? afterTool(talk, before) : askAgain(talk, talk.phrases.stillThere);
  }
  return hear(talk, talk.heard);
}
