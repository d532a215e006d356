import type { StampedLead } from '../../schema/contracts/journey.ts';
import { outboundKey } from '../../schema/contracts/ledger.ts';
import {
  Draft,
  type DraftRow,
  Message,
  type MessageRow,
} from '../../schema/database/conversations/entities.ts';
import type { Tx } from '../../schema/database/database.ts';
import { leadFamily } from '../../schema/database/leads/lead-family.ts';
import { projectJourney } from '../../schema/database/leads/projection.ts';
import { addToTimeline } from '../../schema/database/leads/timeline.ts';
import type { Settled } from '../../schema/database/ledger/plan.ts';
import { replyMail } from '../emails/compose.ts';
import { sendMail } from '../emails/send-mail.ts';
import type { Ports } from '../ports.ts';

/** Sends a reply once, in the words of the person who decided if there are any. A second call sends nothing. */
export const sendDraft = async (
  ports: Ports,
  input: StampedLead,
  draft: DraftRow,
): Promise<'sent' | 'skipped'> => {
  const { tenantId, leadId } = input;
  const answered = await ports.db.inTenant(tenantId, (tx) => messageToAnswer(tx, draft));
  const text = draft.editedText ?? draft.text;
  const sent = await sendMail(ports, {
    tenantId,
    leadId,
    key: outboundKey.reply(draft.id),
    causedBy: draft.causedBy,
    to: { kind: 'lead' },
    ...replyMail(answered?.subject ?? '', text),
    answers: {
      internetMessageId: answered?.internetMessageId ?? null,
      references: answered?.answers ?? [],
      text,
    },
    settled: (tx, performed) => settleDraft(tx, input, draft, performed),
  });
  return sent.kind === 'sent' ? 'sent' : 'skipped';
};

/** An answer answers its message, what a person writes the last one that came. */
const messageToAnswer = async (tx: Tx, { messageId, leadId }: DraftRow): Promise<MessageRow | null> =>
  (messageId
    ? await tx.findOne(Message, { id: messageId })
    : await tx.findOne(
        Message,
        { leadId: { $in: await leadFamily(tx, leadId) }, direction: 'inbound', automatic: null },
        { orderBy: { at: 'desc', id: 'desc' } },
      )) as MessageRow | null;

const settleDraft = async (
  tx: Tx,
  input: StampedLead,
  draft: DraftRow,
  performed: Settled<unknown>,
): Promise<void> => {
  const state = performed.kind === 'sent' ? ('sent' as const) : ('skipped' as const);
  const reason = performed.kind === 'refused' ? performed.reason : null;
  const inDoubt = performed.kind === 'refused' && performed.state === 'unknown';
  await tx.nativeUpdate(Draft, { id: draft.id }, { state, ...(reason && { decidedBecause: reason }) });
  if (reason)
    await addToTimeline(tx, {
      tenantId: input.tenantId,
      leadId: input.leadId,
      kind: inDoubt ? 'replyInDoubt' : 'replyNotSent',
      details: { draftId: draft.id, because: reason },
      actor: 'system',
      causedBy: draft.causedBy,
    });
  const { step } = input.stamp;
  if (step === 'rest') await projectJourney(tx, input, { step, nextAction: null });
};
