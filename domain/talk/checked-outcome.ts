import type { CallSummary } from '../../schema/contracts/talk.ts';
import { isOptOut } from '../leads/opt-out-words.ts';
import type { TranscriptTurn } from './summary.ts';

/** What our own rows know of a call. */
export interface KnownOfCall {
  turns: readonly TranscriptTurn[];
  booked: boolean;
  optedOut: boolean;
  /** the lead asked to be called again at a time that was noted */
  callsBack: boolean;
  /** why the talk ended, as a code */
  talkResult: string | null;
}

const wrongNumber =
  /\b(wrong (number|person)|no one (here )?(by|with) that name|falsch verbunden|falsche nummer|mauvais numéro|número equivocado|numero sbagliato|yanlış numara)/iu;
const notInterested =
  /\b(not interested|no interest|no longer interested|don'?t (want|need) (it|this|any|that)|kein(e|en)? (interesse|bedarf)|pas intéressée?|no (me interesa|estoy interesad[oa])|non (mi interessa|sono interessat[oa])|ilgilenmiyorum|istemiyorum)/iu;

/**
 * The outcome that counts. What leads to a booking, to a goodbye or to silence must stand in our rows or in the lead's
 * own words: a model that says so is not enough.
 */
export const checkedOutcome = (
  claimed: CallSummary['outcome'],
  call: KnownOfCall,
): CallSummary['outcome'] => {
  const said = call.turns.flatMap(({ speaker, text }) =>
    speaker === 'lead' ? [text.replaceAll('’', "'")] : [],
  );
  if (call.optedOut) return 'optedOut';
  if (call.booked) return 'booked';
  const confirmed: Record<CallSummary['outcome'], boolean> = {
    interested: true,
    booked: false,
    optedOut: said.some((text) => isOptOut(text)),
    callBack: call.callsBack || call.talkResult === 'callback',
    wrongNumber: call.talkResult === 'wrongNumber' || said.some((text) => wrongNumber.test(text)),
    notInterested: call.talkResult === 'notInterested' || said.some((text) => notInterested.test(text)),
  };
  return confirmed[claimed] ? claimed : 'interested';
};
