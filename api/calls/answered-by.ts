import { parseMachineAnswer } from '../../integrations/telephony/twilio/webhook.ts';
import { recordAnsweredBy } from '../../schema/database/calls/record-answered-by.ts';
import type { ApiContext } from '../context.ts';
import { followUpOnEnd } from './end-later.ts';
import type { CallRequest } from './read-call-request.ts';

/** Takes who picked up: a person, a machine, a fax. */
export const answeredBy = async (context: ApiContext, request: CallRequest): Promise<null> => {
  const { tenantId, attemptId, account } = request;
  const said = parseMachineAnswer(request.form);
  const word = await context.db.inTenant(tenantId, (tx) =>
    recordAnsweredBy(tx, {
      attemptId,
      account,
      callSid: said.callSid,
      answeredBy: said.word,
      eventKey: `amd:${said.callSid}:${said.word}`,
    }),
  );
  followUpOnEnd(context, attemptId, word);
  return null;
};
