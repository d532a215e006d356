import type { Tx } from '../database.ts';
import type { CallAttemptRow, HandOverRow } from './entities.ts';
import { askForHandOver, changeHandOver, handOversOf, promiseCallBack } from './hand-overs.ts';
import { type LockedCall, lockCall } from './lock-call.ts';
import { addTurn } from './talk-turns.ts';

/** To whom a call is to be put through now; the row stands before the vendor is told to dial. */
export interface Dial {
  kind: 'dial';
  handOver: HandOverRow;
}

// who has opted out and calls us is served: an opt-out in this very call is its result
const isLive = ({ attempt, lead }: LockedCall): boolean =>
  !attempt.endedAt && !attempt.talkResult && (!lead.optedOutAt || attempt.direction === 'inbound');

/**
 * Whom the vendor is to dial for a talk that has let go of its line; null when the talk did not ask for it. Asked
 * again because the answer was lost, it names the same person.
 */
export const dialHandOver = async (tx: Tx, attemptId: string, callSid: string): Promise<Dial | null> => {
  const call = await lockCall(tx, attemptId);
  if (!call || call.attempt.callSid !== callSid) return null;
  const last = (await handOversOf(tx, attemptId)).at(-1);
  if (last?.state === 'dialling') return { kind: 'dial', handOver: last };
  if (last?.state !== 'asked') return null;
  if (isLive(call)) return dial(tx, call.attempt, last);
  await changeHandOver(tx, call.attempt, last, { state: 'cancelled', endedAt: new Date() });
  return null;
};

const dial = async (tx: Tx, attempt: CallAttemptRow, row: HandOverRow): Promise<Dial> => ({
  kind: 'dial',
  handOver: await changeHandOver(tx, attempt, row, { state: 'dialling', dialledAt: new Date() }),
});

/** What the member of staff is told; null when there is nothing to be taken over any more. */
export const briefingOf = async (tx: Tx, attemptId: string, handOverId: string): Promise<string | null> => {
  const row = (await handOversOf(tx, attemptId)).find(({ id }) => id === handOverId);
  return row?.state === 'dialling' ? row.briefing : null;
};

/** Whether the member of staff takes the lead over. The same answer again changes nothing; a late one comes too late. */
export const answerHandOver = async (
  tx: Tx,
  attemptId: string,
  answer: { handOverId: string; takes: boolean },
): Promise<boolean> => {
  const call = await lockCall(tx, attemptId);
  const row = call && (await handOversOf(tx, attemptId)).find(({ id }) => id === answer.handOverId);
  if (!call || !row) return false;
  if (row.state !== 'dialling') return row.state === 'accepted';
  const now = new Date();
  await changeHandOver(
    tx,
    call.attempt,
    row,
    answer.takes ? { state: 'accepted', acceptedAt: now } : { state: 'declined', endedAt: now },
  );
  return answer.takes;
};

// who pressed the key and was gone before the lines met has not spoken with the lead
const isOpen = ({ state, endedAt }: HandOverRow): boolean =>
  state === 'dialling' || (state === 'accepted' && !endedAt);

export type HandOverEnd =
  | Dial
  /** nobody took the lead over: the talk goes on */
  | { kind: 'back' }
  /** people have spoken with each other, or the lead has hung up */
  | { kind: 'over'; handedOver: boolean };

/**
 * What follows when a member of staff was dialled: the next one, the talk again, or the end. Asked again because the
 * answer was lost, it answers the same. `next` says whom to try, given whom was tried.
 */
export const endHandOver = async (
  tx: Tx,
  attemptId: string,
  end: {
    handOverId: string;
    callEnded: boolean;
    /** whether the two could speak; null: the vendor does not say, and whoever took the call is believed */
    bridged?: boolean | null;
    next(tried: (string | null)[]): string | null;
  },
): Promise<HandOverEnd> => {
  const call = await lockCall(tx, attemptId);
  if (!call) return { kind: 'over', handedOver: false };
  const rows = await handOversOf(tx, attemptId);
  const row = rows.find(({ id }) => id === end.handOverId);
  const now = new Date();
  if (row?.state === 'accepted' && end.bridged !== false) {
    if (!row.endedAt) await changeHandOver(tx, call.attempt, row, { endedAt: now });
    return { kind: 'over', handedOver: true };
  }
  if (!row || end.callEnded || !isLive(call)) {
    if (row && isOpen(row)) {
      await changeHandOver(tx, call.attempt, row, { state: 'cancelled', endedAt: now });
      if (!call.lead.optedOutAt) await promiseCallBack(tx, call.attempt, 'hungUp');
    }
    return { kind: 'over', handedOver: false };
  }
  const later = rows.find(({ number }) => number > row.number);
  if (later) return later.state === 'dialling' ? { kind: 'dial', handOver: later } : { kind: 'back' };
  if (isOpen(row)) await changeHandOver(tx, call.attempt, row, { state: 'noAnswer', endedAt: now });
  return tryNext(tx, call.attempt, row, end.next(rows.map(({ staffKey }) => staffKey ?? null)));
};

const tryNext = async (
  tx: Tx,
  attempt: CallAttemptRow,
  { id, briefing }: HandOverRow,
  staffKey: string | null,
): Promise<HandOverEnd> => {
  if (staffKey) return dial(tx, attempt, await askForHandOver(tx, attempt, { staffKey, briefing }));
  // the talk that goes on reads from here that nobody was free, and says so: once, also when this is asked again
  const callId = `missed-${id}`;
  const known = await tx.execute("select 1 from call_turn where attempt_id = ? and tool->>'callId' = ?", [
    attempt.id,
    callId,
  ]);
  if (known.length > 0) return { kind: 'back' };
  await promiseCallBack(tx, attempt, 'nobodyAnswered');
  const tool = {
    callId,
    name: 'hand_over',
    argumentsJson: '{"reason":null}',
    resultJson: '{"status":"nobody"}',
  };
  await addTurn(tx, attempt, { speaker: 'tool', text: tool.name, tool });
  return { kind: 'back' };
};
