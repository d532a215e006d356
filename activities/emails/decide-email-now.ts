import { decideEmail, type EmailPurpose, emailInputsOf } from '../../domain/contact/decide-email.ts';
import type { Verdict } from '../../domain/contact/verdict.ts';
import type { MailTemplate } from '../../domain/mail/mail-data.ts';
import type { Cause } from '../../schema/contracts/ids.ts';
import type { Tx } from '../../schema/database/database.ts';
import { contactFacts } from '../../schema/database/leads/contact-facts.ts';
import { recordDecision } from '../../schema/database/leads/decisions.ts';
import type { LeadRow } from '../../schema/database/leads/entities.ts';
import type { TenantInForce } from '../../schema/database/tenants/policy.ts';
import type { Ports } from '../ports.ts';

const purposes: Partial<Record<MailTemplate, EmailPurpose>> = {
  welcome: 'welcome',
  callSummaryLead: 'summary',
  offerSlots: 'offer',
  appointmentConfirmed: 'appointment',
  appointmentMoved: 'appointment',
  appointmentCancelled: 'appointment',
  missedAppointment: 'appointment',
  reminderLead: 'reminder',
  followUp: 'followUp',
  reply: 'reply',
};

/** What an e-mail to a lead is for. One that nobody has sorted in counts as what may be sent least. */
export const purposeOf = (template: MailTemplate): EmailPurpose => purposes[template] ?? 'followUp';

/** Decides whether this e-mail may go to the lead, and stores the decision with its inputs. */
export const decideEmailNow = async (
  { linkSecret }: Ports,
  tx: Tx,
  about: { lead: LeadRow; tenant: TenantInForce; template: MailTemplate; causedBy: Cause },
): Promise<{ verdict: Verdict['kind']; reason: string; decisionId: string }> => {
  const { lead, tenant, template, causedBy } = about;
  const inputs = emailInputsOf(await contactFacts(tx, lead, linkSecret), {
    now: new Date().toISOString(),
    purpose: purposeOf(template),
    phone: lead.phone ?? null,
    settings: tenant.settings,
  });
  const verdict = decideEmail(inputs);
  const decisionId = await recordDecision(tx, {
    tenantId: tenant.tenantId,
    leadId: lead.id,
    about: 'email',
    subject: template,
    verdict: verdict.kind,
    reason: verdict.reason,
    rule: verdict.rule,
    policyVersion: tenant.policyVersion,
    inputs: { ...inputs },
    causedBy,
  });
  return { verdict: verdict.kind, reason: verdict.reason, decisionId };
};
