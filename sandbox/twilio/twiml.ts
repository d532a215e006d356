import { check, invalid, readMethod, TwimlError } from './twiml-attributes.ts';
import { type Dial, readDial, readGather } from './twiml-dial.ts';
import { type Element, parseXml } from './xml.ts';

export { TwimlError } from './twiml-attributes.ts';
export type { Dial } from './twiml-dial.ts';

export interface Relay {
  url: string;
  welcomeGreeting: string | null;
  greetingInterruptible: boolean;
  language: string;
  interruptible: boolean;
  /** a pressed key stops the voice as well */
  interruptibleByKeys: boolean;
  dtmf: boolean;
  partialPrompts: boolean;
  parameters: Record<string, string>;
}

export type Verb =
  | { verb: 'Say'; text: string }
  | { verb: 'Pause'; seconds: number }
  | { verb: 'Hangup' }
  | { verb: 'Dial'; action: string | null; method: 'GET' | 'POST'; dial: Dial }
  | { verb: 'Gather'; action: string | null; method: 'GET' | 'POST'; says: string[] }
  | { verb: 'Reject'; reason: 'busy' | 'rejected' }
  | { verb: 'Redirect'; url: string; method: 'GET' | 'POST' }
  | { verb: 'Connect'; action: string | null; method: 'GET' | 'POST'; relay: Relay };

const relayAttributes = [
  ...[
    'url',
    'welcomeGreeting',
    'welcomeGreetingLanguage',
    'welcomeGreetingInterruptible',
    'language',
    'voice',
  ],
  ...['ttsLanguage', 'ttsProvider', 'transcriptionLanguage', 'transcriptionProvider', 'speechModel', 'hints'],
  ...[
    'interruptible',
    'interruptSensitivity',
    'dtmfDetection',
    'reportInputDuringAgentSpeech',
    'preemptible',
  ],
  ...[
    'debug',
    'events',
    'elevenlabsTextNormalization',
    'intelligenceService',
    'partialPrompts',
    'profanityFilter',
  ],
  ...[
    'ignoreBackchannel',
    'speechTimeout',
    'backgroundNoiseReduction',
    'deepgramSmartFormat',
    'eotThreshold',
  ],
];
const languageAttributes = ['code', 'ttsProvider', 'voice', 'transcriptionProvider', 'speechModel'];
const interruptions = ['none', 'dtmf', 'speech', 'any', 'true', 'false'];

function readFlag(element: Element, name: string, fallback: boolean): boolean {
  const value = element.attributes[name];
  if (value === undefined) return fallback;
  if (value === 'true' || value === 'false') return value === 'true';
  throw invalid(`${name} must be true or false`);
}

function readInterruptible(element: Element, name: string): boolean {
  const value = element.attributes[name] ?? 'any';
  if (!interruptions.includes(value)) throw invalid(`${name} must be one of ${interruptions.join(', ')}`);
  return ['any', 'speech', 'true'].includes(value);
}

function readParameters(relay: Element): Record<string, string> {
  const parameters: Record<string, string> = {};
  for (const child of relay.children) {
    if (child.name === 'Language') {
      check(child, languageAttributes);
      continue;
    }
    if (child.name !== 'Parameter') throw invalid(`<${child.name}> is not allowed in <ConversationRelay>`);
    check(child, ['name', 'value']);
    const { name, value } = child.attributes;
    if (!name || value === undefined) throw invalid('<Parameter> needs a name and a value');
    parameters[name] = value;
  }
  return parameters;
}

function readRelay(element: Element): Relay {
  check(element, relayAttributes);
  const { url = '', welcomeGreeting, language = 'en-US' } = element.attributes;
  const address = URL.canParse(url) ? new URL(url) : null;
  const local = address !== null && ['127.0.0.1', 'localhost', '[::1]'].includes(address.hostname);
  if (!address || !(address.protocol === 'wss:' || (address.protocol === 'ws:' && local))) {
    throw new TwimlError(64101, `url of <ConversationRelay> must be a wss:// address: ${url}`);
  }
  return {
    url,
    welcomeGreeting: welcomeGreeting || null,
    greetingInterruptible: readInterruptible(element, 'welcomeGreetingInterruptible'),
    language,
    interruptible: readInterruptible(element, 'interruptible'),
    interruptibleByKeys: ['any', 'dtmf', 'true'].includes(element.attributes.interruptible ?? 'any'),
    dtmf: readFlag(element, 'dtmfDetection', false),
    partialPrompts: readFlag(element, 'partialPrompts', false),
    parameters: readParameters(element),
  };
}

function readConnect(element: Element): Verb {
  check(element, ['action', 'method']);
  const [relay, ...more] = element.children;
  if (!relay || more.length > 0 || relay.name !== 'ConversationRelay') {
    throw invalid('<Connect> needs exactly one <ConversationRelay>');
  }
  const { action } = element.attributes;
  return { verb: 'Connect', action: action || null, method: readMethod(element), relay: readRelay(relay) };
}

function readVerb(element: Element): Verb {
  switch (element.name) {
    case 'Say':
      check(element, ['voice', 'language', 'loop']);
      return { verb: 'Say', text: element.text.trim() };
    case 'Pause': {
      check(element, ['length']);
      const seconds = Number(element.attributes.length ?? 1);
      if (!Number.isInteger(seconds) || seconds < 0) throw invalid('length of <Pause> must be whole seconds');
      return { verb: 'Pause', seconds };
    }
    case 'Hangup':
      check(element, []);
      return { verb: 'Hangup' };
    case 'Reject': {
      check(element, ['reason']);
      const { reason = 'rejected' } = element.attributes;
      if (reason !== 'busy' && reason !== 'rejected')
        throw invalid('reason of <Reject> must be busy or rejected');
      return { verb: 'Reject', reason };
    }
    case 'Redirect':
      check(element, ['method']);
      return { verb: 'Redirect', url: element.text.trim(), method: readMethod(element) };
    case 'Dial':
      return readDial(element);
    case 'Gather':
      return readGather(element);
    case 'Connect':
      return readConnect(element);
    default:
      throw invalid(`<${element.name}> is not allowed in <Response>`);
  }
}

/** Reads a TwiML document as strictly as its schema: an unknown verb or attribute is a TwimlError. */
export function readTwiml(document: string): Verb[] {
  let response: Element;
  try {
    response = parseXml(document);
  } catch (error) {
    throw new TwimlError(12100, `Document parse failure: ${(error as Error).message}`);
  }
  if (response.name !== 'Response') throw new TwimlError(12102, `<${response.name}> instead of <Response>`);
  check(response, []);
  if (response.text.trim() !== '') throw invalid('text in <Response>');
  return response.children.map(readVerb);
}
