import { Readable } from 'node:stream';
import type { Calendar, MeetingPayload, VendorMeeting } from '../../integrations/calendar/port.ts';
import type { EmailPayload, EmailSender } from '../../integrations/email/port.ts';
import type { LanguageModel } from '../../integrations/language/port.ts';
import type { PlaceCall, Telephony, VendorCall } from '../../integrations/telephony/port.ts';
import { VendorFailure } from '../../schema/contracts/failures.ts';

/**
 * What becomes of a request: done and answered, done with the answer `dropped`, `lost` on the way, turned away for now
 * (`limited`) or for good (`refused`), or done as the process `dies`.
 */
export type Behaviour = 'ok' | 'dropped' | 'lost' | 'limited' | 'refused' | 'dies';

const failures = {
  dropped: { type: 'Vendor.Unknown', certainty: 'unknown', code: '500' },
  lost: { type: 'Vendor.Unknown', certainty: 'unknown', code: 'timeout' },
  limited: { type: 'Vendor.RateLimited', certainty: 'notSent', code: '429' },
  refused: { type: 'Vendor.Rejected', certainty: 'rejected', code: '400' },
} as const;

/** The behaviours of the next requests, in order; then everything is well. */
const behaving = () => {
  const next: Behaviour[] = [];
  const request = <T>(work: () => T): T => {
    const behaviour = next.shift() ?? 'ok';
    const isDone = behaviour === 'ok' || behaviour === 'dropped' || behaviour === 'dies';
    const done = isDone ? work() : null;
    if (behaviour === 'dies') throw new Error('the process died');
    if (behaviour !== 'ok') throw new VendorFailure({ vendor: 'fake', ...failures[behaviour] });
    return done as T;
  };
  return { next, request };
};

const none = (): never => {
  throw new Error('not asked for in these tests');
};

export const fakeTelephony = () => {
  const { next, request } = behaving();
  const calls: (VendorCall & { asked: PlaceCall })[] = [];
  const hungUp: string[] = [];
  const deleted: string[] = [];
  const sounds = new Map<string, Iterable<Uint8Array> | AsyncIterable<Uint8Array>>();
  const known = (callSid: string): VendorCall | null =>
    calls.find((call) => call.callSid === callSid) ?? null;
  const port: Telephony = {
    vendor: 'twilio',
    timeoutMs: 10_000,
    account: 'AC-fake',
    callsPerSecond: 1_000,
    placeCall: async (asked) =>
      request(() => {
        const call = {
          callSid: `CA${calls.length + 1}-${asked.to}`,
          status: 'queued',
          answeredBy: null,
          durationSeconds: null,
          createdAt: new Date().toISOString(),
          endedAt: null,
          asked,
        };
        calls.push(call);
        return call;
      }),
    hangUp: async (callSid) => request(() => void hungUp.push(callSid)),
    fetchCall: async (callSid) => known(callSid),
    findCalls: async ({ to }) => calls.filter(({ asked }) => asked.to === to),
    deleteCall: async (callSid) =>
      request(() => {
        deleted.push(callSid);
        return known(callSid) ? 'deleted' : 'gone';
      }),
    deleteRecording: async (recordingSid) =>
      request(() => {
        deleted.push(recordingSid);
        return 'deleted' as const;
      }),
    readRecording: async (recordingSid) =>
      request(() => {
        const sound = sounds.get(recordingSid);
        return sound ? Readable.from(sound) : null;
      }),
    startRecording: none,
    verifyRequest: none,
    verifyUpgrade: none,
  };
  return { port, calls, hungUp, deleted, sounds, next };
};

export const fakeEmail = () => {
  const { next, request } = behaving();
  const byKey = new Map<string, { emailId: string; bytes: string; payload: EmailPayload }>();
  const port: EmailSender = {
    vendor: 'resend',
    timeoutMs: 10_000,
    keyProtectsForMs: 23 * 3_600_000,
    reportsOpens: true,
    findSent: async () => null,
    send: async (payload, key) =>
      request(() => {
        const bytes = JSON.stringify(payload);
        const known = byKey.get(key);
        if (known && known.bytes !== bytes) throw new Error('the same key with other bytes');
        const sent = known ?? { emailId: `email-${byKey.size + 1}-${key}`, bytes, payload };
        byKey.set(key, sent);
        return { emailId: sent.emailId };
      }),
    fetchInbound: none,
    readEvent: none,
  };
  return { port, next, sent: byKey };
};

export interface FakeMeeting extends VendorMeeting {
  key: string;
  asked: MeetingPayload;
}

export const fakeCalendar = () => {
  const { next, request } = behaving();
  const meetings: FakeMeeting[] = [];
  const byId = (eventId: string): FakeMeeting | undefined => meetings.find((one) => one.eventId === eventId);
  const port: Calendar = {
    vendor: 'microsoft-graph',
    timeoutMs: 10_000,
    sendsInvitations: true,
    busyTimes: none,
    createMeeting: async (asked, key) =>
      request(() => {
        const { startAt, endAt } = asked;
        const eventId = `event-${meetings.length + 1}-${key}`;
        const made = {
          eventId,
          joinUrl: `https://meet/${key}`,
          startAt,
          endAt,
          cancelled: false,
          changeKey: `${eventId}-1`,
          attendees: asked.attendees.map(({ address }) => ({ address, response: 'none' })),
          key,
          asked,
        };
        meetings.push(made);
        return made;
      }),
    moveMeeting: async (_organiser, eventId, times) =>
      request(() => Object.assign(byId(eventId) ?? none(), times)),
    cancelMeeting: async (_organiser, eventId) =>
      request(() => {
        Object.assign(byId(eventId) ?? none(), { cancelled: true });
      }),
    deleteMeeting: async (_organiser, eventId) =>
      request(() => {
        const at = meetings.findIndex((one) => one.eventId === eventId);
        if (at >= 0) meetings.splice(at, 1);
        return at >= 0 ? 'deleted' : 'gone';
      }),
    findMeeting: async (_organiser, key) => meetings.find((one) => one.key === key) ?? null,
    fetchMeeting: async (_organiser, eventId) => byId(eventId) ?? null,
    subscribe: none,
    findSubscription: none,
    renewSubscription: none,
    endSubscription: none,
    readChanges: none,
    readNotices: none,
    attendance: none,
  };
  return { port, meetings, next };
};

/** A model that gives the answers put in, in order; an answer that is a behaviour fails like a vendor. */
export const fakeLanguage = () => {
  const answers: unknown[] = [];
  let asked = 0;
  const port: LanguageModel = {
    vendor: 'openai',
    stream: none,
    answer: async ({ schema }) => {
      asked += 1;
      const answer = answers.shift();
      if (answer === 'lost' || answer === 'refused')
        throw new VendorFailure({ vendor: 'fake', ...failures[answer] });
      return { value: schema.parse(answer), usage: { model: 'm', inputTokens: 1, outputTokens: 1 } };
    },
  };
  return { port, answers, asked: () => asked };
};
