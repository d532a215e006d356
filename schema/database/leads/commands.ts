import type {
  Actor,
  CommandArguments,
  CommandCode,
  CommandEffect,
  CommandName,
} from '../../contracts/commands.ts';
import { auditingCommand } from '../audit/command-change.ts';
import type { Tx } from '../database.ts';
import { LedgerFailure } from '../ledger/ledger-failure.ts';
import { settleByHand } from '../ledger/settle-by-hand.ts';
import { storableJson } from '../storable.ts';
import { uuidV7 } from '../uuid-v7.ts';
import { Command, type CommandRow, LeadFact } from './entities.ts';
import { addFact } from './facts.ts';
import { leadFamily, leadRoot } from './lead-family.ts';
import { lockLead } from './lead-lock.ts';

/** What somebody asks of a lead's journey. */
export interface CommandRequest<Name extends CommandName = CommandName> {
  tenantId: string;
  leadId: string;
  name: Name;
  arguments: CommandArguments[Name];
  actor: Actor;
  /** makes the same request the same command: a second one with this id finds the first */
  commandId?: string;
}

/** Writes the command before anything is asked of the journey, and answers its id. What is asked of an absorbed lead is asked of the one it is by now. */
export const acceptCommand = async (tx: Tx, request: CommandRequest): Promise<string> => {
  const id = request.commandId ?? uuidV7();
  const { tenantId, name, actor } = request;
  const leadId = await leadRoot(tx, request.leadId);
  await tx.execute(
    `insert into command (id, tenant_id, lead_id, name, arguments, actor_kind, actor_id, state)
     values (?, ?, ?, ?, ?, ?, ?, 'accepted') on conflict (id) do nothing`,
    [id, tenantId, leadId, name, JSON.stringify(storableJson(request.arguments)), actor.kind, actor.id],
  );
  // the id may come from a browser: it never opens another lead's command
  if ((await tx.count(Command, { id, name, leadId: { $in: await leadFamily(tx, leadId) } })) === 0)
    throw new LedgerFailure('Ledger.KeyConflict');
  return id;
};

/**
 * Settles a command once: what it came to, the sentence for people and the effect on the journey. It stays on the
 * dispatcher's list until the journey has answered: an engine that dies in between has forgotten the effect.
 */
export const settleCommand = async (
  tx: Tx,
  commandId: string,
  answer: { state: 'done' | 'refused'; code: CommandCode; text: string; effect: CommandEffect },
): Promise<void> => {
  await tx.nativeUpdate(Command, { id: commandId, state: 'accepted' }, { ...answer, settledAt: new Date() });
};

/** Takes a command off the dispatcher's list: its journey has answered, or there is none. */
export const commandHeard = async (tx: Tx, commandId: string): Promise<void> => {
  await tx.execute('select routing.settle_pending(?, ?, ?)', ['command', commandId, 1]);
};

/** What a person decides about a reply is done whether or not a journey runs: it begins anew for it. */
const revives: readonly CommandName[] = ['decideDraft', 'sendReply'];

/**
 * Answers a command whose journey is closed. An opt-out stands all the same: it was written when it was accepted. What is
 * to be written to the lead gets a fact that starts the journey again, in which the dispatcher asks once more: then the
 * answer is `revived`.
 */
export const settleForClosed = async (
  tx: Tx,
  { id, name, leadId }: { id: string; name: CommandName; leadId: string },
): Promise<'settled' | 'revived'> => {
  const lead = revives.includes(name) ? await lockLead(tx, leadId) : null;
  if (lead && !lead.optedOutAt && !lead.erasedAt) {
    const causedBy = { kind: 'command', id } as const;
    if ((await tx.count(LeadFact, { leadId, ref: id })) === 0)
      await addFact(tx, lead, { kind: 'approvalDecided', ref: id, causedBy });
    return 'revived';
  }
  await settleCommand(tx, id, await answerWhenClosed(tx, { id, name }));
  await commandHeard(tx, id);
  return 'settled';
};

const answerWhenClosed = async (
  tx: Tx,
  { id, name }: { id: string; name: CommandName },
): Promise<Parameters<typeof settleCommand>[2]> => {
  if (name === 'optOut')
    return {
      state: 'done',
      code: 'optedOut',
      text: 'Noted: this person is not contacted again.',
      effect: {},
    };
  // nothing is sent for a lead whose journey is over, but what was sent may still be said
  if (name === 'settleUnknown') {
    const command = await readCommand(tx, id);
    const asked = command.arguments as CommandArguments['settleUnknown'];
    await lockLead(tx, command.leadId);
    const isSettled = asked.as !== 'again' && (await settledByHand(tx, command, asked));
    if (isSettled) return { state: 'done', code: 'settled', text: 'Noted.', effect: {} };
  }
  return { state: 'refused', code: 'leadClosed', text: 'The journey of this lead is closed.', effect: {} };
};

const settledByHand = async (
  tx: Tx,
  command: CommandRow,
  asked: CommandArguments['settleUnknown'],
): Promise<boolean> => {
  const { state } = await auditingCommand(tx, command, async () => {
    const { kind } = await settleByHand(tx, command.leadId, asked);
    return { state: kind === 'settled' ? 'done' : 'refused' };
  });
  return state === 'done';
};

/** The command as it is to be sent: one that is not settled follows its lead through a merge. */
export const commandToSend = async (tx: Tx, commandId: string): Promise<CommandRow> => {
  const command = await readCommand(tx, commandId);
  if (command.state !== 'accepted') return command;
  const leadId = await leadRoot(tx, command.leadId);
  if (leadId === command.leadId) return command;
  await tx.nativeUpdate(Command, { id: commandId, state: 'accepted' }, { leadId });
  return { ...command, leadId };
};

/** The command with its answer, if it has one. */
export const readCommand = async (tx: Tx, commandId: string): Promise<CommandRow> =>
  (await tx.findOneOrFail(Command, { id: commandId }, { refresh: true })) as CommandRow;
