import { parseCallProgress } from '../../integrations/telephony/twilio/webhook.ts';
import { recordCallProgress } from '../../schema/database/calls/record-call-progress.ts';
import type { ApiContext } from '../context.ts';
import { followUpOnEnd } from './end-later.ts';
import type { CallRequest } from './read-call-request.ts';

/** Takes a status of a call, and ends the call when it is not the one that its attempt stands for. */
export const callStatus = async (context: ApiContext, request: CallRequest): Promise<null> => {
  const { tenantId, attemptId, account } = request;
  const said = parseCallProgress(request.form);
  const result = await context.db.inTenant(tenantId, (tx) =>
    recordCallProgress(tx, {
      tenantId,
      attemptId,
      account,
      callSid: said.callSid,
      status: said.status,
      sequence: said.sequence,
      at: said.at ? new Date(said.at) : new Date(),
      answeredBy: said.answeredBy,
      durationSeconds: said.durationSeconds,
      sipCode: said.sipCode,
      eventKey: `${said.callSid}:${said.status}:${said.sequence}`,
    }),
  );
  if (result.kind === 'foreign' && !said.end) {
    context.log.warn({ attemptId }, 'a second call for one attempt: ended');
    // awaited: when this fails the vendor is told so, and its repeated callback brings us here again
    await context.telephony.hangUp(said.callSid);
  }
  followUpOnEnd(context, attemptId, result);
  return null;
};
