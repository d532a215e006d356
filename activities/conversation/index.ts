import type { JourneyActivities } from '../../schema/contracts/journey.ts';
import { outboundKey } from '../../schema/contracts/ledger.ts';
import { Draft, Message } from '../../schema/database/conversations/entities.ts';
import { projectJourney } from '../../schema/database/leads/projection.ts';
import { replyMail } from '../emails/compose.ts';
import { sendMail } from '../emails/send-mail.ts';
import type { Ports } from '../ports.ts';
import { withHeartbeat } from '../with-heartbeat.ts';
import { composeReply } from './compose-reply.ts';

/** Answers to what a lead writes: one per burst, composed once and sent once. */
export const createConversationActivities = (ports: Ports): Pick<JourneyActivities, 'answer'> => ({
  answer: (input) =>
    withHeartbeat(async () => {
      const { tenantId, leadId, messageId } = input;
      const draft = await composeReply(ports, input);
      if (draft.state === 'held' || draft.state === 'skipped') return { kind: draft.state };
      const message = await ports.db.inTenant(tenantId, (tx) => tx.findOneOrFail(Message, { id: messageId }));
      const sent = await sendMail(ports, {
        tenantId,
        leadId,
        key: outboundKey.reply(draft.id),
        causedBy: { kind: 'message', id: messageId },
        to: { kind: 'lead' },
        ...replyMail(message.subject ?? '', draft.text),
        answers: { internetMessageId: message.internetMessageId ?? null, text: draft.text },
        settled: async (tx, performed) => {
          const state = performed.kind === 'sent' ? 'sent' : 'skipped';
          await tx.nativeUpdate(Draft, { id: draft.id }, { state });
          const { step } = input.stamp;
          if (step === 'rest') await projectJourney(tx, input, { step, nextAction: null });
        },
      });
      return { kind: sent.kind === 'sent' ? 'sent' : 'skipped' };
    }),
});
