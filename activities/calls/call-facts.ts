import { type CallInputs, callInputsOf } from '../../domain/contact/call-inputs.ts';
import type { CommandArguments } from '../../schema/contracts/commands.ts';
import type { Cause } from '../../schema/contracts/ids.ts';
import type { Tx } from '../../schema/database/database.ts';
import { contactFacts } from '../../schema/database/leads/contact-facts.ts';
import { Command, type LeadRow } from '../../schema/database/leads/entities.ts';
import type { TenantInForce } from '../../schema/database/tenants/policy.ts';

/** Everything a call to this lead is decided from, read under the lead's lock. Holds no name and no number. */
export const callInputs = async (
  tx: Tx,
  lead: LeadRow,
  tenant: TenantInForce,
  linkSecret: string,
  about: { cause?: Cause; exceptAttempt?: string } = {},
): Promise<CallInputs> =>
  callInputsOf(await contactFacts(tx, lead, linkSecret, about.exceptAttempt), {
    now: new Date().toISOString(),
    phone: lead.phone ?? null,
    asked: about.cause?.kind === 'command' ? await askedFor(tx, about.cause.id) : null,
    settings: tenant.settings,
  });

const askedFor = async (tx: Tx, commandId: string): Promise<{ at: string | null } | null> => {
  const command = await tx.findOne(Command, { id: commandId, name: 'requestCall' });
  return command ? { at: (command.arguments as CommandArguments['requestCall']).at } : null;
};
