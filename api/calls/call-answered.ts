import { parseAnsweredCall } from '../../integrations/telephony/twilio/webhook.ts';
import type { ApiContext } from '../context.ts';
import { answeredBy } from './answered-by.ts';
import { connectTalk } from './connect-talk.ts';
import type { CallRequest } from './read-call-request.ts';

/**
 * Somebody has picked up: the last veto, the talk, or a word to the machine. With a detection that the vendor waits for,
 * this request says who it was.
 */
export const callAnswered = async (context: ApiContext, request: CallRequest): Promise<string> => {
  if (request.form.AnsweredBy) await answeredBy(context, request);
  return connectTalk(context, request, parseAnsweredCall(request.form).callSid);
};
