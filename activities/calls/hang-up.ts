import type { JourneyActivities } from '../../schema/contracts/journey.ts';
import { outboundKey } from '../../schema/contracts/ledger.ts';
import { CallAttempt } from '../../schema/database/calls/entities.ts';
import { LedgerFailure } from '../../schema/database/ledger/ledger-failure.ts';
import { performOnce } from '../../schema/database/ledger/perform-once.ts';
import type { Ports } from '../ports.ts';

const running = ['queued', 'initiated', 'ringing', 'in-progress'];

/** Ends a call that is running. A call that is over already counts as hung up. */
export const createHangUp =
  ({ db, telephony }: Ports): JourneyActivities['hangUp'] =>
  async ({ tenantId, leadId, attemptId }) => {
    const attempt = await db.inTenant(tenantId, (tx) => tx.findOneOrFail(CallAttempt, { id: attemptId }));
    const { callSid } = attempt;
    if (attempt.endedAt || !callSid) return { kind: 'done' };
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
      prepare: async () => ({ kind: 'send', payload: { callSid } }),
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
