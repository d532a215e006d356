import type { JourneyActivities } from '../../schema/contracts/journey.ts';
import { outboundKey } from '../../schema/contracts/ledger.ts';
import { CallAttempt, type CallAttemptRow } from '../../schema/database/calls/entities.ts';
import type { Tx } from '../../schema/database/database.ts';
import { LedgerFailure } from '../../schema/database/ledger/ledger-failure.ts';
import { performOnce } from '../../schema/database/ledger/perform-once.ts';
import type { Prepared } from '../../schema/database/ledger/plan.ts';
import type { Ports } from '../ports.ts';

const running = ['queued', 'initiated', 'ringing', 'in-progress'];

type Attempt = Pick<CallAttemptRow, 'id' | 'tenantId' | 'leadId'> & { callSid?: string | null | undefined };

/** It may be over meanwhile: an order that was turned away before is not left open then. */
const prepare = async (
  tx: Tx,
  { id, callSid }: Attempt,
  by: 'endedAt' | 'statusEndedAt',
): Promise<Prepared<never>> => {
  const attempt = await tx.findOneOrFail(CallAttempt, { id }, { refresh: true });
  return attempt[by] ? { kind: 'skip', reason: 'callEnded' } : { kind: 'send', payload: { callSid } };
};

/** Ends a call that is running. A call that is over already counts as hung up. */
export const createHangUp =
  (ports: Ports): JourneyActivities['hangUp'] =>
  async ({ tenantId, attemptId }) => {
    const attempt = await ports.db.inTenant(tenantId, (tx) =>
      tx.findOneOrFail(CallAttempt, { id: attemptId }),
    );
    await hangUpOnce(ports, attempt, 'endedAt');
    return { kind: 'done' };
  };

/**
 * Hangs a call up at the vendor, once, unless it is over: by our rows (`endedAt`), or by the vendor's own word
 * (`statusEndedAt`) where ours was written before the vendor had placed it. One without the vendor's id is left alone.
 */
export const hangUpOnce = async (
  { db, telephony }: Pick<Ports, 'db' | 'telephony'>,
  attempt: Attempt,
  by: 'endedAt' | 'statusEndedAt',
): Promise<void> => {
  const { id: attemptId, tenantId, leadId, callSid } = attempt;
  if (!callSid) return;
  const performed = await performOnce(db, {
    tenantId,
    leadId,
    key: outboundKey.hangUp(attemptId),
    kind: 'callControl',
    vendor: telephony.vendor,
    intent: { attemptId },
    causedBy: { kind: 'call', id: attemptId },
    evenErased: true,
    leaseMs: telephony.timeoutMs + 2_000,
    whenAbsent: 'repeat', // hanging up twice is harmless
    prepare: (tx) => prepare(tx, attempt, by),
    send: async () => {
      await telephony.hangUp(callSid);
      return { vendorId: callSid, answer: null };
    },
    reconcile: async () => {
      const call = await telephony.fetchCall(callSid);
      return call && running.includes(call.status)
        ? { kind: 'absent' }
        : { kind: 'sent', vendorId: callSid, answer: null };
    },
  });
  if (performed.kind === 'unknown')
    throw new LedgerFailure('Ledger.Unsettled', Math.max(500, performed.until.getTime() - Date.now()));
};
