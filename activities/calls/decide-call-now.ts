import { decideCall } from '../../domain/contact/decide-call.ts';
import { notNow } from '../../domain/contact/verdict.ts';
import type { Cause } from '../../schema/contracts/ids.ts';
import type { NotNow } from '../../schema/contracts/journey.ts';
import type { Tx } from '../../schema/database/database.ts';
import type { LeadRow } from '../../schema/database/leads/entities.ts';
import type { TenantInForce } from '../../schema/database/tenants/policy.ts';
import type { Ports } from '../ports.ts';
import { callInputs } from './call-facts.ts';
import { keepCallDecision } from './keep-decision.ts';

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
  const about = { tenant, leadId: lead.id, causedBy: call.cause };
  const decisionId = await keepCallDecision(tx, about, verdict, inputs);
  return { verdict: verdict.kind === 'allowed' ? { kind: 'allowed' } : notNow(verdict), decisionId };
};
