import type { Answered, JourneyLocalActivities } from '../../schema/contracts/journey.ts';
import { Draft, type DraftRow } from '../../schema/database/conversations/entities.ts';
import { lockLead } from '../../schema/database/leads/lead-lock.ts';
import { tenantInForce } from '../../schema/database/tenants/policy.ts';
import type { Ports } from '../ports.ts';
import { keepDraft } from './compose-reply.ts';

/** What is left of an answer that could not be made or sent in time: a draft that says so, or one that is still to be sent. */
export const createKeepAnswer =
  ({ db }: Ports): JourneyLocalActivities['keepAnswer'] =>
  ({ tenantId, leadId, messageId }) =>
    db.inTenant(tenantId, async (tx) => {
      await lockLead(tx, leadId);
      const found = (await tx.findOne(Draft, { messageId })) as DraftRow | null;
      const nothing = { text: '', confidence: 0, sources: [], heldBecause: 'noModel' as const };
      return answered(
        found ??
          (await keepDraft(tx, { tenantId, leadId, messageId }, await tenantInForce(tx, tenantId), nothing)),
      );
    });

/** What a draft means for the journey. One that was composed and not sent is to be sent now. */
export const answered = ({ id, state, dueAt }: DraftRow): Answered => {
  if (state === 'held') return { kind: 'held', draftId: id, ...(dueAt && { at: dueAt.toISOString() }) };
  if (state === 'composed' || state === 'approved')
    return { kind: 'held', draftId: id, at: new Date().toISOString() };
  return { kind: state === 'sent' ? 'sent' : 'skipped' };
};
