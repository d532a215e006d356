import { parseRecording } from '../../integrations/telephony/twilio/webhook.ts';
import { recordRecording } from '../../schema/database/calls/record-recording.ts';
import type { ApiContext } from '../context.ts';
import type { CallRequest } from './read-call-request.ts';

/** Takes where a recording lies, or that there is none. */
export const callRecording = async (context: ApiContext, request: CallRequest): Promise<null> => {
  const { tenantId, attemptId, account } = request;
  const said = parseRecording(request.form);
  await context.db.inTenant(tenantId, (tx) => recordRecording(tx, { attemptId, account, ...said }));
  return null;
};
