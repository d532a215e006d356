import twilio from 'twilio';

// the SDK lists the languages of today; a tenant's language is checked by the vendor
type SayLanguage = NonNullable<
  (Parameters<InstanceType<typeof twilio.twiml.VoiceResponse>['say']>[0] & object)['language']
>;

/** What the answered call is to be connected with. */
export interface TalkConnection {
  /** `wss://` address without a query: ids travel as parameters */
  relayUrl: string;
  /** asked when the talk ends or its socket is lost */
  actionUrl: string;
  /** null when a talk goes on after a lost socket */
  welcomeGreeting: string | null;
  language: string;
  /** what the talk may switch to */
  languages: string[];
  parameters: Record<string, string>;
}

/** Connects the call with a text conversation over a WebSocket. */
export function connectTwiml(talk: TalkConnection): string {
  const response = new twilio.twiml.VoiceResponse();
  const relay = response.connect({ action: talk.actionUrl, method: 'POST' }).conversationRelay({
    url: talk.relayUrl,
    language: talk.language,
    ...(talk.welcomeGreeting !== null && { welcomeGreeting: talk.welcomeGreeting }),
    // a pressed key stops the voice as well
    interruptible: 'any',
    dtmfDetection: true,
    partialPrompts: false,
  });
  for (const code of talk.languages) relay.language({ code });
  for (const [name, value] of Object.entries(talk.parameters)) relay.parameter({ name, value });
  return response.toString();
}

/** Says something to whoever listens, a machine mostly, and ends the call. */
export function sayTwiml({ text, language }: { text: string; language: string }): string {
  const response = new twilio.twiml.VoiceResponse();
  response.say({ language: language as SayLanguage }, text);
  response.hangup();
  return response.toString();
}

/** Does not answer a call that came in. */
export function rejectTwiml(reason: 'busy' | 'rejected'): string {
  const response = new twilio.twiml.VoiceResponse();
  response.reject({ reason });
  return response.toString();
}

/** Ends the call: the last veto, and the end of every talk. */
export function hangupTwiml(): string {
  const response = new twilio.twiml.VoiceResponse();
  response.hangup();
  return response.toString();
}
