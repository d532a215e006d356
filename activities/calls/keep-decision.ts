import type { CallInputs } from '../../domain/contact/call-inputs.ts';
import type { Verdict } from '../../domain/contact/verdict.ts';
import type { Cause } from '../../schema/contracts/ids.ts';
import type { Tx } from '../../schema/database/database.ts';
import { recordDecision } from '../../schema/database/leads/decisions.ts';
import type { TenantInForce } from '../../schema/database/tenants/policy.ts';

/** Keeps what was decided about a call with everything it was decided from, and answers the decision's id. */
export const keepCallDecision = (
  tx: Tx,
  about: { tenant: TenantInForce; leadId: string; causedBy: Cause },
  verdict: Verdict,
  inputs: CallInputs,
): Promise<string> =>
  recordDecision(tx, {
    tenantId: about.tenant.tenantId,
    leadId: about.leadId,
    about: 'call',
    subject: about.causedBy.id,
    verdict: verdict.kind,
    at: verdict.kind === 'at' ? verdict.at : undefined,
    reason: verdict.reason,
    rule: verdict.rule,
    policyVersion: about.tenant.policyVersion,
    inputs: { ...inputs },
    causedBy: about.causedBy,
  });
