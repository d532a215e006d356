import type { CommandArguments, CommandName } from '../../contracts/commands.ts';
import type { Tx } from '../database.ts';
import { suspended } from '../ledger/suspended.ts';
import { commandHeard, settleCommand } from './commands.ts';
import type { CommandRow } from './entities.ts';

/** What would have somebody contacted, or promises it. Everything else is done, and what follows of it waits. */
const sends: readonly CommandName[] = [
  'bookAppointment',
  'rescheduleAppointment',
  'requestCall',
  'sendReply',
];

const wouldSend = ({ name, arguments: asked }: Pick<CommandRow, 'name' | 'arguments'>): boolean => {
  if (name === 'decideDraft') return (asked as CommandArguments['decideDraft']).decision !== 'reject';
  if (name === 'settleUnknown') return (asked as CommandArguments['settleUnknown']).as === 'again';
  return sends.includes(name);
};

const toStaff = 'The business is suspended: nothing is sent, called or booked until it goes on.';
const toOthers = 'This cannot be done at the moment. Please try again later.';

/** Refuses what nobody may ask of a suspended business, and answers whether it did. Settled already, it stays as it is. */
export const refuseIfSuspended = async (tx: Tx, command: CommandRow): Promise<boolean> => {
  const { id, tenantId, actorKind, state } = command;
  if (state !== 'accepted' || !wouldSend(command)) return false;
  const [tenant] = await tx.execute('select from tenant where id = ? and suspended_at is not null', [
    tenantId,
  ]);
  if (!tenant) return false;
  const text = actorKind === 'lead' || actorKind === 'model' ? toOthers : toStaff;
  await settleCommand(tx, id, { state: 'refused', code: suspended, text, effect: {} });
  await commandHeard(tx, id);
  return true;
};
