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

const askedFor = async (tx: Tx, commandId: string): Promise<CallInputs['asked']> => {
  const command = await tx.findOne(Command, { id: commandId, name: 'requestCall' });
  if (!command) return null;
  const { at } = command.arguments as CommandArguments['requestCall'];
  // in a talk it is the lead who asks, through the model; what staff ask for needs the consent that it needs anyway
  const byLead = command.actorKind === 'lead' || command.actorKind === 'model';
  return { at, ...(byLead && { byLead }) };
};
