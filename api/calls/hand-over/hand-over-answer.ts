import { takeOverTwiml } from '../../../integrations/telephony/twilio/hand-over-twiml.ts';
import { hangupTwiml } from '../../../integrations/telephony/twilio/twiml.ts';
import { answerHandOver } from '../../../schema/database/calls/settle-hand-over.ts';
import type { ApiContext } from '../../context.ts';
import type { CallRequest } from '../read-call-request.ts';

/** The key that means yes; a mailbox presses none, so a lead is never put through to one. */
const yes = '1';

/** A member of staff has pressed a key: connected, or declined. */
export const handOverAnswer = async (context: ApiContext, request: CallRequest): Promise<string> => {
  const { tenantId, attemptId, handOver, form } = request;
  if (!handOver) return hangupTwiml();
  const answer = { handOverId: handOver, takes: form.Digits === yes };
  const taken = await context.db.inTenant(tenantId, (tx) => answerHandOver(tx, attemptId, answer));
  return taken ? takeOverTwiml() : hangupTwiml();
};
