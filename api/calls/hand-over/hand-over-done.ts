import { staffToAsk } from '../../../domain/talk/hand-over.ts';
import { hangupTwiml } from '../../../integrations/telephony/twilio/twiml.ts';
import { parseDialDone } from '../../../integrations/telephony/twilio/webhook.ts';
import { endHandOver } from '../../../schema/database/calls/settle-hand-over.ts';
import { recordTalkEnd } from '../../../schema/database/calls/talk-sessions.ts';
import { tenantInForce } from '../../../schema/database/tenants/policy.ts';
import type { ApiContext } from '../../context.ts';
import { connectTalk } from '../connect-talk.ts';
import { followUpOnEnd } from '../end-later.ts';
import type { CallRequest } from '../read-call-request.ts';
import { dialStaff } from './dial-staff.ts';

/**
 * A member of staff was dialled: people have spoken and the call is over, or the next one is tried, or the lead is back
 * in the talk, which says that nobody was free.
 */
export const handOverDone = async (context: ApiContext, request: CallRequest): Promise<string> => {
  const { tenantId, attemptId, handOver = '' } = request;
  const done = parseDialDone(request.form);
  const { end, settings } = await context.db.inTenant(tenantId, async (tx) => {
    const { settings } = await tenantInForce(tx, tenantId);
    const next = (tried: (string | null)[]) =>
      staffToAsk(settings, new Date().toISOString(), tried)[0]?.key ?? null;
    const { callEnded, bridged } = done;
    const dialled = { handOverId: handOver, callEnded, bridged, next };
    return { settings, end: await endHandOver(tx, attemptId, dialled) };
  });
  if (end.kind === 'dial') return dialStaff(context, request, settings, end.handOver);
  if (end.kind === 'back') return connectTalk(context, request, done.callSid);
  const result = end.handedOver ? 'handedOver' : 'hungUp';
  const over = { attemptId, callSid: done.callSid, result } as const;
  const word = await context.db.inTenant(tenantId, (tx) => recordTalkEnd(tx, over));
  followUpOnEnd(context, attemptId, word);
  return hangupTwiml();
};
