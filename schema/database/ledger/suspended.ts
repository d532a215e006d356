import type { Tx } from '../database.ts';
import { recordDecision } from '../leads/decisions.ts';
import type { LeadRow } from '../leads/entities.ts';
import { addFact } from '../leads/facts.ts';
import { lockRow } from '../leads/lead-lock.ts';
import type { OutboundPlan } from './plan.ts';

/** Why nothing is done for now. */
export const suspended = 'suspended';

const contacts = { call: 'call', email: 'email', meeting: 'meeting' } as const;
const isContact = (kind: string): kind is keyof typeof contacts => kind in contacts;

/**
 * Whether this action is held because its business is suspended: then the decision says so, and a fact is written that is
 * delivered once the business goes on. It is how the journey that waits is woken: written here, with whatever makes it wait,
 * none is forgotten.
 */
export const isHeldBySuspension = async <Answer, Later>(
  tx: Tx,
  plan: OutboundPlan<Answer, Later>,
  lead: LeadRow | null,
): Promise<boolean> => {
  if (!lead || !plan.leadId || plan.evenErased || plan.evenSuspended || !isContact(plan.kind)) return false;
  const [tenant] = await tx.execute<{ suspended_at: Date | string; policy_version: number }[]>(
    'select suspended_at, policy_version from tenant where id = ? and suspended_at is not null',
    [plan.tenantId],
  );
  if (!tenant) return false;
  const { tenantId, causedBy, kind } = plan;
  const decisionId = await recordDecision(tx, {
    ...{ tenantId, leadId: lead.id, causedBy, about: contacts[kind], verdict: 'wait' },
    // as the rules name them: a template, or the cause of a call or of a meeting
    ...{ subject: String(plan.intent?.template ?? causedBy.id), reason: suspended, rule: 'tenantSuspended' },
    policyVersion: tenant.policy_version,
    inputs: { now: new Date().toISOString(), suspendedAt: new Date(tenant.suspended_at).toISOString() },
  });
  // its own journey's: it may have been absorbed, and drain
  const own = plan.leadId === lead.id ? lead : await lockRow(tx, plan.leadId);
  if (own)
    await addFact(tx, own, {
      kind: 'leadChanged',
      ref: decisionId,
      causedBy: { kind: 'system', id: suspended },
    });
  return true;
};
