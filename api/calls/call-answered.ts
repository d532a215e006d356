import { parseAnsweredCall } from '../../integrations/telephony/twilio/webhook.ts';
import type { ApiContext } from '../context.ts';
import { connectTalk } from './connect-talk.ts';
import type { CallRequest } from './read-call-request.ts';

/** Somebody has picked up: the last veto, or the talk. */
export const callAnswered = (context: ApiContext, request: CallRequest): Promise<string> =>
  connectTalk(context, request, parseAnsweredCall(request.form).callSid);
