import { decideCall } from '../../domain/contact/decide-call.ts';
import { notNow } from '../../domain/contact/verdict.ts';
import type { Cause } from '../../schema/contracts/ids.ts';
import type { NotNow } from '../../schema/contracts/journey.ts';
import type { Tx } from '../../schema/database/database.ts';
import { recordDecision } from '../../schema/database/leads/decisions.ts';
import type { LeadRow } from '../../schema/database/leads/entities.ts';
import type { TenantInForce } from '../../schema/database/tenants/policy.ts';
import type { Ports } from '../ports.ts';
import { callInputs } from './call-facts.ts';

/** Decides whether the lead may be called now, and stores the decision with its inputs. */
export const decideCallNow = async (
  { linkSecret }: Ports,
  tx: Tx,
  { lead, tenant, call }: { lead: LeadRow; tenant: TenantInForce; call: { attemptId: string; cause: Cause } },
): Promise<{ verdict: { kind: 'allowed' } | NotNow; decisionId: string }> => {
  const inputs = await callInputs(tx, lead, tenant, linkSecret, {
    cause: call.cause,
    exceptAttempt: call.attemptId,
  });
  const verdict = decideCall(inputs);
  const decisionId = await recordDecision(tx, {
    tenantId: tenant.tenantId,
    leadId: lead.id,
    about: 'call',
    subject: call.cause.id,
    verdict: verdict.kind,
    at: verdict.kind === 'at' ? verdict.at : undefined,
    reason: verdict.reason,
    rule: verdict.rule,
    policyVersion: tenant.policyVersion,
    inputs: { ...inputs },
    causedBy: call.cause,
  });
  return { verdict: verdict.kind === 'allowed' ? { kind: 'allowed' } : notNow(verdict), decisionId };
};
