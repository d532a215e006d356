import { callUrl } from '../../domain/calls/urls.ts';
import { outboundKey } from '../../schema/contracts/ledger.ts';
import { performOnce } from '../../schema/database/ledger/perform-once.ts';
import type { ApiContext } from '../context.ts';
import type { StartRecording } from './relay/open-talk.ts';

/**
 * Starts a call's recording in mid-call, once. A start without an answer is left alone: a second one would record
 * twice, and the vendor's callback tells of the first if there was one.
 */
export const createStartRecording =
  ({ db, telephony, settings }: Pick<ApiContext, 'db' | 'telephony' | 'settings'>): StartRecording =>
  async (attempt) => {
    const { tenantId, leadId, callSid } = attempt;
    if (!callSid) return;
    const statusUrl = callUrl(settings.publicBaseUrl, 'recording', { tenantId, attemptId: attempt.id });
    await performOnce(db, {
      tenantId,
      leadId,
      key: outboundKey.recording(attempt.id),
      kind: 'recording',
      vendor: telephony.vendor,
      intent: { attemptId: attempt.id },
      causedBy: { kind: 'call', id: attempt.id },
      leaseMs: telephony.timeoutMs + 5_000,
      whenAbsent: 'skip',
      prepare: async () => ({ kind: 'send', payload: { callSid, statusUrl } }),
      send: async () => {
        const { recordingSid } = await telephony.startRecording(callSid, statusUrl);
        return { vendorId: recordingSid, answer: { recordingSid } };
      },
      reconcile: async () => ({ kind: 'absent' }),
    });
  };
