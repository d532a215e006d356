import { recipientKindOf } from '../../domain/mail/recipient-kind.ts';
import type { EmailPayload } from '../../integrations/email/port.ts';
import { CallAttempt, type CallAttemptRow } from '../../schema/database/calls/entities.ts';
import { Draft } from '../../schema/database/conversations/entities.ts';
import { addToTimeline } from '../../schema/database/leads/timeline.ts';
import type { OutboundRow } from '../../schema/database/ledger/entities.ts';
import { settleByHand } from '../../schema/database/ledger/settle-by-hand.ts';
import { notePlaced } from '../calls/note-placed.ts';
import { tellSent } from '../emails/tell-sent.ts';
import { type CommandHandler, type CommandScene, done, refused } from './handler.ts';

const whyNot = {
  noSuchAction: 'This lead has no such action.',
  notInDoubt: 'Nobody is in doubt about this action, or it is still being looked into.',
  notRepeatable: 'Only an e-mail can be sent again; ask for a call instead.',
} as const;

/** A person's word about an action that neither we nor the vendor could tell of. A second word about it is refused. */
export const settleUnknown: CommandHandler<'settleUnknown'> = async (scene, args) => {
  const { tx, lead, actor, cause } = scene;
  const { tenantId, id: leadId } = lead;
  const settled = await settleByHand(tx, leadId, args);
  if (settled.kind === 'refused') return refused(settled.code, whyNot[settled.code]);
  const { row } = settled;
  const details = { actionId: row.id, as: args.as };
  await addToTimeline(tx, { tenantId, leadId, kind: 'actionSettled', details, actor, causedBy: cause });
  if (row.kind === 'email' && args.as === 'sent') await mailWasSent(scene, row);
  if (row.kind === 'call') await callWas(scene, row, args.as);
  if (args.as !== 'again')
    return done('settled', args.as === 'sent' ? 'Noted as sent.' : 'Noted as not sent.');
  return done('settled', 'It is being sent again.', { again: row.id });
};

const mailWasSent = async ({ tx, lead, actor, cause }: CommandScene, row: OutboundRow): Promise<void> => {
  const { tags } = row.payload as EmailPayload;
  const draft = row.key.startsWith('reply:') ? await tx.findOne(Draft, { id: row.key.slice(6) }) : null;
  if (draft) await tx.nativeUpdate(Draft, { id: draft.id }, { state: 'sent' });
  await tellSent(tx, row, {
    leadId: lead.id,
    template: tags.template ?? '',
    to: recipientKindOf(tags.template ?? ''),
    vendorId: row.vendorId ?? null,
    reply: draft ? (draft.editedText ?? draft.text) : null,
    actor,
    causedBy: cause,
  });
};

/** What the journey finds when it looks at its call next. */
const callWas = async (
  { tx, now }: CommandScene,
  row: OutboundRow,
  as: 'sent' | 'again' | 'skip',
): Promise<void> => {
  const id = row.key.replace(/^call:/, '');
  const attempt = (await tx.findOne(CallAttempt, { id, endedAt: null })) as CallAttemptRow | null;
  if (!attempt) return;
  const placedAt = row.firstSentAt ?? now;
  if (as === 'sent') return notePlaced(tx, attempt, { callSid: row.vendorId ?? null, at: placedAt });
  await tx.nativeUpdate(CallAttempt, { id }, { state: 'ended', outcome: 'failed', placedAt, endedAt: now });
};
