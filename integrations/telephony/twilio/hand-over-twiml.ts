import twilio from 'twilio';

/** How a member of staff is dialled for a lead who is in the call. */
export interface StaffDial {
  /** null when there is none any more: the vendor is told to ask at once what follows */
  number: string | null;
  callerId: string;
  /** asked when the member of staff picks up, before the lead is connected */
  whisperUrl: string;
  statusUrl: string;
  /** asked when the dialling is over, however it went */
  actionUrl: string;
  ringTimeoutSeconds: number;
  timeLimitSeconds: number;
}

const legEvents = ['initiated', 'ringing', 'answered', 'completed'] as const;

/** Dials a member of staff while the lead hears the ringing. */
export function dialTwiml(dial: StaffDial): string {
  const response = new twilio.twiml.VoiceResponse();
  if (dial.number === null) {
    response.redirect({ method: 'POST' }, dial.actionUrl);
    return response.toString();
  }
  const { actionUrl: action, callerId, ringTimeoutSeconds: timeout, timeLimitSeconds: timeLimit } = dial;
  const verb = response.dial({ action, method: 'POST', callerId, timeout, timeLimit, answerOnBridge: true });
  verb.number(
    {
      url: dial.whisperUrl,
      method: 'POST',
      statusCallback: dial.statusUrl,
      statusCallbackMethod: 'POST',
      statusCallbackEvent: [...legEvents],
    },
    dial.number,
  );
  return response.toString();
}

/** Speaks a briefing to the member of staff and asks for a key; without one the lead is not connected. */
export function whisperTwiml(whisper: { briefing: string; language: string; answerUrl: string }): string {
  const response = new twilio.twiml.VoiceResponse();
  const gather = response.gather({
    input: ['dtmf'],
    numDigits: 1,
    timeout: 8,
    action: whisper.answerUrl,
    method: 'POST',
  });
  // the languages of `<Say>` are a closed list in the SDK's types, and an open one at the vendor
  gather.say({ language: whisper.language as 'en-US' }, whisper.briefing);
  response.hangup();
  return response.toString();
}

/** The end of the briefing: the lead is connected. */
export function takeOverTwiml(): string {
  return new twilio.twiml.VoiceResponse().toString();
}
