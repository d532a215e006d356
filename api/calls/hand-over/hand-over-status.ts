import { parseLegStatus } from '../../../integrations/telephony/twilio/webhook.ts';
import { noteCallEvent } from '../../../schema/database/calls/call-events.ts';
import { hearOnce } from '../../../schema/database/calls/hear-once.ts';
import { lockCall } from '../../../schema/database/calls/lock-call.ts';
import type { ApiContext } from '../../context.ts';
import type { CallRequest } from '../read-call-request.ts';

/** Keeps what happened on the phone of a member of staff. The same word again changes nothing. */
export const handOverStatus = async (context: ApiContext, request: CallRequest): Promise<null> => {
  const { tenantId, attemptId, account, handOver } = request;
  const said = parseLegStatus(request.form);
  await context.db.inTenant(tenantId, async (tx) => {
    const call = await lockCall(tx, attemptId);
    if (!call || !handOver) return;
    const eventId = `leg:${said.callSid}:${said.status}:${said.sequence}`;
    const news = { tenantId, leadId: call.lead.id, account, eventId, kind: 'call.leg', body: { ...said } };
    if (!(await hearOnce(tx, news))) return;
    const details = { handOverId: handOver, callSid: said.callSid };
    await noteCallEvent(tx, call.attempt, {
      kind: `handOver.${said.status}`,
      sequence: said.sequence,
      details,
      at: new Date(),
    });
  });
  return null;
};
