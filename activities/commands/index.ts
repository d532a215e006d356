import type { CommandArguments, CommandName } from '../../schema/contracts/commands.ts';
import type { JourneyLocalActivities } from '../../schema/contracts/journey.ts';
import { auditingCommand } from '../../schema/database/audit/command-change.ts';
import { settleCommand } from '../../schema/database/leads/commands.ts';
import { Command, type CommandRow } from '../../schema/database/leads/entities.ts';
import { leadFamily } from '../../schema/database/leads/lead-family.ts';
import { lockLead } from '../../schema/database/leads/lead-lock.ts';
import { actorLine } from '../../schema/database/leads/timeline.ts';
import { tenantInForce } from '../../schema/database/tenants/policy.ts';
import type { Ports } from '../ports.ts';
import {
  bookAppointment,
  cancelAppointment,
  markCompleted,
  markNoShow,
  rescheduleAppointment,
} from './appointments.ts';
import { assign } from './assign.ts';
import { decideDraft, sendReply } from './drafts.ts';
import { type CommandAnswered, type CommandHandler, type CommandScene, refused } from './handler.ts';
import { changeStatus, close, optOut, pause, requestCall, resume } from './lead.ts';
import { merge, rejectMerge } from './merge.ts';
import { settleUnknown } from './settle-unknown.ts';

const handlers: { [Name in CommandName]: CommandHandler<Name> } = {
  bookAppointment,
  rescheduleAppointment,
  cancelAppointment,
  markNoShow,
  markCompleted,
  requestCall,
  changeStatus,
  pause,
  resume,
  optOut,
  close,
  settleUnknown,
  assign,
  merge,
  decideDraft,
  sendReply,
  rejectMerge,
};

/** Applies commands to our rows, each once: a second application answers the stored outcome and effect. */
export const createCommandActivities = ({
  db,
  linkSecret,
}: Ports): Pick<JourneyLocalActivities, 'applyCommand'> => ({
  applyCommand: ({ tenantId, leadId, commandId, stamp }) =>
    db.inTenant(tenantId, async (tx) => {
      // the lock first: two applications of one command meet here, and the second finds the first one's answer
      const lead = await lockLead(tx, leadId);
      const own = { id: commandId, leadId: { $in: await leadFamily(tx, leadId) } };
      const command = (await tx.findOne(Command, own)) as CommandRow | null;
      if (!lead || !command) return { outcome: { status: 'refused', code: 'nothingToDo' }, effect: {} };
      if (command.state !== 'accepted')
        return {
          outcome: {
            status: command.state,
            code: (command.code ?? 'nothingToDo') as CommandAnswered['code'],
          },
          effect: command.effect ?? {},
        };
      // not settled: whoever sent it finds the lead that took this one in, and asks there
      if (lead.id !== leadId) return { outcome: { status: 'refused', code: 'leadMerged' }, effect: {} };
      const scene: CommandScene = {
        tx,
        lead,
        tenant: await tenantInForce(tx, tenantId),
        cause: { kind: 'command', id: commandId },
        actor: actorLine({ kind: command.actorKind, id: command.actorId }),
        linkSecret,
        now: new Date(),
      };
      const answered =
        stamp.step === 'closed' && !standsWhenClosed(command)
          ? refused('leadClosed', 'The journey of this lead is closed.')
          : await audited(scene, command);
      await settleCommand(tx, commandId, answered);
      return { outcome: { status: answered.state, code: answered.code }, effect: answered.effect };
    }),
});

/** What is about rows alone: whoever asks for something to be done comes too late. */
const standsWhenClosed = ({ name, arguments: args }: CommandRow): boolean =>
  name === 'optOut' ||
  (name === 'settleUnknown' && (args as CommandArguments['settleUnknown']).as !== 'again');

const audited = (scene: CommandScene, command: CommandRow): Promise<CommandAnswered> =>
  // an opt-out was written, and told to the audit log, when it was accepted
  command.name === 'optOut'
    ? apply(scene, command)
    : auditingCommand(scene.tx, command, () => apply(scene, command));

const apply = (scene: CommandScene, { name, arguments: args }: CommandRow): Promise<CommandAnswered> => {
  // the arguments were checked against their name when the command was accepted
  const handler = handlers[name] as CommandHandler;
  return handler(scene, args as CommandArguments[CommandName]);
};
