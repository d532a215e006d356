import {
  type Approval,
  approvalOf,
  reminderWaitMs,
  whenDue,
} from '../../domain/conversation/draft-policy.ts';
import type { DraftTended, JourneyActivities, StampedLead } from '../../schema/contracts/journey.ts';
import { addDraft } from '../../schema/database/conversations/drafts.ts';
import { Draft, type DraftRow } from '../../schema/database/conversations/entities.ts';
import { withdrawDrafts } from '../../schema/database/conversations/withdraw-drafts.ts';
import type { Tx } from '../../schema/database/database.ts';
import { leadFamily } from '../../schema/database/leads/lead-family.ts';
import { lockLead } from '../../schema/database/leads/lead-lock.ts';
import { addToTimeline } from '../../schema/database/leads/timeline.ts';
import { nextRound, noteStaff } from '../../schema/database/notes/note-staff.ts';
import { tenantInForce } from '../../schema/database/tenants/policy.ts';
import type { Ports } from '../ports.ts';
import { sendDraft } from './send-draft.ts';

type Asked = StampedLead & { draftId: string };
type Found = { kind: 'send'; draft: DraftRow } | DraftTended;

/** Looks at a reply under the lead's lock, does what is due, and sends what is to be sent. Harmless a second time. */
export const createTendDraft =
  (ports: Ports): JourneyActivities['tendDraft'] =>
  async (input) => {
    const found = await ports.db.inTenant(input.tenantId, (tx) => lookAt(tx, input));
    if (found.kind !== 'send') return found;
    await sendDraft(ports, input, found.draft);
    return { kind: 'done' };
  };

const lookAt = async (tx: Tx, { tenantId, leadId, draftId }: Asked): Promise<Found> => {
  const lead = await lockLead(tx, leadId);
  const draft = (await tx.findOne(Draft, {
    id: draftId,
    leadId: { $in: await leadFamily(tx, leadId) },
  })) as DraftRow | null;
  if (!lead || !draft) return { kind: 'done' };
  if (draft.state === 'composed' || draft.state === 'approved') return { kind: 'send', draft };
  // the holding reply that stands in for it may not have been sent yet
  if (draft.state === 'discarded') return unsent(tx, draft.supersededBy ?? null);
  if (draft.state !== 'held') return { kind: 'done' };
  if (lead.optedOutAt) {
    await withdrawDrafts(tx, { leadId, by: 'system', because: 'optedOut' });
    return { kind: 'done' };
  }
  if (draft.dueAt && draft.dueAt.getTime() > Date.now())
    return { kind: 'waits', at: draft.dueAt.toISOString() };
  const approval = approvalOf((await tenantInForce(tx, tenantId)).settings);
  const { text, heldBecause = null } = draft;
  const confidence = Number(draft.confidence);
  const due = whenDue({ text, confidence, heldBecause }, approval, { paused: Boolean(lead.pausedAt) });
  return timeOut[due](tx, draft, approval);
};

const unsent = async (tx: Tx, id: string | null): Promise<Found> => {
  const draft = id ? ((await tx.findOne(Draft, { id, state: 'approved' })) as DraftRow | null) : null;
  return draft ? { kind: 'send', draft } : { kind: 'done' };
};

const byTimeOut = (): Pick<DraftRow, 'decidedBy' | 'decidedAt' | 'decidedBecause' | 'dueAt'> => ({
  decidedBy: 'system',
  decidedAt: new Date(),
  decidedBecause: 'timeOut',
  dueAt: null,
});

const tell = (tx: Tx, { id, tenantId, leadId }: DraftRow, kind: string): Promise<void> =>
  addToTimeline(tx, {
    tenantId,
    leadId,
    kind,
    details: { draftId: id, because: 'timeOut' },
    actor: 'system',
    causedBy: { kind: 'timer', id },
  });

/** What the tenant's policy does to a reply that nobody has decided about in time. */
const timeOut: Record<
  Approval['otherwise'],
  (tx: Tx, draft: DraftRow, approval: Approval) => Promise<Found>
> = {
  send: async (tx, draft) => {
    await tx.nativeUpdate(Draft, { id: draft.id }, { state: 'approved', ...byTimeOut() });
    await tell(tx, draft, 'draftApproved');
    return { kind: 'send', draft };
  },
  discard: async (tx, draft, { holdingReply }) => {
    await tx.nativeUpdate(Draft, { id: draft.id }, { state: 'discarded', ...byTimeOut() });
    const { tenantId, leadId } = draft;
    const holding = await addDraft(tx, {
      tenantId,
      leadId,
      kind: 'holding',
      messageId: null,
      text: holdingReply ?? '',
      confidence: 1,
      sources: [],
      state: 'approved',
      heldBecause: null,
      dueAt: null,
      decidedBy: 'system',
      causedBy: { kind: 'timer', id: draft.id },
    });
    await tx.nativeUpdate(Draft, { id: draft.id }, { supersededBy: holding.id });
    await tell(tx, draft, 'draftDiscarded');
    return { kind: 'send', draft: holding };
  },
  remind: async (tx, draft, { afterMs, approvers }) => {
    const { tenantId, leadId, id } = draft;
    const note = { kind: 'draftTimedOut', about: { kind: 'draft', id } } as const;
    const round = await nextRound(tx, note);
    const dueAt = new Date(Date.now() + reminderWaitMs(afterMs, round));
    await tx.nativeUpdate(Draft, { id: draft.id }, { dueAt });
    await tell(tx, draft, 'draftReminded');
    const causedBy = { kind: 'timer', id } as const;
    await noteStaff(tx, { tenantId, leadId, ...note, round, recipients: approvers, causedBy });
    return { kind: 'waits', at: dueAt.toISOString() };
  },
};
