import { assignLead } from '../../schema/database/leads/assignment.ts';
import { StaffUser } from '../../schema/database/tenants/entities.ts';
import { type CommandHandler, done, refused } from './handler.ts';

/** Gives the lead to somebody of staff, or to nobody. */
export const assign: CommandHandler<'assign'> = async ({ tx, lead, actor, cause }, { staffKey }) => {
  if (staffKey && (await tx.count(StaffUser, { staffKey, disabledAt: null })) === 0)
    return refused('staffUnknown', 'Nobody of staff has this key.');
  const changed = await assignLead(tx, lead, { to: staffKey, because: 'asked', actor, causedBy: cause });
  if (!changed) return done('nothingToDo', staffKey ? 'They look after this lead already.' : 'Nobody does.');
  return done('assigned', staffKey ? 'Assigned.' : 'Nobody looks after this lead now.');
};
