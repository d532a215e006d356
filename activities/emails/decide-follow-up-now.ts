import { emailInputsOf } from '../../domain/contact/decide-email.ts';
import { decideFollowUp } from '../../domain/contact/decide-follow-up.ts';
import { notNow } from '../../domain/contact/verdict.ts';
import type { Cause } from '../../schema/contracts/ids.ts';
import type { NotNow } from '../../schema/contracts/journey.ts';
import type { Tx } from '../../schema/database/database.ts';
import { contactFacts } from '../../schema/database/leads/contact-facts.ts';
import { recordDecision } from '../../schema/database/leads/decisions.ts';
import type { LeadRow } from '../../schema/database/leads/entities.ts';
import type { TenantInForce } from '../../schema/database/tenants/policy.ts';
import type { Ports } from '../ports.ts';
import { cadenceFacts } from './cadence-facts.ts';

/**
 * Decides whether the next follow-up may be sent now, and stores the decision with its inputs. The lead is locked: a
 * reply that was stored before is seen, one that comes later came too late.
 */
export const decideFollowUpNow = async (
  { linkSecret }: Ports,
  tx: Tx,
  about: { lead: LeadRow; tenant: TenantInForce; cause: Cause; done: number },
): Promise<{ verdict: { kind: 'allowed' } | NotNow; decisionId: string }> => {
  const { lead, tenant, cause, done } = about;
  const inputs = {
    ...emailInputsOf(await contactFacts(tx, lead, linkSecret), {
      now: new Date().toISOString(),
      purpose: 'followUp',
      phone: lead.phone ?? null,
      settings: tenant.settings,
    }),
    cadence: await cadenceFacts(tx, about),
  };
  const verdict = decideFollowUp(inputs);
  const decisionId = await recordDecision(tx, {
    tenantId: tenant.tenantId,
    leadId: lead.id,
    about: 'email',
    subject: `followUp ${done + 1}`,
    verdict: verdict.kind,
    at: verdict.kind === 'at' ? verdict.at : undefined,
    reason: verdict.reason,
    rule: verdict.rule,
    policyVersion: tenant.policyVersion,
    inputs,
    causedBy: cause,
  });
  return { verdict: verdict.kind === 'allowed' ? { kind: 'allowed' } : notNow(verdict), decisionId };
};
