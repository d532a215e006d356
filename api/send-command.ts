import type { CommandName } from '../schema/contracts/commands.ts';
import type { Database, Tx } from '../schema/database/database.ts';
import {
  acceptCommand,
  type CommandRequest,
  commandHeard,
  readCommand,
  settleForClosed,
} from '../schema/database/leads/commands.ts';
import type { CommandRow } from '../schema/database/leads/entities.ts';
import { factsWaiting } from '../schema/database/leads/facts.ts';
import { lockLead } from '../schema/database/leads/lead-lock.ts';
import { recordOptOut } from '../schema/database/leads/opt-out.ts';
import { uuidV7 } from '../schema/database/uuid-v7.ts';
import type { CommandAnswer } from './context.ts';

/** Asks a lead's workflow; see the engine's port. */
export type AskJourney = (ask: {
  tenantId: string;
  leadId: string;
  name: CommandName;
  commandId: string;
  timeoutMs: number;
}) => Promise<{ kind: 'answered' | 'pending' | 'closed' }>;

const acceptedText = 'Accepted, being done.';

/**
 * Writes the command, asks the journey with its id, and answers with the sentence from its row. Without an answer in
 * time the command stands: the dispatcher asks again with the same id, and the journey applies it once.
 */
export const createSendCommand =
  (db: Database, ask: AskJourney, linkSecret: string) =>
  async (request: CommandRequest, timeoutMs = 5_000): Promise<CommandAnswer> => {
    const { tenantId, leadId, name } = request;
    const accepted = await db.inTenant(tenantId, async (tx) => {
      const id = await acceptCommand(tx, { commandId: uuidV7(), ...request });
      // from this commit on nobody contacts this person, whether or not a journey runs and answers
      if (name === 'optOut') await optOut(tx, request, id, linkSecret);
      return readCommand(tx, id);
    });
    // asked again, a settled command would have its effect a second time, perhaps on a later journey
    if (accepted.state !== 'accepted') return answerOf(accepted);
    const commandId = accepted.id;
    const answer = await ask({ tenantId, leadId, name, commandId, timeoutMs }).catch(() => ({
      kind: 'pending',
    }));
    const row = await db.inTenant(tenantId, async (tx) => {
      if (answer.kind === 'answered') await commandHeard(tx, commandId);
      // a journey that waits for its first fact is not closed: the dispatcher asks again when it runs
      if (answer.kind === 'closed' && !(await factsWaiting(tx, leadId)))
        await settleForClosed(tx, { id: commandId, name });
      return readCommand(tx, commandId);
    });
    return answerOf(row);
  };

const answerOf = ({ id: commandId, state, code, text }: CommandRow): CommandAnswer =>
  state === 'accepted'
    ? { commandId, status: 'accepted', code: 'accepted', text: acceptedText }
    : { commandId, status: state, code: code ?? '', text: text ?? '' };

const optOut = async (
  tx: Tx,
  { leadId, actor }: CommandRequest,
  id: string,
  linkSecret: string,
): Promise<void> => {
  const lead = await lockLead(tx, leadId);
  if (!lead) return;
  const by = actor.kind === 'staff' ? `staff:${actor.id}` : actor.kind;
  await recordOptOut(tx, lead, { causedBy: { kind: 'command', id }, actor: by, linkSecret });
};
