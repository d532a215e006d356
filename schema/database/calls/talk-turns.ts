import type { Tx } from '../database.ts';
import { uuidV7 } from '../uuid-v7.ts';
import type { TalkResult } from './call-outcome.ts';
import { type CallAttemptRow, CallTurn, type CallTurnRow, type ToolTurn } from './entities.ts';
import { lockAttempt, lockCall } from './lock-call.ts';
import { applyEffects, changesLead, type TurnEffects } from './turn-effects.ts';

export type { TurnEffects } from './turn-effects.ts';

/** Which socket of which talk writes. */
export interface TalkWriter {
  attemptId: string;
  session: number;
}

export interface NewTurn {
  speaker: 'lead' | 'agent' | 'tool';
  text: string;
  tool?: ToolTurn;
  interrupted?: boolean;
}

/**
 * Adds a turn with the talk's next number, together with what it changes, and answers the number. Null when a newer
 * socket has taken the talk over: then nothing is written, and the caller must fall silent.
 */
export const appendTurn = async (
  tx: Tx,
  writer: TalkWriter,
  turn: NewTurn,
  effects: TurnEffects = {},
): Promise<number | null> => {
  const attempt = await lockForWriting(tx, writer, effects);
  if (!attempt) return null;
  const number = await addTurn(tx, attempt, turn);
  await applyEffects(tx, attempt, effects);
  return number;
};

/** Adds a turn for whoever holds the call's lock; answers its number. */
export const addTurn = async (tx: Tx, attempt: CallAttemptRow, turn: NewTurn): Promise<number> => {
  const [last] = await tx.execute<{ number: number | null }[]>(
    'select max(number) as number from call_turn where attempt_id = ?',
    [attempt.id],
  );
  const number = (last?.number ?? -1) + 1;
  const at = new Date();
  await tx.insert(CallTurn, {
    id: uuidV7(),
    tenantId: attempt.tenantId,
    createdAt: at,
    attemptId: attempt.id,
    number,
    speaker: turn.speaker,
    text: turn.text,
    tool: turn.tool ?? null,
    interrupted: turn.interrupted ?? false,
    at,
  });
  return number;
};

/** The session's own row, locked; with the lead before it when the lead changes as well. Null when fenced off. */
const lockForWriting = async (
  tx: Tx,
  writer: TalkWriter,
  effects: TurnEffects,
): Promise<CallAttemptRow | null> => {
  const attempt = changesLead(effects)
    ? (await lockCall(tx, writer.attemptId))?.attempt
    : await lockAttempt(tx, writer.attemptId);
  return attempt?.talkSession === writer.session ? attempt : null;
};

/** Corrects turns that were interrupted to what was heard of them. False when fenced off. */
export const cutTurns = async (
  tx: Tx,
  writer: TalkWriter,
  heard: { number: number; text: string }[],
): Promise<boolean> => {
  if (!(await lockForWriting(tx, writer, {}))) return false;
  for (const { number, text } of heard) {
    await tx.nativeUpdate(CallTurn, { attemptId: writer.attemptId, number }, { text, interrupted: true });
  }
  return true;
};

/** Decides that the talk is over, without a turn. The first result stands; false when fenced off. */
export const decideTalk = async (tx: Tx, writer: TalkWriter, result: TalkResult): Promise<boolean> => {
  const attempt = await lockForWriting(tx, writer, {});
  if (attempt) await applyEffects(tx, attempt, { result });
  return attempt !== null;
};

/** The talk so far, in order. */
export const turnsOf = async (tx: Tx, attemptId: string): Promise<CallTurnRow[]> =>
  (await tx.find(CallTurn, { attemptId }, { orderBy: { number: 'asc' } })) as CallTurnRow[];
