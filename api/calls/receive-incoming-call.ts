import { isOfficeOpen } from '../../domain/calls/inbound.ts';
import { assignmentPool } from '../../domain/leads/assign.ts';
import { normalisePhone } from '../../domain/leads/phone.ts';
import { rejectTwiml } from '../../integrations/telephony/twilio/twiml.ts';
import { type IncomingCallForm, parseIncomingCall } from '../../integrations/telephony/twilio/webhook.ts';
import type { CallAttemptRow } from '../../schema/database/calls/entities.ts';
import { type CallReceived, receiveCall } from '../../schema/database/calls/receive-call.ts';
import { recordCallProgress } from '../../schema/database/calls/record-call-progress.ts';
import { tenantByAccount } from '../../schema/database/routing/doors.ts';
import { tenantInForce } from '../../schema/database/tenants/policy.ts';
import { isRaceLost } from '../../schema/database/unique-violation.ts';
import type { ApiContext } from '../context.ts';
import { connectTalk } from './connect-talk.ts';
import { followUpOnEnd } from './end-later.ts';

/**
 * Somebody calls a tenant's number: their lead is found or made, and they are connected with the talk. The vendor that
 * asks again is answered about the same call. A number of nobody's is not answered.
 */
export const receiveIncomingCall = async (
  context: ApiContext,
  form: Record<string, string>,
): Promise<string> => {
  const call = parseIncomingCall(form);
  const tenantId = await tenantByAccount(context.db.pool, context.telephony.vendor, call.to);
  if (!tenantId) {
    context.log.warn('a call for a number of no tenant');
    return rejectTwiml('rejected');
  }
  const taken = await take(context, tenantId, call);
  if (taken.kind === 'busy') return rejectTwiml('busy');
  context.pump(taken.lead);
  if (taken.ended?.callSid) letGo(context, taken.ended.callSid);
  const { attemptId } = taken;
  return connectTalk(context, { tenantId, attemptId, account: call.account, form }, call.callSid);
};

const take = async (context: ApiContext, tenantId: string, call: IncomingCallForm): Promise<CallReceived> => {
  const receive = () => context.db.inTenant(tenantId, (tx) => receiveInTenant(tx, tenantId, call));
  const first = await receive().catch((failure: unknown) => {
    // two calls of one new number at once, or one told twice: the second finds what the first has stored
    if (isRaceLost(failure)) return receive();
    throw failure;
  });
  if (first.kind !== 'busy' || !(await isOver(context, tenantId, first.talking))) return first;
  return receive();
};

const receiveInTenant = async (
  tx: Parameters<typeof receiveCall>[0],
  tenantId: string,
  { account, callSid, from, to }: IncomingCallForm,
): Promise<CallReceived> => {
  const { settings, suspendedAt } = await tenantInForce(tx, tenantId);
  const caller = from === null ? null : normalisePhone(from, settings.profile.country);
  const { language } = settings.profile;
  return receiveCall(tx, {
    tenantId,
    account,
    callSid,
    from: caller,
    to,
    language,
    assignTo: assignmentPool(settings, { interest: null, language, country: caller?.country ?? null }),
    messageOnly: suspendedAt !== null || !isOfficeOpen(settings, new Date().toISOString()),
  });
};

/** Whether a call that our rows take for running is over by the vendor's word: its callbacks may have been lost. */
const isOver = async (context: ApiContext, tenantId: string, talking: CallAttemptRow): Promise<boolean> => {
  const { id: attemptId, callSid } = talking;
  const call = callSid ? await context.telephony.fetchCall(callSid) : null;
  if (!call?.endedAt) return false;
  const { status, answeredBy, durationSeconds } = call;
  const word = await context.db.inTenant(tenantId, (tx) =>
    recordCallProgress(tx, {
      tenantId,
      attemptId,
      account: 'reconcile',
      callSid: call.callSid,
      status,
      sequence: null,
      at: new Date(call.endedAt ?? Date.now()),
      answeredBy,
      durationSeconds,
      eventKey: `${call.callSid}:reconcile:${status}`,
    }),
  );
  followUpOnEnd(context, attemptId, word);
  return true;
};

/** Our own call to them goes on ringing otherwise. Harmless a second time, and answered with a hang-up in any case. */
const letGo = (context: ApiContext, callSid: string): void => {
  context.telephony
    .hangUp(callSid)
    .catch((err: unknown) => context.log.warn({ err }, 'a call of ours rings on'));
};
