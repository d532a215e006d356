import { speechLanguage } from '../../../domain/calls/speech-language.ts';
import { callUrl } from '../../../domain/calls/urls.ts';
import { whisperTwiml } from '../../../integrations/telephony/twilio/hand-over-twiml.ts';
import { hangupTwiml } from '../../../integrations/telephony/twilio/twiml.ts';
import { briefingOf } from '../../../schema/database/calls/settle-hand-over.ts';
import { tenantInForce } from '../../../schema/database/tenants/policy.ts';
import type { ApiContext } from '../../context.ts';
import type { CallRequest } from '../read-call-request.ts';

/** A member of staff has picked up: the briefing, and the question whether they take the call. */
export const handOverWhisper = async (context: ApiContext, request: CallRequest): Promise<string> => {
  const { tenantId, attemptId, handOver } = request;
  const { briefing, settings } = await context.db.inTenant(tenantId, async (tx) => ({
    briefing: handOver ? await briefingOf(tx, attemptId, handOver) : null,
    settings: (await tenantInForce(tx, tenantId)).settings,
  }));
  if (briefing === null) return hangupTwiml();
  return whisperTwiml({
    briefing,
    language: speechLanguage(settings.profile.language),
    answerUrl: callUrl(context.settings.publicBaseUrl, 'hand-over-answer', request),
  });
};
