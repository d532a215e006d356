import type { Tx } from '../database.ts';
import { addToTimeline } from '../leads/timeline.ts';
import { noteStaff } from '../notes/note-staff.ts';
import { uuidV7 } from '../uuid-v7.ts';
import { type CallAttemptRow, HandOver, type HandOverRow } from './entities.ts';

/** Whom a call's lead was to be put through to so far, in order. */
export const handOversOf = async (tx: Tx, attemptId: string): Promise<HandOverRow[]> =>
  (await tx.find(HandOver, { attemptId }, { orderBy: { number: 'asc' }, refresh: true })) as HandOverRow[];

/** Notes that a lead is to be put through, before anybody is dialled. The call is locked. */
export const askForHandOver = async (
  tx: Tx,
  attempt: CallAttemptRow,
  asked: { staffKey: string | null; briefing: string },
): Promise<HandOverRow> => {
  const { id: attemptId, tenantId, leadId } = attempt;
  const number = (await tx.count(HandOver, { attemptId })) + 1;
  const now = new Date();
  const row = {
    ...{ id: uuidV7(), tenantId, createdAt: now, leadId, attemptId, number },
    ...{ staffKey: asked.staffKey, briefing: asked.briefing },
    state: asked.staffKey ? ('asked' as const) : ('nobody' as const),
    endedAt: asked.staffKey ? null : now,
    causedBy: { kind: 'call', id: attemptId } as const,
  };
  await tx.insert(HandOver, row);
  await tell(tx, attempt, 'handOverAsked', { staffKey: asked.staffKey });
  if (!asked.staffKey) await promiseCallBack(tx, attempt, 'nobodyThere');
  return { ...row, dialledAt: null, acceptedAt: null } as HandOverRow;
};

/** Nobody took the lead over: staff read by e-mail, once per call, and in the timeline that one of them is to call. */
export const promiseCallBack = async (tx: Tx, attempt: CallAttemptRow, because: string): Promise<void> => {
  const { id, tenantId, leadId } = attempt;
  await tell(tx, attempt, 'callBackPromised', { because });
  await noteStaff(tx, {
    ...{ tenantId, leadId, kind: 'callbackPromised' },
    about: { kind: 'call', id },
    causedBy: { kind: 'call', id },
  });
};

/** Moves a hand-over on, and tells of it when somebody took the lead over. */
export const changeHandOver = async (
  tx: Tx,
  attempt: CallAttemptRow,
  row: HandOverRow,
  changes: Partial<Pick<HandOverRow, 'state' | 'dialledAt' | 'acceptedAt' | 'endedAt'>>,
): Promise<HandOverRow> => {
  await tx.nativeUpdate(HandOver, { id: row.id }, changes);
  if (changes.state && changes.state !== 'dialling')
    await tell(tx, attempt, 'handOver', { staffKey: row.staffKey, state: changes.state });
  return { ...row, ...changes };
};

const tell = (tx: Tx, attempt: CallAttemptRow, kind: string, details: Record<string, unknown>) => {
  const { id, tenantId, leadId } = attempt;
  return addToTimeline(tx, {
    ...{ tenantId, leadId, kind, actor: 'system' },
    details: { attemptId: id, ...details },
    causedBy: { kind: 'call', id },
  });
};
