import { addDraft } from '../../schema/database/conversations/drafts.ts';
import { Draft, type DraftRow } from '../../schema/database/conversations/entities.ts';
import { leadFamily } from '../../schema/database/leads/lead-family.ts';
import { addToTimeline } from '../../schema/database/leads/timeline.ts';
import { type CommandHandler, type CommandScene, done, refused } from './handler.ts';

const optedOut = refused('replyRefused', 'This person does not want to be contacted any more.');

const whyDecided: Record<DraftRow['state'], string> = {
  held: '',
  composed: 'This reply needs no decision: it is being sent.',
  approved: 'This reply was approved already and is being sent.',
  rejected: 'This reply was rejected already.',
  superseded: 'A newer message came, and a newer draft takes the place of this one.',
  discarded: 'Nobody decided in time: a holding reply was sent instead.',
  sent: 'This reply was sent already.',
  skipped: 'This reply cannot be sent any more.',
};

/** Decides about a reply that waits. The first decision stands; what was decided is sent as an effect of the journey. */
export const decideDraft: CommandHandler<'decideDraft'> = async (scene, args) => {
  const { tx, lead, actor, now } = scene;
  const leadId = { $in: await leadFamily(tx, lead.id) };
  const draft = (await tx.findOne(Draft, { id: args.draftId, leadId })) as DraftRow | null;
  if (!draft) return refused('noSuchDraft', 'There is no such draft.');
  if (draft.state !== 'held') return refused('draftDecided', whyDecided[draft.state]);
  const decision = { decidedBy: actor, decidedAt: now, decidedBecause: args.reason, dueAt: null };
  if (args.decision === 'reject') {
    await tx.nativeUpdate(Draft, { id: draft.id }, { state: 'rejected', ...decision });
    await tell(scene, 'draftRejected', { draftId: draft.id });
    return done('draftRejected', 'Rejected: this reply is not sent.', {
      draft: { id: draft.id, done: true },
    });
  }
  if (lead.optedOutAt) return optedOut;
  const editedText = args.decision === 'edit' ? (args.text?.trim() ?? '') : null;
  if ((editedText ?? draft.text).trim() === '')
    return refused('replyRefused', 'There is no text to send: write one.');
  await tx.nativeUpdate(Draft, { id: draft.id }, { state: 'approved', editedText, ...decision });
  await tell(scene, 'draftApproved', { draftId: draft.id, edited: editedText !== null });
  return done('draftApproved', 'Approved: this reply is being sent.', {
    draft: { id: draft.id, done: false },
  });
};

/** A reply by hand. Whatever waits for a person is answered by it. */
export const sendReply: CommandHandler<'sendReply'> = async (scene, { text }) => {
  const { tx, lead, actor, cause } = scene;
  if (lead.optedOutAt) return optedOut;
  if (!lead.email) return refused('replyRefused', 'There is no address to write to.');
  const draft = await addDraft(tx, {
    tenantId: lead.tenantId,
    leadId: lead.id,
    kind: 'byHand',
    messageId: null,
    text: text.trim(),
    confidence: 1,
    sources: [],
    state: 'approved',
    heldBecause: null,
    dueAt: null,
    decidedBy: actor,
    causedBy: cause,
  });
  await tell(scene, 'replyWritten', { draftId: draft.id });
  return done('replyTaken', 'The reply is being sent.', { draft: { id: draft.id, done: false } });
};

const tell = (
  { tx, lead, actor, cause }: CommandScene,
  kind: string,
  details: Record<string, unknown>,
): Promise<void> =>
  addToTimeline(tx, { tenantId: lead.tenantId, leadId: lead.id, kind, details, actor, causedBy: cause });
