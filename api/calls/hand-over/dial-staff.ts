import { callUrl } from '../../../domain/calls/urls.ts';
import { handOverRingTimeout, longestHandOver } from '../../../domain/talk/hand-over.ts';
import { durationMs } from '../../../domain/time/duration.ts';
import { dialTwiml } from '../../../integrations/telephony/twilio/hand-over-twiml.ts';
import type { TenantSettings } from '../../../schema/contracts/tenant.ts';
import type { HandOverRow } from '../../../schema/database/calls/entities.ts';
import { dialHandOver } from '../../../schema/database/calls/settle-hand-over.ts';
import { tenantInForce } from '../../../schema/database/tenants/policy.ts';
import type { ApiContext } from '../../context.ts';
import type { CallRequest } from '../read-call-request.ts';

/** Tells the vendor whom to dial; without a number of theirs any more, to ask what follows at once. */
export const dialStaff = (
  { settings: { publicBaseUrl } }: ApiContext,
  { tenantId, attemptId }: CallRequest,
  settings: TenantSettings,
  { id, staffKey }: HandOverRow,
): string => {
  const url = (route: 'whisper' | 'status' | 'done') =>
    callUrl(publicBaseUrl, `hand-over-${route}`, { tenantId, attemptId, handOver: id });
  return dialTwiml({
    // a business that gave its number back meanwhile dials nobody any more
    number: (settings.phone && settings.staff.find(({ key }) => key === staffKey)?.phone) ?? null,
    callerId: settings.phone?.number ?? '',
    whisperUrl: url('whisper'),
    statusUrl: url('status'),
    actionUrl: url('done'),
    ringTimeoutSeconds: Math.ceil(durationMs(handOverRingTimeout(settings)) / 1_000),
    timeLimitSeconds: durationMs(longestHandOver) / 1_000,
  });
};

/** What the vendor is told when a talk has let go of its line for a person; null when it has not. */
export const handOverTo = async (
  context: ApiContext,
  request: CallRequest,
  callSid: string,
): Promise<string | null> => {
  const { tenantId, attemptId } = request;
  const { dial, settings } = await context.db.inTenant(tenantId, async (tx) => ({
    dial: await dialHandOver(tx, attemptId, callSid),
    settings: (await tenantInForce(tx, tenantId)).settings,
  }));
  return dial && dialStaff(context, request, settings, dial.handOver);
};
