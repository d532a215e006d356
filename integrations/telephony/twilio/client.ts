import type { IncomingHttpHeaders } from 'node:http';
import twilio from 'twilio';
import { assertAllowed } from '../../allow-list.ts';
import type { PlaceCall, Telephony, VendorCall } from '../port.ts';
import { classifyTwilioError, vendor } from './errors.ts';
import { readSound } from './read-sound.ts';
import { RebasedClient } from './rebased-client.ts';
import type { TwilioSettings } from './settings.ts';
import { readCallStatus } from './webhook.ts';

type Call = Awaited<ReturnType<ReturnType<typeof twilio>['calls']['create']>>;

const statusEvents = ['initiated', 'ringing', 'answered', 'completed'];
const callIsOver = '21220';
const notThere = ['20404', '404'];
const mostCalls = 100;

const wasThere = (removed: boolean | null): 'deleted' | 'gone' => (removed === null ? 'gone' : 'deleted');

/** Phone calls by Twilio, which has no idempotency key: a second `placeCall` is a second call. */
export function createTwilio(settings: TwilioSettings): Telephony {
  const { accountSid, authToken, baseUrl, timeoutMs, allowed } = settings;
  const client = twilio(accountSid, authToken, { httpClient: new RebasedClient(baseUrl, timeoutMs) });
  const { calls } = client;
  const signed = (url: string, headers: IncomingHttpHeaders, form: Record<string, string>): boolean => {
    const signature = headers['x-twilio-signature'];
    return typeof signature === 'string' && twilio.validateRequest(authToken, signature, url, form);
  };
  return {
    vendor,
    timeoutMs,
    account: accountSid,
    callsPerSecond: settings.callsPerSecond,
    async placeCall(call) {
      assertAllowed(vendor, allowed, [call.to]);
      return toVendorCall(await ask(() => calls.create(callOptions(call))));
    },
    async hangUp(callSid) {
      await ask(() => calls(callSid).update({ status: 'completed' }), [callIsOver]);
    },
    async fetchCall(callSid) {
      const call = await ask(() => calls(callSid).fetch(), notThere);
      return call && toVendorCall(call);
    },
    async findCalls({ to, from, since }) {
      const found = await ask(() => calls.list({ to, from, limit: mostCalls }));
      // no StartTime filter: it is empty until the call is dialled, and would hide a queued call. Seconds, not milliseconds.
      const second = Math.floor(Date.parse(since) / 1_000) * 1_000;
      return found.map(toVendorCall).filter((c) => !c.createdAt || Date.parse(c.createdAt) >= second);
    },
    deleteCall: async (callSid) => wasThere(await ask(() => calls(callSid).remove(), notThere)),
    deleteRecording: async (recordingSid) =>
      wasThere(await ask(() => client.recordings(recordingSid).remove(), notThere)),
    readRecording: (recordingSid) => readSound(settings, recordingSid),
    async startRecording(callSid, statusUrl) {
      const recording = await ask(() =>
        calls(callSid).recordings.create({
          recordingStatusCallback: statusUrl,
          recordingStatusCallbackMethod: 'POST',
          recordingStatusCallbackEvent: ['completed', 'absent'],
        }),
      );
      return { recordingSid: recording.sid };
    },
    verifyRequest: ({ url, headers, form }) => signed(url, headers, form),
    verifyUpgrade: ({ url, headers }) => signed(url, headers, {}),
  };
}

function callOptions(call: PlaceCall): Parameters<ReturnType<typeof twilio>['calls']['create']>[0] {
  return {
    to: call.to,
    from: call.from,
    url: call.twimlUrl,
    method: 'POST',
    statusCallback: call.statusUrl,
    statusCallbackMethod: 'POST',
    statusCallbackEvent: statusEvents,
    timeout: call.ringTimeoutSeconds,
    timeLimit: call.timeLimitSeconds,
    ...((call.detects ?? call.amdUrl) && {
      machineDetection: call.detects === 'greetingEnd' ? 'DetectMessageEnd' : 'Enable',
    }),
    ...(call.amdUrl && {
      asyncAmd: 'true',
      asyncAmdStatusCallback: call.amdUrl,
      asyncAmdStatusCallbackMethod: 'POST',
    }),
  };
}

/** Asks the vendor; a refusal whose code is listed as harmless is answered with null. */
async function ask<T>(request: () => Promise<T>): Promise<T>;
async function ask<T>(request: () => Promise<T>, harmless: string[]): Promise<T | null>;
async function ask<T>(request: () => Promise<T>, harmless: string[] = []): Promise<T | null> {
  try {
    return await request();
  } catch (error) {
    const failure = classifyTwilioError(error);
    if (harmless.includes(failure.code)) return null;
    throw failure;
  }
}

function toVendorCall(call: Call): VendorCall {
  return {
    callSid: call.sid,
    status: call.status,
    answeredBy: call.answeredBy || null,
    durationSeconds: call.duration ? Number(call.duration) : null,
    createdAt: toInstant(call.dateCreated),
    // the SDK reads a time that is absent as now
    endedAt: readCallStatus(call.status)?.state === 'ended' ? toInstant(call.endTime) : null,
  };
}

const toInstant = (date: unknown): string | null =>
  date instanceof Date && !Number.isNaN(date.getTime()) ? date.toISOString() : null;
