import { mergeRules } from '../domain/leads/merge.ts';
import type { CommandArguments, CommandName } from '../schema/contracts/commands.ts';
import type { LeadRef } from '../schema/contracts/ids.ts';
import { auditingCommand } from '../schema/database/audit/command-change.ts';
import type { Database, Tx } from '../schema/database/database.ts';
import {
  acceptCommand,
  type CommandRequest,
  commandHeard,
  commandToSend,
  readCommand,
  settleCommand,
  settleForClosed,
} from '../schema/database/leads/commands.ts';
import type { CommandRow } from '../schema/database/leads/entities.ts';
import { addFact, factsWaiting } from '../schema/database/leads/facts.ts';
import { lockWithAbsorbed } from '../schema/database/leads/lead-lock.ts';
import { mergeLeads } from '../schema/database/leads/merge-leads.ts';
import { rejectProposal } from '../schema/database/leads/merge-proposals.ts';
import { recordOptOut } from '../schema/database/leads/opt-out.ts';
import { actorLine } from '../schema/database/leads/timeline.ts';
import { refuseIfSuspended } from '../schema/database/leads/while-suspended.ts';
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
  (db: Database, ask: AskJourney, linkSecret: string, pump: (lead: LeadRef) => void = () => undefined) =>
  async (request: CommandRequest, timeoutMs = 5_000): Promise<CommandAnswer> => {
    const { tenantId } = request;
    const told: string[] = [];
    const accepted = await db.inTenant(tenantId, async (tx) => {
      const id = await acceptCommand(tx, { commandId: uuidV7(), ...request });
      const command = await readCommand(tx, id);
      if (await refuseIfSuspended(tx, command)) return readCommand(tx, id);
      told.push(...(await applyAtOnce(tx, command, linkSecret)));
      return readCommand(tx, id);
    });
    for (const leadId of told) pump({ tenantId, leadId });
    // asked again, a settled command would have its effect a second time, perhaps on a later journey
    if (accepted.state !== 'accepted') return answerOf(accepted);
    return answerOf(await askUntilTold({ db, ask, timeoutMs }, accepted));
  };

const mostMerges = 5;

/** Asks the lead's journey; one that was absorbed meanwhile leaves the command to the lead that it is by now. */
const askUntilTold = async (
  how: { db: Database; ask: AskJourney; timeoutMs: number },
  { tenantId, id: commandId, name, ...command }: CommandRow,
): Promise<CommandRow> => {
  let { leadId } = command;
  for (let turn = 1; ; turn += 1) {
    const answer = await how
      .ask({ tenantId, leadId, name, commandId, timeoutMs: how.timeoutMs })
      .catch(() => ({
        kind: 'pending',
      }));
    const row = await how.db.inTenant(tenantId, async (tx) => {
      const now = await commandToSend(tx, commandId);
      if (now.leadId !== leadId) return now;
      if (answer.kind === 'answered') await commandHeard(tx, commandId);
      // a journey that waits for its first fact is not closed: the dispatcher asks again when it runs
      if (answer.kind === 'closed' && !(await factsWaiting(tx, leadId)))
        await settleForClosed(tx, { id: commandId, name, leadId });
      return readCommand(tx, commandId);
    });
    if (row.leadId === leadId || turn === mostMerges) return row;
    leadId = row.leadId;
  }
};

/** What holds from the commit on, whether or not a journey runs and answers. Answers who has a fact to hear of. */
const applyAtOnce = async (tx: Tx, command: CommandRow, linkSecret: string): Promise<string[]> => {
  if (command.state !== 'accepted') return [];
  if (command.name === 'optOut') return optOut(tx, command, linkSecret);
  if (command.name === 'rejectMerge') await reject(tx, command);
  return command.name === 'merge' ? merge(tx, command, linkSecret) : [];
};

const answerOf = ({ id: commandId, state, code, text }: CommandRow): CommandAnswer =>
  state === 'accepted'
    ? { commandId, status: 'accepted', code: 'accepted', text: acceptedText }
    : { commandId, status: state, code: code ?? '', text: text ?? '' };

const by = ({ id, actorKind, actorId }: CommandRow) => ({
  causedBy: { kind: 'command', id } as const,
  actor: actorLine({ kind: actorKind, id: actorId }),
});

/** Nobody contacts this person again. What was absorbed and has a live call yet hangs up. */
const optOut = async (tx: Tx, command: CommandRow, linkSecret: string): Promise<string[]> => {
  const locked = await lockWithAbsorbed(tx, command.leadId);
  if (!locked) return [];
  await auditingCommand(tx, command, async () => {
    await recordOptOut(tx, locked.lead, { ...by(command), linkSecret });
    return {};
  });
  for (const absorbed of locked.absorbed)
    await addFact(tx, absorbed, { kind: 'optedOut', ref: command.id, causedBy: by(command).causedBy });
  return locked.absorbed.map(({ id }) => id);
};

/** Two leads become one here, and nowhere else: two journeys hear of it, and neither could speak for the other. */
const merge = async (tx: Tx, command: CommandRow, linkSecret: string): Promise<string[]> => {
  const { tenantId, leadId, id } = command;
  const { otherLeadId } = command.arguments as CommandArguments['merge'];
  const asked = { tenantId, leads: [leadId, otherLeadId] as [string, string], reason: 'asked' } as const;
  const { merged } = await auditingCommand(tx, command, async () => {
    const merged = await mergeLeads(tx, { ...asked, linkSecret, rules: mergeRules, ...by(command) });
    return { merged, ...mergeAnswers[merged.kind] };
  });
  await settleCommand(tx, id, { ...mergeAnswers[merged.kind], effect: {} });
  await commandHeard(tx, id);
  return merged.kind === 'merged' ? [merged.remains, merged.absorbed] : [];
};

const reject = async (tx: Tx, command: CommandRow): Promise<void> => {
  const { proposalId } = command.arguments as CommandArguments['rejectMerge'];
  const { tenantId } = command;
  const answer = await auditingCommand(tx, command, async () => {
    const rejected = await rejectProposal(tx, { tenantId, proposalId, ...by(command) });
    return rejectAnswers[rejected ? 'rejected' : 'decided'];
  });
  await settleCommand(tx, command.id, { ...answer, effect: {} });
  await commandHeard(tx, command.id);
};

const rejectAnswers = {
  rejected: { state: 'done', code: 'mergeRejected', text: 'They stay two leads.' },
  decided: { state: 'done', code: 'nothingToDo', text: 'This was decided already.' },
} as const;

const mergeAnswers = {
  merged: { state: 'done', code: 'merged', text: 'The two are one lead now. This is final.' },
  same: { state: 'done', code: 'nothingToDo', text: 'They are one lead already.' },
  unknown: { state: 'refused', code: 'leadUnknown', text: 'There is no such lead to merge with.' },
} as const;
