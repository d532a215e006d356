import type { Tx } from '../database.ts';

/** Whose calls are counted together, and how fast they may follow one another. */
export interface CallPace {
  vendor: string;
  account: string;
  callsPerSecond: number;
}

/** A journey does not come back sooner than this, whatever instant it is told. */
const shortestWaitMs = 1_000;

/**
 * Takes the account's next call for what this cause is the reason of: null, go now, or the instant at which to ask again.
 * The permission is part of the transaction: rolled back, it was not given. Asked again with the same cause it keeps its
 * place in the queue.
 */
export const takeCallTurn = async (
  tx: Tx,
  { vendor, account, callsPerSecond }: CallPace,
  wanted: { tenantId: string; leadId: string; causeId: string },
): Promise<Date | null> => {
  const [turn] = await tx.execute<{ at: Date | string | null }[]>(
    `select routing.take_call_turn(?, ?, ?, ?, ?, ? * interval '1 millisecond', ? * interval '1 millisecond') as at`,
    [wanted.tenantId, vendor, account, wanted.causeId, wanted.leadId, 1_000 / callsPerSecond, shortestWaitMs],
  );
  return turn?.at ? new Date(turn.at) : null;
};

/** A call that waits for the account's pace. */
export interface WaitingCall {
  leadId: string;
  since: Date;
  expectedAt: Date;
  /** how many calls of the account are before it, whoever's they are */
  ahead: number;
}

/** The tenant's calls that wait, in their order. */
export const waitingCalls = async (tx: Tx, tenantId: string): Promise<WaitingCall[]> => {
  const rows = await tx.execute<
    { lead_id: string; since: Date | string; expected_at: Date | string; ahead: number }[]
  >('select * from routing.call_queue(?)', [tenantId]);
  return rows.map(({ lead_id, since, expected_at, ahead }) => ({
    leadId: lead_id,
    since: new Date(since),
    expectedAt: new Date(expected_at),
    ahead,
  }));
};
