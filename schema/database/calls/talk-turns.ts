import { meterModelCall } from '../conversations/meter.ts';
import type { Tx } from '../database.ts';
import { Lead } from '../leads/entities.ts';
import { uuidV7 } from '../uuid-v7.ts';
import type { Screening, TalkResult } from './call-outcome.ts';
import {
  CallAttempt,
  type CallAttemptRow,
  CallTurn,
  type CallTurnRow,
  type OfferedSlot,
  type ToolTurn,
} from './entities.ts';
import { lockAttempt, lockCall } from './lock-call.ts';

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

/** What a turn changes beside the transcript, in the same transaction. */
export interface TurnEffects {
  answer?: { questionId: string; answer: string };
  offered?: OfferedSlot[];
  callbackAt?: Date;
  /** a service asked who is calling, or let somebody through */
  screening?: Screening;
  /** the talk is decided to be over; the first result stands */
  result?: TalkResult;
  usage?: { model: string; inputTokens: number; outputTokens: number };
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
  await applyEffects(tx, attempt, effects);
  return number;
};

/** The session's own row, locked; with the lead before it when the lead changes as well. Null when fenced off. */
const lockForWriting = async (
  tx: Tx,
  writer: TalkWriter,
  effects: TurnEffects,
): Promise<CallAttemptRow | null> => {
  const attempt = effects.answer
    ? (await lockCall(tx, writer.attemptId))?.attempt
    : await lockAttempt(tx, writer.attemptId);
  return attempt?.talkSession === writer.session ? attempt : null;
};

const applyEffects = async (tx: Tx, attempt: CallAttemptRow, effects: TurnEffects): Promise<void> => {
  const { answer, offered, callbackAt, screening, result, usage } = effects;
  const changes: Partial<CallAttemptRow> = {};
  if (answer) changes.answers = { ...attempt.answers, [answer.questionId]: answer.answer };
  if (offered) changes.slotsOffered = offered;
  if (callbackAt) changes.callbackAt = callbackAt;
  if (screening) changes.screening = screening;
  if (result && attempt.talkResult === null) changes.talkResult = result;
  if (Object.keys(changes).length > 0) await tx.nativeUpdate(CallAttempt, { id: attempt.id }, changes);
  if (answer) {
    const lead = await tx.findOneOrFail(Lead, { id: attempt.leadId });
    const answers = { ...lead.answers, [answer.questionId]: answer.answer };
    await tx.nativeUpdate(Lead, { id: attempt.leadId }, { answers });
  }
  if (usage) {
    const { id, tenantId, leadId } = attempt;
    await meterModelCall(tx, { tenantId, leadId, purpose: 'talk', causedBy: { kind: 'call', id }, usage });
  }
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
