import { LockMode } from '@mikro-orm/core';
import { erased } from '../../contracts/ledger.ts';
import type { Tx } from '../database.ts';
import { lockLead } from '../leads/lead-lock.ts';
import { storableJson } from '../storable.ts';
import { uuidV7 } from '../uuid-v7.ts';
import { canonicalHash } from './canonical-hash.ts';
import { Outbound, type OutboundRow } from './entities.ts';
import { LedgerFailure } from './ledger-failure.ts';
import type { OutboundPlan, Performed, Prepared } from './plan.ts';
import { isHeldBySuspension } from './suspended.ts';

/** What is to be done with an action, found out under the lead's lock. */
export type Begun<Answer, Later> =
  | { kind: 'settled'; performed: Performed<Answer, Later> }
  /** `inDoubt`: an earlier attempt may have come through */
  | { kind: 'send'; row: OutboundRow; inDoubt: boolean }
  | { kind: 'reconcile'; row: OutboundRow }
  /** its tenant is suspended: the row, if there is one, is left as it is */
  | { kind: 'suspended' };

/**
 * Finds or makes the action's row. When it answers `send`, the row is committed as `sending` with attempt and lease.
 * `doubted` is the row of an attempt that may have come through and is to be asked for again: if that may not be, the
 * row stays in doubt and says why.
 */
export const begin = async <Answer, Later>(
  tx: Tx,
  plan: OutboundPlan<Answer, Later>,
  now: Date,
  doubted: OutboundRow | null = null,
): Promise<Begun<Answer, Later>> => {
  // the lead first, then the row: everybody locks in this order
  const lead = plan.leadId ? await lockLead(tx, plan.leadId) : null;
  const row = (await tx.findOne(
    Outbound,
    { key: plan.key },
    { lockMode: LockMode.PESSIMISTIC_WRITE },
  )) as OutboundRow | null;
  if (row && plan.intent && row.intentHash !== canonicalHash(plan.intent))
    throw new LedgerFailure('Ledger.KeyConflict');
  const known = row && standing<Answer, Later>(row, now);
  // somebody else may have found out meanwhile, or be asking again
  const inDoubt = known?.kind === 'reconcile' && row?.attempt === doubted?.attempt;
  if (known && !inDoubt) return known;

  const forgotten = lead?.erasedAt && !plan.evenErased;
  if (!forgotten && (await isHeldBySuspension(tx, plan, lead))) return { kind: 'suspended' };
  const prepared: Prepared<Later> = forgotten
    ? { kind: 'skip', reason: erased }
    : await plan.prepare(tx, lead, row);
  if (prepared.kind === 'later')
    return { kind: 'settled', performed: { kind: 'later', later: prepared.later } };
  const sending = prepared.kind === 'send';
  const refusedAs = inDoubt ? ('unknown' as const) : ('skipped' as const);
  const next = {
    state: sending ? ('sending' as const) : refusedAs,
    reason: sending ? null : prepared.reason,
    attempt: (row?.attempt ?? 0) + (sending ? 1 : 0),
    leaseUntil: sending ? new Date(now.getTime() + plan.leaseMs) : null,
    firstSentAt: row?.firstSentAt ?? (sending ? now : null),
    decisionId: prepared.decisionId ?? row?.decisionId ?? null,
    settledAt: sending || inDoubt ? null : now,
  };
  const written = row
    ? await change(tx, row, next)
    : await insert(tx, plan, sending ? storableJson(prepared.payload) : null, next);
  if (sending) return { kind: 'send', row: written, inDoubt };
  const performed = { kind: 'refused', state: refusedAs, reason: next.reason ?? '', fresh: true } as const;
  // what was never prepared has no rows that could be told
  if (row || !forgotten) await plan.settled?.(tx, written, performed);
  return { kind: 'settled', performed };
};

/** What a row that exists says by itself; null when it is to be sent (again). */
export const standing = <Answer, Later>(row: OutboundRow, now: Date): Begun<Answer, Later> | null => {
  const done = (performed: Performed<Answer, Later>): Begun<Answer, Later> => ({
    kind: 'settled',
    performed,
  });
  switch (row.state) {
    case 'sent':
    case 'delivered':
    case 'read':
      return done({
        kind: 'sent',
        row,
        answer: row.answer as Answer,
        vendorId: row.vendorId ?? null,
        fresh: false,
      });
    case 'failed':
    case 'rejected':
    case 'skipped':
    case 'cancelled':
      return done({ kind: 'refused', state: row.state, reason: row.reason ?? '', fresh: false });
    case 'sending':
    case 'unknown':
      // why nobody asks any more: a person has to say what became of it
      if (row.reason) return done({ kind: 'refused', state: 'unknown', reason: row.reason, fresh: false });
      // whoever holds the lease may still be on the way to the vendor
      return row.leaseUntil && row.leaseUntil > now
        ? done({ kind: 'unknown', until: row.leaseUntil })
        : { kind: 'reconcile', row };
    default:
      return null;
  }
};

type Changes = Partial<
  Pick<OutboundRow, 'state' | 'reason' | 'attempt' | 'leaseUntil' | 'settledAt' | 'firstSentAt'>
>;

const change = async (
  tx: Tx,
  row: OutboundRow,
  next: Changes & { decisionId: string | null },
): Promise<OutboundRow> => {
  await tx.nativeUpdate(Outbound, { id: row.id }, next);
  return { ...row, ...next } as OutboundRow;
};

const insert = async <Answer, Later>(
  tx: Tx,
  plan: OutboundPlan<Answer, Later>,
  payload: unknown,
  next: Changes & { decisionId: string | null; state: OutboundRow['state'] },
): Promise<OutboundRow> => {
  const row = {
    id: uuidV7(),
    tenantId: plan.tenantId,
    createdAt: new Date(),
    leadId: plan.leadId,
    key: plan.key,
    kind: plan.kind,
    vendor: plan.vendor,
    payload,
    payloadHash: canonicalHash(payload),
    intentHash: canonicalHash(plan.intent),
    lateAnswers: [],
    causedBy: plan.causedBy,
    vendorId: null,
    answer: null,
    ...next,
  };
  await tx.insert(Outbound, row);
  return row as unknown as OutboundRow;
};
