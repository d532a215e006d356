import type { CommandArguments, CommandName } from '../contracts/commands.ts';
import { uuidFromName } from '../database/uuid-from-name.ts';
import { actorOf, signedIn } from './access.ts';
import { type CommandPayload, type InvalidInput, Mendable, type NotFound } from './command-result.ts';
import type { GraphqlContext } from './context.ts';
import { freshLead, LeadRef, type LeadRow, rootOf } from './lead.ts';
import { forgetLoaded } from './loaders.ts';

/** What a mutation asks: of whose journey, and with which particulars. */
export interface Wish<Name extends CommandName> {
  lead: LeadRow;
  arguments: CommandArguments[Name];
}

/** Asks a journey on behalf of the viewer; inputs that a person can mend become members of the union. */
export const runCommand = async <Name extends CommandName>(
  context: GraphqlContext,
  name: Name,
  requestKey: string | null | undefined,
  readWish: () => Promise<Wish<Name>>,
): Promise<CommandPayload | InvalidInput | NotFound> => {
  const { tenantId } = signedIn(context);
  try {
    const { lead, arguments: particulars } = await readWish();
    const reply = await context.command<Name>({
      tenantId,
      leadId: lead.id,
      name,
      arguments: particulars,
      actor: actorOf(context),
      // the same key, lead and command make the same id: a repeated request is answered with the first outcome
      ...(requestKey ? { commandId: uuidFromName(tenantId, lead.id, name, requestKey) } : {}),
    });
    // whatever this request has read before is out of date now
    forgetLoaded(context);
    LeadRef.getDataloader(context).clearAll();
    const now = (await freshLead(context, lead.id)) ?? lead;
    // an absorbed lead answers as the one that it is by now
    return { reply, lead: (await freshLead(context, await rootOf(context, now.id))) ?? now };
  } catch (failure) {
    if (failure instanceof Mendable) return failure.answer;
    throw failure;
  }
};
