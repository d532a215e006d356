import { LockMode } from '@mikro-orm/core';
import { VendorFailure } from '../../contracts/failures.ts';
import { untold } from '../../contracts/ledger.ts';
import type { Database, Tx } from '../database.ts';
import { lockLead } from '../leads/lead-lock.ts';
import { storableJson } from '../storable.ts';
import { isUniqueViolation } from '../unique-violation.ts';
import { type Begun, begin, standing } from './begin.ts';
import { Outbound, type OutboundRow } from './entities.ts';
import { LedgerFailure } from './ledger-failure.ts';
import type { OutboundPlan, Performed } from './plan.ts';

/** Why an action is skipped that left no answer and no trace at the vendor. */
export const provenAbsent = 'provenAbsent';

/**
 * Does an outward action at most once. `sending` is committed before the request leaves; an answer settles it; an
 * action without an answer is looked for at the vendor after its lease and never blindly repeated. A second call with
 * the same key answers how the first one stands. Throws `VendorFailure` (surely not sent: try again) and
 * `LedgerFailure`, of which `Ledger.Suspended` says that a fact will tell when it may be asked for again.
 */
export const performOnce = async <Answer, Later = never>(
  db: Database,
  plan: OutboundPlan<Answer, Later>,
): Promise<Performed<Answer, Later>> => {
  const start = (doubted: OutboundRow | null = null) =>
    db.inTenant(plan.tenantId, (tx) => begin(tx, plan, new Date(), doubted));
  const begun = await start().catch((failure: unknown) => {
    // two first calls at once of an action without a lead, whose lock would have kept them apart
    if (isUniqueViolation(failure)) return start();
    throw failure;
  });
  if (begun.kind !== 'reconcile') return goOn(db, plan, begun);

  const found = await plan.reconcile(begun.row);
  if (found.kind === 'sent') return settle(db, plan, begun.row, sentBy(found));
  if (found.kind === 'untold')
    return settle(db, plan, begun.row, { state: 'unknown', reason: untold, leaseUntil: null });
  // never back to `planned`: a row that is not in doubt any more could be skipped, and the action have been done
  if (found.kind === 'askAgain') return goOn(db, plan, await start(begun.row));
  if (plan.whenAbsent === 'skip')
    return settle(db, plan, begun.row, { state: 'skipped', reason: provenAbsent, settledAt: new Date() });
  await settle(db, plan, begun.row, { state: 'planned', leaseUntil: null });
  return performOnce(db, plan);
};

const goOn = async <Answer, Later>(
  db: Database,
  plan: OutboundPlan<Answer, Later>,
  begun: Begun<Answer, Later>,
): Promise<Performed<Answer, Later>> => {
  // thrown after the commit: what was decided stands, and whoever asked asks again once the tenant goes on
  if (begun.kind === 'suspended') throw new LedgerFailure('Ledger.Suspended');
  if (begun.kind === 'settled') return begun.performed;
  return begun.kind === 'send' ? sendAndSettle(db, plan, begun) : { kind: 'unknown', until: new Date() };
};

const sendAndSettle = async <Answer, Later>(
  db: Database,
  plan: OutboundPlan<Answer, Later>,
  { row, inDoubt }: Extract<Begun<Answer, Later>, { kind: 'send' }>,
): Promise<Performed<Answer, Later>> => {
  try {
    // in one order of members: what a repeated call reads back is the same to the byte
    const sent = await plan.send(storableJson(row.payload), row);
    return await settle(db, plan, row, sentBy(sent));
  } catch (failure) {
    if (!(failure instanceof VendorFailure)) throw failure; // the row stays `sending`: looked for after its lease
    const answer = { code: failure.code, vendor: failure.vendorAnswer ?? null };
    const performed = await settle(db, plan, row, { answer, ...withoutIt(failure, inDoubt) });
    // a superseded attempt answers what the others have found out
    if (failure.certainty === 'notSent' && performed.kind === 'unknown') throw failure;
    return performed;
  }
};

/** What is known after a failure. What happened to this attempt says nothing about an earlier one that is in doubt. */
const withoutIt = ({ certainty, code }: VendorFailure, inDoubt: boolean): Settlement => {
  if (certainty === 'unknown') return { state: 'unknown' };
  if (certainty === 'notSent') return { state: inDoubt ? 'unknown' : 'planned', leaseUntil: null };
  return inDoubt
    ? { state: 'unknown', reason: code, leaseUntil: null }
    : { state: 'rejected', reason: code, settledAt: new Date() };
};

const sentBy = (sent: { vendorId: string | null; answer: unknown }): Settlement => ({
  state: 'sent',
  vendorId: sent.vendorId,
  answer: sent.answer,
  reason: null,
  settledAt: new Date(),
});

type Settlement = Partial<
  Pick<OutboundRow, 'state' | 'reason' | 'vendorId' | 'answer' | 'settledAt' | 'leaseUntil'>
>;

const settle = <Answer, Later>(
  db: Database,
  plan: OutboundPlan<Answer, Later>,
  held: OutboundRow,
  settlement: Settlement,
): Promise<Performed<Answer, Later>> =>
  db.inTenant(plan.tenantId, async (tx) => {
    // `settled` may touch the lead: the lead first, then the row, as everybody locks
    if (plan.leadId) await lockLead(tx, plan.leadId);
    const next =
      'answer' in settlement ? { ...settlement, answer: storableJson(settlement.answer) } : settlement;
    // fenced: an attempt that lost its lease may wake up late and must not overwrite what was found meanwhile
    const mine = { id: held.id, attempt: held.attempt, state: { $in: ['sending', 'unknown'] as const } };
    const won = await tx.nativeUpdate(Outbound, mine, next);
    if (won === 0) await keepLateAnswer(tx, held, next);
    const row = (await tx.findOneOrFail(Outbound, { id: held.id })) as OutboundRow;
    const now = standing<Answer, Later>(row, new Date());
    if (now?.kind !== 'settled') return { kind: 'unknown', until: row.leaseUntil ?? new Date() };
    // told once, by who settled it: what is left in doubt may still end either way
    if (won === 0 || !('fresh' in now.performed)) return now.performed;
    const performed = { ...now.performed, fresh: true };
    await plan.settled?.(tx, row, performed);
    return performed;
  });

const keepLateAnswer = async (tx: Tx, held: OutboundRow, next: Settlement): Promise<void> => {
  const row = await tx.findOneOrFail(Outbound, { id: held.id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  const late = { attempt: held.attempt, state: next.state, vendorId: next.vendorId ?? null, at: new Date() };
  await tx.nativeUpdate(Outbound, { id: held.id }, { lateAnswers: [...row.lateAnswers, late] });
};
