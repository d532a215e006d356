import { timingSafeEqual } from 'node:crypto';
import { sandboxCredentials } from '../../schema/contracts/sandbox.ts';
import type { CreateVendor, Route, VendorAnswer, VendorRequest } from '../vendor.ts';
import { type Call, messageLeft } from './call.ts';
import { callJson } from './call-json.ts';
import { checkCall, readRecording } from './check-call.ts';
import { badParameter, notFound, TwilioRefusal } from './errors.ts';
import { createExchange } from './exchange.ts';
import { readForm } from './form.ts';
import { incomingOrder, incomingRoute } from './incoming.ts';
import { listCalls } from './list-calls.ts';
import { createRecordings, type Recording, seconds } from './recordings.ts';
import { updateCall } from './update-call.ts';
import { makeWav } from './wav.ts';

const { twilioAccountSid: account, twilioAuthToken: token } = sandboxCredentials;
const base = '/api/2010-04-01/Accounts/:account';
const recordingParameters = [
  ...['RecordingStatusCallbackEvent', 'RecordingStatusCallback', 'RecordingStatusCallbackMethod', 'Trim'],
  ...['RecordingChannels', 'RecordingTrack', 'RecordingConfigurationId'],
];

function isOurs(authorization: string | undefined): boolean {
  const expected = Buffer.from(`Basic ${Buffer.from(`${account}:${token}`).toString('base64')}`);
  const given = Buffer.from(authorization ?? '');
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function refuse(refusal: TwilioRefusal): VendorAnswer {
  return { status: refusal.status, json: refusal.body };
}

function checkCaller(request: VendorRequest): VendorAnswer | null {
  if (!isOurs(request.headers.authorization)) {
    const why = request.headers.authorization ? 'invalid username' : 'No credentials provided';
    const answer = refuse(new TwilioRefusal(401, 20003, `Authentication Error - ${why}`));
    return { ...answer, headers: { 'www-authenticate': 'Basic realm="Twilio API"' } };
  }
  const asked = /^\/api\/2010-04-01\/Accounts\/([^/.]+)/.exec(request.path)?.[1];
  return asked === undefined || asked === account ? null : refuse(notFound(request.path));
}

function failure(status: number, request: VendorRequest): VendorAnswer {
  const codes: Record<number, [code: number, message: string]> = {
    404: [20404, `The requested resource ${request.path} was not found`],
    405: [20004, 'Method not allowed'],
    429: [20429, 'Too Many Requests'],
    503: [20503, 'Service is unavailable. Please try again later'],
  };
  const [code, message] = codes[status] ?? [20500, 'An internal server error has occurred'];
  return refuse(new TwilioRefusal(status, code, message));
}

/** Twilio's voice interface: calls, recordings, TwiML with ConversationRelay, and signed callbacks. */
export const createTwilio: CreateVendor = (context) => {
  const recordings = createRecordings(context);
  const exchange = createExchange(context, recordings);

  const callOf = (request: VendorRequest): Call => {
    const call = exchange.find(request.params.sid ?? '');
    if (call) return call;
    throw notFound(request.path);
  };
  const recordingOf = (request: VendorRequest): Recording => {
    const recording = recordings.find(request.params.recording ?? '');
    const { sid } = request.params;
    if (recording && (!sid || recording.callSid === sid)) return recording;
    throw notFound(request.path);
  };
  const ok = (json: unknown): VendorAnswer => ({ status: 200, json });
  const listRecordings = (found: Recording[]): VendorAnswer =>
    ok({ recordings: found.map(recordings.json), page: 0, page_size: 50, next_page_uri: null });
  const media = (request: VendorRequest): VendorAnswer => {
    const recording = recordingOf(request);
    if (recording.status !== 'completed') throw notFound(request.path);
    const bytes = makeWav(seconds(recording), recording.order.channels);
    return { status: 200, headers: { 'content-type': 'audio/x-wav' }, bytes };
  };
  const startRecording = (request: VendorRequest): VendorAnswer => {
    const form = readForm(request.rawBody, request.headers['content-type'], recordingParameters);
    const order = readRecording(form, 'StartCallRecordingAPI');
    const call = callOf(request);
    const running = recordings.ofCall(call.sid).some(({ status }) => status === 'in-progress');
    if (call.status !== 'in-progress' || running) {
      throw badParameter(21220, 'Requested resource is not eligible for recording');
    }
    return { status: 201, json: recordings.json(recordings.begin(call, order)) };
  };

  const route = (key: string, operation: string, handle: Route['handle']): Route => {
    const [method, path] = key.split(' ');
    return { method: method as Route['method'], path: `${base}${path}`, operation, handle };
  };
  return {
    name: 'twilio',
    prefix: '/twilio',
    guard: checkCaller,
    refusal: (error) => (error instanceof TwilioRefusal ? refuse(error) : null),
    failure,
    routes: [
      route('POST /Calls.json', 'calls.create', ({ rawBody, headers }) => {
        const call = exchange.place(checkCall(rawBody, headers['content-type']));
        return { status: 201, json: callJson(call, account) };
      }),
      route('GET /Calls.json', 'calls.list', ({ query }) => ok(listCalls(exchange.all(), query, account))),
      route('GET /Calls/:sid.json', 'calls.fetch', (request) => ok(callJson(callOf(request), account))),
      route('POST /Calls/:sid.json', 'calls.update', (request) => {
        updateCall(exchange, callOf(request), request);
        return ok(callJson(callOf(request), account));
      }),
      route('DELETE /Calls/:sid.json', 'calls.remove', (request) => {
        exchange.forget(callOf(request));
        return { status: 204 };
      }),
      route('POST /Calls/:sid/Recordings.json', 'recordings.create', startRecording),
      route('GET /Calls/:sid/Recordings.json', 'recordings.list', (request) =>
        listRecordings(recordings.ofCall(callOf(request).sid)),
      ),
      route('GET /Recordings.json', 'recordings.list', () => listRecordings(recordings.all())),
      route('GET /Calls/:sid/Recordings/:recording.json', 'recordings.fetch', (request) =>
        ok(recordings.json(recordingOf(request))),
      ),
      route('GET /Recordings/:recording.json', 'recordings.fetch', (request) =>
        ok(recordings.json(recordingOf(request))),
      ),
      route('DELETE /Recordings/:recording.json', 'recordings.remove', (request) => {
        recordings.remove(recordingOf(request).sid);
        return { status: 204 };
      }),
      route('GET /Recordings/:recording.wav', 'recordings.media', media),
      route('GET /Recordings/:recording', 'recordings.media', media),
    ],
    state: () => ({
      calls: exchange
        .all()
        .toReversed()
        .map((call) => ({ ...call, messageLeft: messageLeft(call) })),
      recordings: recordings.all(),
    }),
    page: { calls: exchange.page, phone: exchange.phone },
    adminRoutes: [
      incomingRoute((asked) => exchange.receive(incomingOrder(context.settings, asked)), account),
    ],
    start: exchange.resume,
    reset: exchange.stop,
    stop: exchange.stop,
  };
};
