import { hangupTwiml, sayTwiml } from '../../integrations/telephony/twilio/twiml.ts';
import { parseRelayDone } from '../../integrations/telephony/twilio/webhook.ts';
import { mayReopen } from '../../schema/database/calls/connect-call.ts';
import type { VoicemailWords } from '../../schema/database/calls/leave-voicemail.ts';
import { lockCall } from '../../schema/database/calls/lock-call.ts';
import { recordTalkEnd } from '../../schema/database/calls/talk-sessions.ts';
import type { Tx } from '../../schema/database/database.ts';
import { tenantInForce } from '../../schema/database/tenants/policy.ts';
import type { ApiContext } from '../context.ts';
import { connectTalk } from './connect-talk.ts';
import { followUpOnEnd } from './end-later.ts';
import { handOverTo } from './hand-over/dial-staff.ts';
import { messageFor } from './message-for-machine.ts';
import type { CallRequest } from './read-call-request.ts';

/**
 * A talk's socket has ended. Lost while the call goes on: a new socket, no greeting, whichever process gets it. Ended:
 * the talk's end is recorded and the call hung up, after a message when the talk left because a machine was found. Let
 * go of for a person: that person is dialled. Asked again it answers the same way.
 */
export const relayDone = async (context: ApiContext, request: CallRequest): Promise<string> => {
  const { tenantId, attemptId } = request;
  const done = parseRelayDone(request.form);
  const transfer = done.callEnded ? null : await handOverTo(context, request, done.callSid);
  if (transfer) return transfer;
  const lost = done.session === 'failed' && !done.callEnded;
  if (lost && (await context.db.inTenant(tenantId, (tx) => mayReopen(tx, attemptId)))) {
    return connectTalk(context, request, done.callSid);
  }
  const result = done.callEnded || done.session === 'completed' ? 'hungUp' : lost ? 'lineLost' : 'done';
  const end = { attemptId, callSid: done.callSid, result } as const;
  const { word, message } = await context.db.inTenant(tenantId, async (tx) => {
    // before the end is written: a call that is over leaves no message
    const isOpen = !done.callEnded && done.session !== 'completed';
    const message = isOpen ? await lateMessage(tx, tenantId, end) : null;
    return { message, word: await recordTalkEnd(tx, end) };
  });
  followUpOnEnd(context, attemptId, word);
  return message ? sayTwiml(message) : hangupTwiml();
};

/** A machine found while the talk went on: the talk has left, and the line is still open. */
const lateMessage = async (
  tx: Tx,
  tenantId: string,
  { attemptId, callSid }: { attemptId: string; callSid: string },
): Promise<VoicemailWords | null> => {
  const call = await lockCall(tx, attemptId);
  if (call?.attempt.callSid !== callSid || call.attempt.talkResult !== 'voicemail') return null;
  return messageFor(tx, await tenantInForce(tx, tenantId), call);
};
