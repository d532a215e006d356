import type { CallEvent, CallOrder, RecordingOrder } from './call.ts';
import { badParameter } from './errors.ts';
import { type Form, readForm } from './form.ts';

const known = [
  ...['To', 'From', 'Method', 'FallbackUrl', 'FallbackMethod', 'StatusCallback', 'StatusCallbackEvent'],
  ...[
    'StatusCallbackMethod',
    'SendDigits',
    'Timeout',
    'Record',
    'RecordingChannels',
    'RecordingStatusCallback',
  ],
  ...['RecordingStatusCallbackMethod', 'SipAuthUsername', 'SipAuthPassword', 'MachineDetection'],
  ...['MachineDetectionTimeout', 'RecordingStatusCallbackEvent', 'Trim', 'CallerId'],
  ...[
    'MachineDetectionSpeechThreshold',
    'MachineDetectionSpeechEndThreshold',
    'MachineDetectionSilenceTimeout',
  ],
  ...[
    'AsyncAmd',
    'AsyncAmdStatusCallback',
    'AsyncAmdStatusCallbackMethod',
    'Byoc',
    'CallReason',
    'CallToken',
  ],
  ...[
    'RecordingTrack',
    'RecordingConfigurationId',
    'TimeLimit',
    'Url',
    'Twiml',
    'ApplicationSid',
    'Passports',
  ],
];
const events: CallEvent[] = ['initiated', 'ringing', 'answered', 'completed'];
const recordingEvents = ['in-progress', 'completed', 'absent'];
const number = /^\+[1-9]\d{6,14}$/;
// the numbers that the account owns, of the range that British television uses for London
const owned = /^\+442079460\d{3}$/;

function readNumbers(form: Form): { to: string; from: string } {
  const to = form.text('To');
  const from = form.text('From');
  if (!to) throw badParameter(21201, "No 'To' number is specified");
  if (!from) throw badParameter(21213, "A 'From' phone number is required");
  if (!number.test(to))
    throw badParameter(21211, `The phone number you are attempting to call, ${to}, is not valid.`);
  if (!number.test(from)) throw badParameter(21212, `The 'From' number ${from} is not a valid phone number.`);
  if (!owned.test(from)) {
    const why =
      'is not yet verified for your account. You may only make calls from a verified or purchased number.';
    throw badParameter(21210, `The source phone number provided, ${from}, ${why}`);
  }
  return { to, from };
}

function readScript(form: Form): Pick<CallOrder, 'url' | 'twiml'> {
  const url = form.url('Url', 21205);
  const twiml = form.text('Twiml');
  if (form.text('ApplicationSid')) throw badParameter(21218, 'ApplicationSid is not known to this account');
  if (!url && !twiml) throw badParameter(21205, 'Url parameter is required.');
  if (twiml && twiml.length > 4000)
    throw badParameter(21205, 'Twiml must not be longer than 4000 characters');
  return { url, twiml: url ? null : twiml };
}

/** What is common to a recording of a new call and one of a running call. */
export function readRecording(form: Form, source: string): RecordingOrder {
  const channels = form.oneOf('RecordingChannels', ['mono', 'dual'], 21621);
  form.oneOf('Trim', ['trim-silence', 'do-not-trim'], 21621);
  form.oneOf('RecordingTrack', ['inbound', 'outbound', 'both'], 21621);
  const asked = form.all('RecordingStatusCallbackEvent').flatMap((value) => value.split(' '));
  const wrong = asked.find((event) => !recordingEvents.includes(event));
  if (wrong !== undefined) throw badParameter(21626, `Invalid RecordingStatusCallbackEvent: ${wrong}`);
  return {
    callback: form.url('RecordingStatusCallback', 21609),
    method: form.method('RecordingStatusCallbackMethod'),
    events: asked.length > 0 ? asked : ['completed'],
    channels: channels === 'dual' ? 2 : 1,
    source,
  };
}

function readEvents(form: Form): CallEvent[] {
  const asked = form.all('StatusCallbackEvent').flatMap((value) => value.split(' '));
  const wrong = asked.find((event) => !events.some((each) => each === event));
  if (wrong !== undefined) throw badParameter(21626, `Invalid StatusCallbackEvent: ${wrong}`);
  return asked.length > 0 ? events.filter((event) => asked.includes(event)) : ['completed'];
}

/** The order for a new call, or the vendor's refusal. */
export function checkCall(rawBody: Buffer, contentType: string | undefined): CallOrder {
  const form = readForm(rawBody, contentType, known);
  const detection = form.oneOf('MachineDetection', ['Enable', 'DetectMessageEnd'], 21207);
  form.number('MachineDetectionTimeout', { min: 3, max: 59, fallback: 30, code: 21207 });
  form.number('MachineDetectionSpeechThreshold', { min: 1000, max: 6000, fallback: 2400, code: 21207 });
  form.number('MachineDetectionSpeechEndThreshold', { min: 500, max: 5000, fallback: 1200, code: 21207 });
  form.number('MachineDetectionSilenceTimeout', { min: 2000, max: 10_000, fallback: 5000, code: 21207 });
  const digits = form.text('SendDigits');
  if (digits && !/^[0-9#*w]{1,32}$/.test(digits)) throw badParameter(21206, 'SendDigits is not valid');
  const record = form.oneOf('Record', ['true', 'false'], 21621);
  const recording = readRecording(form, 'OutboundAPI');
  return {
    ...readNumbers(form),
    ...readScript(form),
    method: form.method('Method'),
    fallbackUrl: form.url('FallbackUrl', 21205),
    statusCallback: form.url('StatusCallback', 21609),
    statusCallbackMethod: form.method('StatusCallbackMethod'),
    events: readEvents(form),
    timeoutSeconds: form.number('Timeout', { min: 1, max: 600, fallback: 60, code: 21208 }),
    timeLimitSeconds: form.number('TimeLimit', { min: 1, max: 86_400, fallback: 14_400, code: 21208 }),
    // Twilio passes over the detection of a call that sends digits
    machineDetection: digits ? null : (detection as CallOrder['machineDetection']),
    asyncAmd: form.oneOf('AsyncAmd', ['true', 'false'], 21207) === 'true',
    asyncAmdCallback: form.url('AsyncAmdStatusCallback', 21609),
    asyncAmdMethod: form.method('AsyncAmdStatusCallbackMethod'),
    recording: record === 'true' ? recording : null,
  };
}
