import { parseIncomingCall } from '../../integrations/telephony/twilio/webhook.ts';
import { CallAttempt } from '../../schema/database/calls/entities.ts';
import { incomingCauseId } from '../../schema/database/calls/receive-call.ts';
import { tenantByAccount } from '../../schema/database/routing/doors.ts';
import type { ApiContext } from '../context.ts';
import { callStatus } from './call-status.ts';

/** Takes a status of a call that came in. One that we never took, because nobody's number was called, is no news. */
export const incomingCallStatus = async (
  context: ApiContext,
  form: Record<string, string>,
): Promise<null> => {
  const { account, callSid, to } = parseIncomingCall(form);
  const tenantId = await tenantByAccount(context.db.pool, context.telephony.vendor, to);
  const causeId = incomingCauseId(account, callSid);
  const attempt =
    tenantId && (await context.db.inTenant(tenantId, (tx) => tx.findOne(CallAttempt, { causeId })));
  return attempt ? callStatus(context, { tenantId, attemptId: attempt.id, account, form }) : null;
};
