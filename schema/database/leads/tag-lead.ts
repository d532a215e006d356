import type { Actor } from '../../contracts/commands.ts';
import type { Cause } from '../../contracts/ids.ts';
import { recordChange } from '../audit/record-change.ts';
import type { Tx } from '../database.ts';
import { Lead } from './entities.ts';
import { lockLead } from './lead-lock.ts';
import { actorLine, addToTimeline } from './timeline.ts';

/** Whose tags change, and how: `tagged` is the rule of `domain/leads/tags.ts`, which sees the tags under the lead's lock. */
export interface TagChange {
  leadId: string;
  tagged(present: readonly string[]): string[] | null;
  actor: Actor;
  causedBy: Cause;
}

/**
 * Changes the tags of a lead and tells its timeline. No journey hears of it: nothing that a journey does depends on tags.
 * Tags that are as they should be already change nothing. `unknown`: also of somebody who is forgotten.
 */
export const tagLead = async (
  tx: Tx,
  { leadId, tagged, actor, causedBy }: TagChange,
): Promise<'changed' | 'same' | 'tooMany' | 'unknown'> => {
  const lead = await lockLead(tx, leadId);
  if (!lead || lead.erasedAt) return 'unknown';
  const tags = tagged(lead.tags);
  if (!tags) return 'tooMany';
  const added = tags.filter((tag) => !lead.tags.includes(tag));
  const removed = lead.tags.filter((tag) => !tags.includes(tag));
  if (added.length + removed.length === 0) return 'same';
  await tx.nativeUpdate(Lead, { id: lead.id }, { tags, updatedAt: new Date() });
  const { tenantId } = lead;
  await addToTimeline(tx, {
    tenantId,
    leadId: lead.id,
    kind: 'tagged',
    details: { added, removed },
    actor: actorLine(actor),
    causedBy,
  });
  await recordChange(tx, {
    tenantId,
    actor,
    action: 'leadTagged',
    subject: { kind: 'Lead', id: lead.id },
    leadId: lead.id,
    before: { tags: lead.tags },
    after: { tags },
  });
  return 'changed';
};
