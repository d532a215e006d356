import { type CallInputs, callPolicy } from '../../domain/contact/call-inputs.ts';
import type { CommandArguments } from '../../schema/contracts/commands.ts';
import { startingFacts } from '../../schema/contracts/facts.ts';
import type { Cause } from '../../schema/contracts/ids.ts';
import type { Tx } from '../../schema/database/database.ts';
import { contactFacts } from '../../schema/database/leads/contact-facts.ts';
import { Command, LeadFact, type LeadRow } from '../../schema/database/leads/entities.ts';
import { leadFamily } from '../../schema/database/leads/lead-family.ts';
import type { TenantInForce } from '../../schema/database/tenants/policy.ts';

/** Everything a call to this lead is decided from, read under the lead's lock. Holds no name and no number. */
export const callInputs = async (
  tx: Tx,
  lead: LeadRow,
  tenant: TenantInForce,
  linkSecret: string,
  about: { cause?: Cause; exceptAttempt?: string } = {},
): Promise<CallInputs> => {
  const facts = await contactFacts(tx, lead, linkSecret, about.exceptAttempt);
  const { hasEmail: _, emailSuppressed: __, ...ofCalls } = facts;
  return {
    now: new Date().toISOString(),
    ladderSince: await ladderSince(tx, lead),
    asked: about.cause?.kind === 'command' ? await askedFor(tx, about.cause.id) : null,
    ...ofCalls,
    policy: callPolicy(tenant.settings),
  };
};

const ladderSince = async (tx: Tx, lead: LeadRow): Promise<string> => {
  const [started] = await tx.find(
    LeadFact,
    { leadId: { $in: await leadFamily(tx, lead.id) }, kind: { $in: [...startingFacts] } },
    { orderBy: { createdAt: 'desc' }, limit: 1, fields: ['createdAt'] },
  );
  return (started?.createdAt ?? lead.createdAt).toISOString();
};

const askedFor = async (tx: Tx, commandId: string): Promise<{ at: string | null } | null> => {
  const command = await tx.findOne(Command, { id: commandId, name: 'requestCall' });
  return command ? { at: (command.arguments as CommandArguments['requestCall']).at } : null;
};
