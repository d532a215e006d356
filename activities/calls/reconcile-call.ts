import { lookAgainAfterMs } from '../../domain/calls/look-up.ts';
import type { VendorCall } from '../../integrations/telephony/port.ts';
import type { JourneyActivities } from '../../schema/contracts/journey.ts';
import { endCallIfDue } from '../../schema/database/calls/end-call.ts';
import { CallAttempt, type CallAttemptRow } from '../../schema/database/calls/entities.ts';
import { recordCallProgress } from '../../schema/database/calls/record-call-progress.ts';
import { performOnce } from '../../schema/database/ledger/perform-once.ts';
import { tenantInForce } from '../../schema/database/tenants/policy.ts';
import type { Ports } from '../ports.ts';
import { callPlan } from './call-plan.ts';

const over = ['completed', 'busy', 'failed', 'no-answer', 'canceled'];

type Reconciled = Awaited<ReturnType<JourneyActivities['reconcileCall']>>;

/** Looks at our row, then at the vendor. "Still open" means wait on, never "not answered". */
export const createReconcileCall =
  (ports: Ports): JourneyActivities['reconcileCall'] =>
  async (input): Promise<Reconciled> => {
    const { tenantId, attemptId } = input;
    const read = () =>
      ports.db.inTenant(
        tenantId,
        async (tx) => (await tx.findOneOrFail(CallAttempt, { id: attemptId })) as CallAttemptRow,
      );
    let attempt = await read();
    if (attempt.endedAt) return { kind: 'ended' };
    if (!attempt.callSid) {
      const performed = await performOnce(ports.db, callPlan(ports, { ...input, cause: attempt.causedBy }));
      if (performed.kind === 'unknown') return { kind: 'open', guardAt: performed.until.toISOString() };
      attempt = await read();
      if (attempt.endedAt) return { kind: 'ended' };
    }
    const call = attempt.callSid ? await ports.telephony.fetchCall(attempt.callSid) : null;
    if (call && over.includes(call.status)) await recordEnd(ports, input, call);
    await ports.db.inTenant(tenantId, (tx) => endCallIfDue(tx, attemptId, new Date()));
    attempt = await read();
    if (attempt.endedAt) return { kind: 'ended' };
    // the vendor says it is over, the talk has not reported yet: its time is short
    const { settings } = await ports.db.inTenant(tenantId, (tx) => tenantInForce(tx, tenantId));
    const waitMs = attempt.statusEndedAt ? 10_500 : lookAgainAfterMs(settings);
    return { kind: 'open', guardAt: new Date(Date.now() + waitMs).toISOString() };
  };

const recordEnd = (
  ports: Ports,
  { tenantId, attemptId }: { tenantId: string; attemptId: string },
  call: VendorCall,
) =>
  ports.db.inTenant(tenantId, (tx) =>
    recordCallProgress(tx, {
      tenantId,
      attemptId,
      callSid: call.callSid,
      status: call.status,
      sequence: null,
      at: call.endedAt ? new Date(call.endedAt) : new Date(),
      answeredBy: call.answeredBy,
      durationSeconds: call.durationSeconds,
      account: 'reconcile',
      eventKey: `${call.callSid}:reconcile:${call.status}`,
    }),
  );
