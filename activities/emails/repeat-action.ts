import type { MailTemplate } from '../../domain/mail/mail-data.ts';
import { recipientKindOf } from '../../domain/mail/recipient-kind.ts';
import type { EmailPayload } from '../../integrations/email/port.ts';
import type { JourneyActivities } from '../../schema/contracts/journey.ts';
import { Draft } from '../../schema/database/conversations/entities.ts';
import { leadFamily } from '../../schema/database/leads/lead-family.ts';
import { Outbound, type OutboundRow } from '../../schema/database/ledger/entities.ts';
import { LedgerFailure } from '../../schema/database/ledger/ledger-failure.ts';
import { performOnce } from '../../schema/database/ledger/perform-once.ts';
import type { OutboundPlan } from '../../schema/database/ledger/plan.ts';
import { tenantInForce } from '../../schema/database/tenants/policy.ts';
import type { Ports } from '../ports.ts';
import { decideEmailNow } from './decide-email-now.ts';
import { findMail, vendorKey } from './find-mail.ts';
import { leaseMarginMs } from './send-mail.ts';
import { tellSent } from './tell-sent.ts';

/** Sends an e-mail again, byte for byte as it was composed then, that a person said was not sent. */
export const createRepeatAction =
  (ports: Ports): JourneyActivities['repeatAction'] =>
  async ({ tenantId, leadId, actionId }) => {
    const row = await ports.db.inTenant(
      tenantId,
      async (tx) =>
        (await tx.findOneOrFail(Outbound, {
          id: actionId,
          leadId: { $in: await leadFamily(tx, leadId) },
        })) as OutboundRow,
    );
    const performed = await performOnce(ports.db, planOf(ports, leadId, row));
    if (performed.kind === 'unknown')
      throw new LedgerFailure('Ledger.Unsettled', Math.max(500, performed.until.getTime() - Date.now()));
    return { kind: performed.kind === 'sent' ? 'done' : 'skipped' };
  };

const planOf = (ports: Ports, leadId: string, asked: OutboundRow): OutboundPlan<unknown> => {
  const { tenantId, key, causedBy, payload } = asked;
  const { tags, to } = payload as EmailPayload;
  const template = tags.template as MailTemplate;
  const recipientKind = recipientKindOf(template);
  return {
    tenantId,
    leadId,
    key,
    kind: 'email',
    vendor: ports.email.vendor,
    intent: null,
    causedBy,
    ...(recipientKind === 'staff' && { evenSuspended: true as const }),
    leaseMs: ports.email.timeoutMs + leaseMarginMs,
    whenAbsent: 'repeat',
    prepare: async (tx, lead) => {
      if (!lead) return { kind: 'skip', reason: 'noLead' };
      if (recipientKind === 'staff') return { kind: 'send', payload };
      // the bytes are as they were: nobody else may get what was written to an address that is not theirs any more
      if (to[0] !== lead.email) return { kind: 'skip', reason: 'otherAddress' };
      const tenant = await tenantInForce(tx, tenantId);
      // time has passed since it was composed: the lead may not want it any more
      const now = await decideEmailNow(ports, tx, { lead, tenant, template, causedBy });
      if (now.verdict === 'wait') throw new LedgerFailure('Ledger.InFlight', 60_000);
      const { decisionId, reason } = now;
      return now.verdict === 'allowed'
        ? { kind: 'send', payload, decisionId }
        : { kind: 'skip', reason, decisionId };
    },
    send: async (bytes) => {
      const { emailId } = await ports.email.send(bytes as EmailPayload, vendorKey(asked));
      return { vendorId: emailId, answer: { emailId } };
    },
    reconcile: (row) => findMail(ports, row),
    settled: async (tx, row, performed) => {
      if (performed.kind !== 'sent') return;
      const draft = key.startsWith('reply:') ? await tx.findOne(Draft, { id: key.slice(6) }) : null;
      if (draft) await tx.nativeUpdate(Draft, { id: draft.id }, { state: 'sent' });
      await tellSent(tx, row, {
        leadId,
        template,
        to: recipientKind,
        vendorId: performed.vendorId,
        reply: draft ? (draft.editedText ?? draft.text) : null,
        actor: 'system',
        causedBy,
      });
    },
  };
};
