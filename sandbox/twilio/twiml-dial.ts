import { check, invalid, readMethod, readWhole } from './twiml-attributes.ts';
import type { Element } from './xml.ts';

/** One number that is dialled for a call, and what is asked about it. */
export interface Dial {
  to: string;
  callerId: string | null;
  timeoutSeconds: number;
  timeLimitSeconds: number;
  /** the document that the other end hears before the two are connected */
  url: string | null;
  method: 'GET' | 'POST';
  statusCallback: string | null;
  statusCallbackMethod: 'GET' | 'POST';
  events: string[];
}

const dialAttributes = [
  ...['action', 'method', 'timeout', 'timeLimit', 'callerId', 'answerOnBridge', 'hangupOnStar', 'record'],
  ...['recordingStatusCallback', 'recordingStatusCallbackMethod', 'recordingStatusCallbackEvent'],
  ...['recordingTrack', 'trim', 'ringTone', 'sequential', 'events', 'referUrl', 'referMethod'],
];
const numberAttributes = [
  ...['url', 'method', 'sendDigits', 'byoc', 'machineDetection'],
  ...['statusCallback', 'statusCallbackMethod', 'statusCallbackEvent'],
];
const gatherAttributes = [
  ...['action', 'method', 'input', 'numDigits', 'timeout', 'finishOnKey', 'actionOnEmptyResult', 'language'],
  ...['hints', 'speechTimeout', 'speechModel', 'partialResultCallback', 'bargeIn', 'profanityFilter'],
];
const events = ['initiated', 'ringing', 'answered', 'completed'];
const number = /^\+[1-9]\d{6,14}$/;

/** `<Dial>` with exactly one `<Number>`: what else it may hold is not imitated. */
export function readDial(element: Element) {
  check(element, dialAttributes);
  const [child, ...more] = element.children;
  if (child?.name !== 'Number' || more.length > 0) throw invalid('<Dial> needs exactly one <Number> here');
  check(child, numberAttributes);
  const to = child.text.trim();
  if (!number.test(to)) throw invalid(`the number ${to} of <Number> is not valid`);
  const { callerId = null, action } = element.attributes;
  const { url = null, statusCallback = null, statusCallbackEvent = 'completed' } = child.attributes;
  const asked = statusCallbackEvent.split(' ');
  const wrong = asked.find((event) => !events.includes(event));
  if (wrong !== undefined) throw invalid(`statusCallbackEvent of <Number>: ${wrong}`);
  const dial: Dial = {
    ...{ to, callerId, url, statusCallback, events: asked },
    timeoutSeconds: readWhole(element, 'timeout', { fallback: 30, min: 1, max: 600 }),
    timeLimitSeconds: readWhole(element, 'timeLimit', { fallback: 14_400, min: 1, max: 14_400 }),
    method: readMethod(child),
    statusCallbackMethod: readMethod(child, 'statusCallbackMethod'),
  };
  return { verb: 'Dial' as const, action: action ?? null, method: readMethod(element), dial };
}

/** `<Gather>` for keys, with what is said while it waits. */
export function readGather(element: Element) {
  check(element, gatherAttributes);
  const { action = null, input = 'dtmf' } = element.attributes;
  if (input !== 'dtmf') throw invalid('<Gather> of speech is not imitated');
  readWhole(element, 'numDigits', { fallback: 1, min: 1, max: 32 });
  readWhole(element, 'timeout', { fallback: 5, min: 0, max: 600 });
  const says = element.children.map((child) => {
    if (child.name !== 'Say') throw invalid(`<${child.name}> is not allowed in <Gather>`);
    check(child, ['voice', 'language', 'loop']);
    return child.text.trim();
  });
  return { verb: 'Gather' as const, action, method: readMethod(element), says };
}
