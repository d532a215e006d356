import { outboundKey } from '../../schema/contracts/ledger.ts';
import { CallAttempt, type CallAttemptRow } from '../../schema/database/calls/entities.ts';
import type { Tx } from '../../schema/database/database.ts';
import { Lead } from '../../schema/database/leads/entities.ts';
import { leadRoot } from '../../schema/database/leads/lead-family.ts';
import { addToTimeline } from '../../schema/database/leads/timeline.ts';
import { Outbound } from '../../schema/database/ledger/entities.ts';

/** Tells our rows that a call was placed, in the transaction that settles its action. */
export const notePlaced = async (
  tx: Tx,
  { id, leadId, tenantId, number, causedBy, ...attempt }: CallAttemptRow,
  placed: { callSid: string | null; at: Date },
): Promise<void> => {
  // the vendor's own callback may have been faster than its answer
  const state = attempt.state === 'placing' ? 'queued' : attempt.state;
  const callSid = attempt.callSid ?? placed.callSid;
  await tx.nativeUpdate(CallAttempt, { id }, { state, callSid, placedAt: placed.at });
  await tx.nativeUpdate(Lead, { id: await leadRoot(tx, leadId) }, { attempts: number });
  await addToTimeline(tx, {
    tenantId,
    leadId,
    kind: 'callPlaced',
    details: { attemptId: id, number },
    actor: 'system',
    causedBy,
  });
};

/**
 * Settles the action of a call that is over and whose answer was lost: its callbacks, signed and with our attempt's id,
 * prove that the vendor placed it. Nobody would look for it any more. A second time changes nothing.
 */
export const settleHeardCall = async (tx: Tx, attempt: CallAttemptRow): Promise<void> => {
  const open = { key: outboundKey.call(attempt.id), state: { $in: ['sending', 'unknown'] as const } };
  const row = attempt.callSid ? await tx.findOne(Outbound, open) : null;
  if (!row) return;
  const now = new Date();
  const settled = { state: 'sent', vendorId: attempt.callSid, reason: null, settledAt: now } as const;
  if ((await tx.nativeUpdate(Outbound, open, settled)) === 0) return;
  await notePlaced(tx, attempt, { callSid: null, at: row.firstSentAt ?? now });
};
