import type { Cause } from '../../contracts/ids.ts';
import type { Tx } from '../database.ts';
import { leadFamily } from '../leads/lead-family.ts';
import { addToTimeline } from '../leads/timeline.ts';
import { uuidV7 } from '../uuid-v7.ts';
import { Draft, type DraftRow } from './entities.ts';

/** A reply as it is first written down. */
export interface NewDraft {
  tenantId: string;
  leadId: string;
  kind: DraftRow['kind'];
  messageId: string | null;
  text: string;
  confidence: number;
  sources: string[];
  state: 'composed' | 'held' | 'approved';
  heldBecause: string | null;
  dueAt: Date | null;
  decidedBy: string | null;
  causedBy: Cause;
}

/**
 * Adds a reply. The lead is locked. Whatever waited for a person before it is superseded and stays to be read: one reply
 * at a time waits, made from the whole conversation.
 */
export const addDraft = async (tx: Tx, draft: NewDraft): Promise<DraftRow> => {
  const { tenantId, leadId, causedBy } = draft;
  const [id, now] = [uuidV7(), new Date()];
  const family = await leadFamily(tx, leadId);
  const row = {
    ...draft,
    id,
    createdAt: now,
    editedText: null,
    decidedAt: draft.decidedBy ? now : null,
    decidedBecause: null,
    supersededBy: null,
  };
  const superseded = await tx.nativeUpdate(
    Draft,
    { leadId: { $in: family }, state: 'held' },
    {
      state: 'superseded',
      supersededBy: id,
      decidedAt: now,
      decidedBy: draft.decidedBy ?? 'system',
      decidedBecause: draft.kind === 'byHand' ? 'answeredByHand' : 'newerMessage',
      dueAt: null,
    },
  );
  await tx.insert(Draft, row);
  const about = { tenantId, leadId, actor: draft.decidedBy ?? 'system', causedBy };
  if (superseded > 0)
    await addToTimeline(tx, { ...about, kind: 'draftSuperseded', details: { draftId: id } });
  if (draft.state === 'held') {
    const { heldBecause, confidence } = draft;
    await addToTimeline(tx, {
      ...about,
      kind: 'draftHeld',
      details: { draftId: id, because: heldBecause, confidence },
    });
  }
  return row as DraftRow;
};

/** Whether a reply to this lead waits for a person. */
export const isDraftWaiting = async (tx: Tx, leadId: string): Promise<boolean> =>
  (await tx.count(Draft, { leadId: { $in: await leadFamily(tx, leadId) }, state: 'held' })) > 0;
