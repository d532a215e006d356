import type { Line, ModelTurn } from './conversation.ts';
import { chooseSlot } from './slot-choice.ts';
import type { TalkState } from './talk-state.ts';
import { answerQuestion, askAgain, goOn, sayGoodbye, speakSlots, turn } from './talk-turn.ts';
import { means, sentences } from './talk-words.ts';

/** What the lead asked in the same breath as an answer, answered before the next question. */
function answerInPassing(talk: TalkState): string | null {
  const asked = sentences(talk.heard ?? '').filter((part) => means(part, 'question'));
  return asked.length > 0 ? answerQuestion(talk, asked.join(' ')) : talk.phrases.thanks;
}

function afterBooking(talk: TalkState, value: Record<string, unknown>): ModelTurn {
  const { phrases } = talk;
  const spoken = typeof value.spoken === 'string' ? value.spoken : '';
  if (value.status === 'booked') {
    const told = means(spoken, 'booked') ? null : phrases.booked;
    return turn(talk, [told, spoken, phrases.anythingElse]);
  }
  if (value.status === 'accepted') return turn(talk, [spoken || phrases.noted, phrases.anythingElse]);
  if (value.status === 'alreadyBooked') return turn(talk, [phrases.alreadyBooked, phrases.anythingElse]);
  if (talk.offers >= 3) return turn(talk, [spoken, phrases.link, phrases.anythingElse]);
  return turn(talk, [spoken || phrases.taken], 'offer_slots', { preference: null });
}

function afterOffer(talk: TalkState): ModelTurn {
  if (talk.slots.length === 0) return turn(talk, [talk.phrases.noSlots, talk.phrases.anythingElse]);
  // A talk restored from its spoken turns has lost the slot ids: the lead had chosen before they came back.
  const restored = talk.offers === 1 && talk.prompt.kind === 'slots' && talk.heard !== null;
  const chosen = restored
    ? chooseSlot(talk.heard ?? '', talk.slots, talk.brief.timeZone, talk.brief.now)
    : null;
  if (chosen) return turn(talk, [], 'book_slot', { slotId: chosen.slotId });
  return turn(talk, [speakSlots(talk)]);
}

/** What the agent says once it knows what a tool answered. */
export function afterTool(talk: TalkState, line: Line & { kind: 'result' }): ModelTurn {
  const { phrases } = talk;
  const spoken = typeof line.value.spoken === 'string' ? line.value.spoken : '';
  switch (line.name) {
    case 'record_answer':
      return goOn(talk, answerInPassing(talk));
    case 'offer_slots':
      return afterOffer(talk);
    case 'book_slot':
      return afterBooking(talk, line.value);
    case 'request_callback':
      if (line.value.status === 'noted') return sayGoodbye(talk, spoken || phrases.callLater, 'done');
      return turn(talk, [phrases.callLaterRefused, spoken && `${spoken}?`, phrases.anythingElse]);
    case 'switch_language':
      return askAgain(talk, phrases.switched);
    case 'record_consent': {
      if ('error' in line.value) return turn(talk, [phrases.again]);
      const call = talk.lines.findLast((each) => each.kind === 'call' && each.name === line.name);
      const given = call?.kind === 'call' && call.args.given === true;
      return goOn(talk, given ? null : phrases.notRecorded);
    }
    case 'not_understood':
      return askAgain(talk, phrases.again);
    case 'opt_out':
      return turn(talk, [phrases.optedOut, phrases.goodbye], 'end_call', { reason: 'optedOut' });
    default:
      return turn(talk, []);
  }
}
