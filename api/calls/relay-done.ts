import { hangupTwiml } from '../../integrations/telephony/twilio/twiml.ts';
import { parseRelayDone } from '../../integrations/telephony/twilio/webhook.ts';
import { mayReopen } from '../../schema/database/calls/connect-call.ts';
import { recordTalkEnd } from '../../schema/database/calls/talk-sessions.ts';
import type { ApiContext } from '../context.ts';
import { connectTalk } from './connect-talk.ts';
import { followUpOnEnd } from './end-later.ts';
import type { CallRequest } from './read-call-request.ts';

/**
 * A talk's socket has ended. Lost while the call goes on: a new socket, no greeting, whichever process gets it. Ended:
 * the talk's end is recorded and the call hung up. Asked again it answers the same way.
 */
export const relayDone = async (context: ApiContext, request: CallRequest): Promise<string> => {
  const { tenantId, attemptId } = request;
  const done = parseRelayDone(request.form);
  const lost = done.session === 'failed' && !done.callEnded;
  if (lost && (await context.db.inTenant(tenantId, (tx) => mayReopen(tx, attemptId)))) {
    return connectTalk(context, request, done.callSid);
  }
  const result = done.callEnded || done.session === 'completed' ? 'hungUp' : lost ? 'lineLost' : 'done';
  const end = { attemptId, callSid: done.callSid, result } as const;
  const word = await context.db.inTenant(tenantId, (tx) => recordTalkEnd(tx, end));
  followUpOnEnd(context, attemptId, word);
  return hangupTwiml();
};
