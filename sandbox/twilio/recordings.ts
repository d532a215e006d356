import { sandboxCredentials } from '../../schema/contracts/sandbox.ts';
import type { VendorContext } from '../vendor.ts';
import { type Call, newSid, type RecordingOrder } from './call.ts';
import { rfc2822 } from './call-json.ts';
import { tell } from './tell.ts';

export interface Recording {
  sid: string;
  callSid: string;
  order: RecordingOrder;
  status: 'in-progress' | 'completed' | 'absent';
  startedMs: number;
  endedMs: number | null;
}

export interface Recordings {
  begin(call: Call, order: RecordingOrder): Recording;
  /** the call is over: what ran is completed and told */
  finish(call: Call): void;
  find(sid: string): Recording | undefined;
  remove(sid: string): boolean;
  ofCall(callSid: string): Recording[];
  all(): Recording[];
  json(recording: Recording): Record<string, unknown>;
}

const account = sandboxCredentials.twilioAccountSid;
// Twilio needs a moment to store the audio
const storedAfterMs = 200;

export function seconds({ startedMs, endedMs }: Recording): number {
  return endedMs === null ? 0 : Math.max(1, Math.round((endedMs - startedMs) / 1000));
}

/** The recordings of calls, with their callbacks. */
export function createRecordings({ store, webhooks, clock, origin }: VendorContext): Recordings {
  const recordings = store.map<Recording>('recordings');
  const uri = (sid: string) => `/2010-04-01/Accounts/${account}/Recordings/${sid}`;
  const report = (recording: Recording, delayMs: number) => {
    const { sid, callSid, order, status, startedMs } = recording;
    if (!order.callback || !order.events.includes(status)) return;
    const fields = {
      AccountSid: account,
      CallSid: callSid,
      RecordingSid: sid,
      RecordingUrl: `${origin()}/twilio/api${uri(sid)}`,
      RecordingStatus: status,
      RecordingDuration: status === 'completed' ? String(seconds(recording)) : '-1',
      RecordingChannels: String(order.channels),
      RecordingSource: order.source,
      RecordingStartTime: rfc2822(startedMs) ?? '',
      RecordingTrack: 'both',
      ErrorCode: '0',
    };
    const telling = { operation: 'recordingCallback', url: order.callback, method: order.method, fields };
    setTimeout(() => void tell(webhooks, telling), delayMs);
  };
  return {
    begin(call, order) {
      const sid = newSid('RE');
      const startedMs = clock.now();
      const recording: Recording = {
        sid,
        callSid: call.sid,
        order,
        status: 'in-progress',
        startedMs,
        endedMs: null,
      };
      recordings.set(sid, recording);
      report(recording, 0);
      return recording;
    },
    finish(call) {
      for (const recording of recordings.values()) {
        if (recording.callSid !== call.sid || recording.status !== 'in-progress') continue;
        const done: Recording = { ...recording, status: 'completed', endedMs: call.endedMs ?? clock.now() };
        recordings.set(done.sid, done);
        report(done, storedAfterMs);
      }
    },
    find: (sid) => recordings.get(sid),
    remove: (sid) => recordings.delete(sid),
    ofCall: (callSid) => [...recordings.values()].filter((recording) => recording.callSid === callSid),
    all: () => [...recordings.values()],
    json: (recording) => ({
      sid: recording.sid,
      account_sid: account,
      api_version: '2010-04-01',
      call_sid: recording.callSid,
      conference_sid: null,
      channels: recording.order.channels,
      date_created: rfc2822(recording.startedMs),
      date_updated: rfc2822(recording.endedMs ?? recording.startedMs),
      start_time: rfc2822(recording.startedMs),
      duration: recording.status === 'completed' ? String(seconds(recording)) : null,
      encryption_details: null,
      error_code: null,
      media_url: `${origin()}/twilio/api${uri(recording.sid)}`,
      price: null,
      price_unit: 'USD',
      source: recording.order.source,
      status: recording.status === 'in-progress' ? 'processing' : recording.status,
      track: 'both',
      uri: `${uri(recording.sid)}.json`,
    }),
  };
}
