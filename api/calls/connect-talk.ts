import { speechLanguage } from '../../domain/calls/speech-language.ts';
import { callUrl, relayUrl } from '../../domain/calls/urls.ts';
import { talkGreeting } from '../../domain/talk/brief.ts';
import { connectTwiml, hangupTwiml, sayTwiml } from '../../integrations/telephony/twilio/twiml.ts';
import { connectCall } from '../../schema/database/calls/connect-call.ts';
import { newToken } from '../../schema/database/secrets.ts';
import { tenantInForce } from '../../schema/database/tenants/policy.ts';
import type { ApiContext } from '../context.ts';
import { messageFor } from './message-for-machine.ts';
import type { CallRequest } from './read-call-request.ts';
import { briefed, calledOf } from './talk/talk-script.ts';

/**
 * Answers what the call is to do now: be connected with a talk, with a token that opens its socket once, leave a message
 * on a machine, or hang up when it is no longer wanted. Only a talk that nobody has joined yet is opened with the greeting.
 */
export const connectTalk = async (
  context: ApiContext,
  request: CallRequest,
  callSid: string,
): Promise<string> => {
  const { tenantId, attemptId } = request;
  const { token, tokenHash } = newToken();
  const { decision, tenant, message } = await context.db.inTenant(tenantId, async (tx) => {
    const decision = await connectCall(tx, { attemptId, callSid, tokenHash });
    const tenant = await tenantInForce(tx, tenantId);
    const message = decision.kind === 'machine' ? await messageFor(tx, tenant, decision) : null;
    return { decision, tenant, message };
  });
  if (decision.kind === 'machine') return message ? sayTwiml(message) : hangupTwiml();
  if (decision.kind === 'veto') {
    context.log.info({ attemptId, because: decision.because }, 'call not connected');
    return hangupTwiml();
  }
  const { publicBaseUrl } = context.settings;
  const begun = decision.attempt.talkSession > 0;
  return connectTwiml({
    relayUrl: relayUrl(publicBaseUrl),
    actionUrl: callUrl(publicBaseUrl, 'relay-done', { tenantId, attemptId }),
    welcomeGreeting: begun
      ? null
      : talkGreeting(tenant.settings, briefed(decision.lead), calledOf(decision.attempt)),
    language: speechLanguage(decision.lead.language),
    languages: tenant.settings.profile.languages.map(speechLanguage),
    parameters: { tenantId, attemptId, token },
  });
};
