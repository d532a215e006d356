import { isMarketing } from '../../domain/contact/decide-email.ts';
import type { MailTemplate } from '../../domain/mail/mail-data.ts';
import { renderMail } from '../../domain/mail/render-mail.ts';
import { leadMailLanguage, staffMailLanguage } from '../../domain/mail/words/index.ts';
import type { EmailPayload } from '../../integrations/email/port.ts';
import type { Cause } from '../../schema/contracts/ids.ts';
import type { NotNow } from '../../schema/contracts/journey.ts';
import { replyAddressOf } from '../../schema/database/conversations/reply-address.ts';
import type { Tx } from '../../schema/database/database.ts';
import type { LeadRow } from '../../schema/database/leads/entities.ts';
import type { OutboundRow } from '../../schema/database/ledger/entities.ts';
import { LedgerFailure } from '../../schema/database/ledger/ledger-failure.ts';
import { performOnce } from '../../schema/database/ledger/perform-once.ts';
import type { OutboundPlan, Performed, Settled } from '../../schema/database/ledger/plan.ts';
import { noteStaff } from '../../schema/database/notes/note-staff.ts';
import { createUnsubscribeLink } from '../../schema/database/routing/links.ts';
import { type TenantInForce, tenantInForce } from '../../schema/database/tenants/policy.ts';
import type { Ports } from '../ports.ts';
import type { Composition } from './compose.ts';
import { purposeOf } from './decide-email-now.ts';
import { type DecideMail, decideMail } from './decide-mail.ts';
import { findMail, vendorKey } from './find-mail.ts';
import { threadHeaders, unsubscribeHeaders } from './headers.ts';
import { noteDeadAddress } from './note-dead-address.ts';
import { tellSent } from './tell-sent.ts';
import { withTracking } from './track.ts';

/** One e-mail to one recipient. */
export interface MailToSend<T extends MailTemplate> extends Composition<T> {
  tenantId: string;
  leadId: string;
  key: string;
  causedBy: Cause;
  /** who gets it: the lead, or a member of staff by key */
  to: { kind: 'lead' } | { kind: 'staff'; staffKey: string };
  /** answers a message of the lead: threads, and counts as a message of the conversation */
  answers?: { internetMessageId: string | null; references: readonly string[]; text: string };
  /** why nobody wants it any more: asked under the lead's lock, before anything is decided */
  moot?(tx: Tx): Promise<string | null>;
  /** decides in the place of the usual rules, where a mail may also be put off: see `sendMailOrWait` */
  decide?: DecideMail;
  /** tells our own rows, in the transaction that settles it */
  settled?(tx: Tx, performed: Settled<unknown>): Promise<void>;
}

export const leaseMarginMs = 5_000;

/**
 * Sends an e-mail at most once: rendered once, stored, and sent byte for byte as stored. Throws while it is not known
 * whether it was sent, so that it is looked at again after its lease.
 */
export const sendMail = async <T extends MailTemplate>(
  ports: Ports,
  mail: Omit<MailToSend<T>, 'decide'>,
): Promise<Settled<unknown>> => {
  const performed = await sendMailOrWait(ports, mail);
  if (performed.kind === 'later')
    throw new Error('an e-mail is sent or skipped, never put off by its decision');
  return performed;
};

/** The same for a mail that decides for itself: it may answer that it is not sent now, and leaves no trace then. */
export const sendMailOrWait = async <T extends MailTemplate>(
  ports: Ports,
  mail: MailToSend<T>,
): Promise<Exclude<Performed<unknown, NotNow>, { kind: 'unknown' }>> => {
  const performed = await performOnce<unknown, NotNow>(ports.db, mailPlan(ports, mail));
  if (performed.kind === 'unknown')
    throw new LedgerFailure('Ledger.Unsettled', Math.max(500, performed.until.getTime() - Date.now()));
  return performed;
};

const mailPlan = <T extends MailTemplate>(
  ports: Ports,
  mail: MailToSend<T>,
): OutboundPlan<unknown, NotNow> => {
  const { tenantId, leadId, key, template, causedBy } = mail;
  const recipient = mail.to.kind === 'lead' ? 'lead' : mail.to.staffKey;
  return {
    tenantId,
    leadId,
    key,
    kind: 'email',
    vendor: ports.email.vendor,
    intent: { template, recipient, causeId: causedBy.id },
    causedBy,
    ...(mail.to.kind === 'staff' && { evenSuspended: true as const }),
    leaseMs: ports.email.timeoutMs + leaseMarginMs,
    whenAbsent: 'repeat',
    prepare: async (tx, lead, row) => {
      if (!lead) return { kind: 'skip', reason: 'noLead' };
      const tenant = await tenantInForce(tx, tenantId);
      const to = recipientOf(tenant, lead, mail.to);
      if (!to) return { kind: 'skip', reason: 'noAddress' };
      const moot = await mail.moot?.(tx);
      if (moot) return { kind: 'skip', reason: moot };
      if (mail.to.kind === 'staff')
        return {
          kind: 'send',
          payload: row?.payload ?? (await payload(ports, tx, { lead, tenant, to }, mail)),
        };
      const decided = await decideMail(ports, tx, { lead, tenant, row }, mail);
      if (decided.kind !== 'allowed') return decided;
      return {
        kind: 'send',
        payload: row?.payload ?? (await payload(ports, tx, { lead, tenant, to }, mail)),
        decisionId: decided.decisionId,
      };
    },
    send: async (payload) => {
      const { emailId } = await ports.email.send(payload as EmailPayload, vendorKey({ tenantId, key }));
      return { vendorId: emailId, answer: { emailId } };
    },
    reconcile: (row) => findMail(ports, row),
    settled: async (tx, row, performed) => {
      if (mail.to.kind === 'lead') await noteDeadAddress(tx, row, ports.linkSecret);
      await tell(tx, mail, row, performed);
    },
  };
};

/** Whom an e-mail goes to. */
interface Recipient {
  address: string;
  name: string | null;
}

const recipientOf = (
  tenant: TenantInForce,
  lead: LeadRow,
  to: MailToSend<MailTemplate>['to'],
): Recipient | null => {
  if (to.kind === 'lead') return lead.email ? { address: lead.email, name: lead.name ?? null } : null;
  const member = tenant.settings.staff.find(({ key }) => key === to.staffKey);
  return member ? { address: member.email, name: member.name } : null;
};

const payload = async <T extends MailTemplate>(
  ports: Ports,
  tx: Tx,
  { lead, tenant, to }: { lead: LeadRow; tenant: TenantInForce; to: Recipient },
  mail: MailToSend<T>,
): Promise<EmailPayload> => {
  const { settings } = tenant;
  const data = await mail.compose(tx, lead, tenant);
  const forLead = mail.to.kind === 'lead';
  const language = forLead
    ? leadMailLanguage(lead.language, settings.profile)
    : staffMailLanguage(settings.profile);
  const unsubscribeUrl =
    forLead && isMarketing(purposeOf(mail.template))
      ? await createUnsubscribeLink(tx, {
          tenantId: mail.tenantId,
          leadId: mail.leadId,
          publicBaseUrl: ports.publicBaseUrl,
        })
      : null;
  const { subject, html, text } = renderMail(settings, mail.template, data, { language, unsubscribeUrl });
  const { plusAddress } = settings.email;
  const replyTo =
    plusAddress && forLead
      ? replyAddressOf(settings.email.replyTo, lead.id, ports.linkSecret)
      : settings.email.replyTo;
  return {
    from: settings.email.from,
    to: [to.address],
    replyTo,
    subject,
    html: forLead ? await withTracking(ports, tx, tenant, { ...mail, html }) : html,
    text,
    headers: {
      ...threadHeaders(mail.answers ?? null),
      ...unsubscribeHeaders(unsubscribeUrl, replyTo),
    },
    tags: { tenant: mail.tenantId, lead: mail.leadId, template: mail.template, language },
    attachments: mail.attach?.(lead, tenant) ?? [],
  };
};

const tell = async <T extends MailTemplate>(
  tx: Tx,
  mail: MailToSend<T>,
  row: OutboundRow,
  performed: Settled<unknown>,
): Promise<void> => {
  const { tenantId, leadId, template, causedBy } = mail;
  if (performed.kind === 'sent')
    await tellSent(tx, row, {
      leadId,
      template,
      to: mail.to.kind,
      vendorId: performed.vendorId,
      reply: mail.answers?.text ?? null,
      actor: 'system',
      causedBy,
    });
  if (performed.kind === 'refused' && performed.state === 'unknown')
    await noteStaff(tx, {
      tenantId,
      leadId,
      kind: 'actionInDoubt',
      about: { kind: 'action', id: row.id },
      causedBy: { kind: 'outbound', id: row.id },
    });
  await mail.settled?.(tx, performed);
};
