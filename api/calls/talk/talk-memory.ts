import type { TalkResult } from '../../../schema/database/calls/call-outcome.ts';
import type { CallTurnRow } from '../../../schema/database/calls/entities.ts';
import {
  appendTurn,
  cutTurns,
  decideTalk,
  type NewTurn,
  type TalkWriter,
  type TurnEffects,
} from '../../../schema/database/calls/talk-turns.ts';
import type { Database } from '../../../schema/database/database.ts';

/** A turn as the talk remembers it. */
export type TalkTurn = Pick<CallTurnRow, 'number' | 'speaker' | 'text' | 'tool'>;

/** The talk was taken over by a newer socket: whoever sees this falls silent. */
export class TalkFenced extends Error {
  override readonly name = 'TalkFenced';
}

/**
 * What a talk remembers, outside this process. Every method throws `TalkFenced` once a newer socket has taken over,
 * and has then written nothing.
 */
export interface TalkMemory {
  /** Answers the number of the new turn. */
  append(turn: NewTurn, effects?: TurnEffects): Promise<number>;
  /** Corrects turns to what was heard of them. */
  cut(heard: { number: number; text: string }[]): Promise<void>;
  /** Decides that the talk is over; the first result stands. */
  decide(result: TalkResult): Promise<void>;
}

/** The memory of one session of a talk, in its tenant's rows. */
export const createTalkMemory = (db: Database, tenantId: string, writer: TalkWriter): TalkMemory => {
  const fence = <T>(written: T | null | false): T => {
    if (written === null || written === false) throw new TalkFenced('a newer socket holds the talk');
    return written;
  };
  return {
    append: async (turn, effects) =>
      fence(await db.inTenant(tenantId, (tx) => appendTurn(tx, writer, turn, effects))),
    cut: async (heard) => {
      fence(await db.inTenant(tenantId, (tx) => cutTurns(tx, writer, heard)));
    },
    decide: async (result) => {
      fence(await db.inTenant(tenantId, (tx) => decideTalk(tx, writer, result)));
    },
  };
};
