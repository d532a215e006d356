import { callInputsOf } from '../domain/contact/call-inputs.ts';
import { decideCall } from '../domain/contact/decide-call.ts';
import { decideEmail, emailInputsOf } from '../domain/contact/decide-email.ts';
import { considerations, decisionSentence } from '../domain/contact/explain.ts';
import type { Verdict } from '../domain/contact/verdict.ts';
import type { Database } from '../schema/database/database.ts';
import { contactFacts } from '../schema/database/leads/contact-facts.ts';
import { Lead, type LeadRow } from '../schema/database/leads/entities.ts';
import { suspended } from '../schema/database/ledger/suspended.ts';
import { tenantInForce } from '../schema/database/tenants/policy.ts';
import type { ContactAnswer, Contactability } from '../schema/graphql/context.ts';

/**
 * Whether a lead may be called and written to at this moment, by the rules that decide when it is done. It promises
 * nothing: what is done is decided again, under the lead's lock. Null when the tenant has no such lead.
 */
export const readContactability = (
  db: Database,
  { tenantId, leadId, linkSecret }: { tenantId: string; leadId: string; linkSecret: string },
): Promise<Contactability | null> =>
  db.inTenant(tenantId, async (tx) => {
    const lead = (await tx.findOne(Lead, { id: leadId })) as LeadRow | null;
    if (!lead) return null;
    const { settings, policyVersion, suspendedAt } = await tenantInForce(tx, tenantId);
    if (suspendedAt) return { ...whileSuspended(suspendedAt), policyVersion };
    const facts = await contactFacts(tx, lead, linkSecret);
    const about = { now: new Date().toISOString(), phone: lead.phone ?? null, settings };
    const call = callInputsOf(facts, { ...about, asked: null });
    const email = emailInputsOf(facts, { ...about, purpose: 'followUp' });
    return {
      call: answer('call', decideCall(call), { ...call }),
      email: answer('email', decideEmail(email), { ...email }),
      policyVersion,
    };
  });

/** As the ledger decides it, whatever the rules would say. */
const whileSuspended = (suspendedAt: Date): Pick<Contactability, 'call' | 'email'> => {
  const verdict = { kind: 'wait', reason: suspended, rule: 'tenantSuspended' } as const;
  const inputs = { suspendedAt: suspendedAt.toISOString() };
  return { call: answer('call', verdict, inputs), email: answer('email', verdict, inputs) };
};

const answer = (
  about: 'call' | 'email',
  verdict: Verdict,
  inputs: Record<string, unknown>,
): ContactAnswer => {
  const { kind, reason, rule } = verdict;
  const decision = { about, verdict: kind, at: kind === 'at' ? new Date(verdict.at) : null, reason, inputs };
  return {
    verdict: kind,
    at: decision.at,
    reason,
    rule,
    sentence: decisionSentence(decision),
    considered: considerations(decision),
  };
};
