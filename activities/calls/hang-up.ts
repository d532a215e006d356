import type { JourneyActivities } from '../../schema/contracts/journey.ts';
import { outboundKey } from '../../schema/contracts/ledger.ts';
import { CallAttempt } from '../../schema/database/calls/entities.ts';
import type { Tx } from '../../schema/database/database.ts';
import { LedgerFailure } from '../../schema/database/ledger/ledger-failure.ts';
import { performOnce } from '../../schema/database/ledger/perform-once.ts';
import type { Prepared } from '../../schema/database/ledger/plan.ts';
import type { Ports } from '../ports.ts';

const running = ['queued', 'initiated', 'ringing', 'in-progress'];

/** It may have ended by itself meanwhile: an order that was turned away before is not left open then. */
const prepare = async (
  tx: Tx,
  { attemptId, callSid }: { attemptId: string; callSid: string },
): Promise<Prepared<never>> => {
  const { endedAt } = await tx.findOneOrFail(CallAttempt, { id: attemptId }, { refresh: true });
  return endedAt ? { kind: 'skip', reason: 'callEnded' } : { kind: 'send', payload: { callSid } };
};

/** Ends a call that is running. A call that is over already counts as hung up. */
export const createHangUp =
  ({ db, telephony }: Ports): JourneyActivities['hangUp'] =>
  async ({ tenantId, leadId, attemptId }) => {
    const { callSid } = await db.inTenant(tenantId, (tx) => tx.findOneOrFail(CallAttempt, { id: attemptId }));
    if (!callSid) return { kind: 'done' };
    const performed = await performOnce(db, {
      tenantId,
      leadId,
      key: outboundKey.hangUp(attemptId),
      kind: 'callControl',
      vendor: telephony.vendor,
      intent: { attemptId },
      causedBy: { kind: 'call', id: attemptId },
      leaseMs: telephony.timeoutMs + 2_000,
      whenAbsent: 'repeat', // hanging up twice is harmless
      prepare: (tx) => prepare(tx, { attemptId, callSid }),
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
    return { kind: 'done' };
  };
