import { machineOfCall } from '../../../schema/database/calls/record-answered-by.ts';
import type { ApiContext } from '../../context.ts';
import type { OpenTalk } from './open-talk.ts';

/** Asks the rows what a notice would have told this talk before it could be heard. */
export const catchUp = (context: ApiContext, { talk, lead, attemptId }: OpenTalk): void => {
  context.db
    .inTenant(lead.tenantId, (tx) => machineOfCall(tx, attemptId))
    .then((machine) => machine && talk.machineFound(machine))
    .catch(() => context.log.warn({ attemptId }, 'talk not looked up'));
};
