import { describe, expect, it } from 'vitest';
import { readRelayMessage, relayFrame } from '../../integrations/telephony/twilio/relay-messages.ts';
import { connectTwiml, hangupTwiml } from '../../integrations/telephony/twilio/twiml.ts';
import {
  parseAnsweredCall,
  parseCallProgress,
  parseMachineAnswer,
  parseRecording,
  parseRelayDone,
} from '../../integrations/telephony/twilio/webhook.ts';

const CallSid = `CA${'a'.repeat(32)}`;

describe('the status of a call', () => {
  it.each([
    ['queued', 'queued', null],
    ['initiated', 'initiated', null],
    ['ringing', 'ringing', null],
    ['in-progress', 'inProgress', null],
    ['completed', 'ended', 'completed'],
    ['busy', 'ended', 'busy'],
    ['no-answer', 'ended', 'noAnswer'],
    ['failed', 'ended', 'failed'],
    ['canceled', 'ended', 'cancelled'],
  ])('%s is %s, %s', (CallStatus, state, end) => {
    expect(parseCallProgress({ CallSid, CallStatus })).toMatchObject({ state, end });
  });

  it('carries order, time, length and who answered, and passes over what is new', () => {
    const progress = parseCallProgress({
      CallSid,
      CallStatus: 'completed',
      SequenceNumber: '3',
      Timestamp: 'Tue, 31 Aug 2010 20:36:28 +0000',
      AnsweredBy: 'machine_end_beep',
      CallDuration: '42',
      SomethingNew: 'x',
    });
    expect(progress).toEqual({
      callSid: CallSid,
      status: 'completed',
      state: 'ended',
      end: 'completed',
      sequence: 3,
      at: '2010-08-31T20:36:28.000Z',
      answeredBy: 'machine',
      durationSeconds: 42,
      sipCode: null,
    });
  });

  it.each([
    [{ CallStatus: 'ringing' }],
    [{ CallSid, CallStatus: 'exploded' }],
    [{ CallSid: '../../etc', CallStatus: 'ringing' }],
    [{ CallSid, CallStatus: 'ringing', SequenceNumber: '-1' }],
    [{ CallSid, CallStatus: 'ringing', Timestamp: 'yesterday' }],
    [null],
  ])('%j is refused', (form) => {
    expect(() => parseCallProgress(form)).toThrow();
  });

  it('says what is wrong without repeating it', () => {
    expect(() => parseCallProgress({ CallSid: '+61400000001', CallStatus: 'ringing' })).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining('400000001') }),
    );
  });
});

describe('other forms', () => {
  it('of an answered call', () => {
    const form = { CallSid, CallStatus: 'in-progress', Direction: 'inbound', From: '+1', To: '+2' };
    expect(parseAnsweredCall(form)).toMatchObject({ callSid: CallSid, inbound: true, from: '+1', to: '+2' });
  });

  it.each([
    ['human', 'human'],
    ['machine_start', 'machine'],
    ['machine_end_silence', 'machine'],
    ['fax', 'fax'],
    ['unknown', 'unknown'],
    ['a word of tomorrow', 'unknown'],
  ])('of machine detection: %s is %s', (AnsweredBy, answeredBy) => {
    expect(parseMachineAnswer({ CallSid, AnsweredBy })).toMatchObject({ answeredBy, word: AnsweredBy });
  });

  it('of a recording', () => {
    const form = {
      CallSid,
      RecordingSid: `RE${'b'.repeat(32)}`,
      RecordingStatus: 'completed',
      RecordingDuration: '9',
    };
    expect(parseRecording(form)).toMatchObject({ status: 'completed', url: null, durationSeconds: 9 });
  });

  it('of a talk that is over', () => {
    const form = { CallSid, CallStatus: 'in-progress', SessionStatus: 'failed', SessionId: 'VX1' };
    expect(parseRelayDone(form)).toMatchObject({ session: 'failed', callEnded: false, handoffData: null });
    expect(parseRelayDone({ ...form, CallStatus: 'completed', HandoffData: '{"a":1}' })).toMatchObject({
      callEnded: true,
      handoffData: '{"a":1}',
    });
  });
});

describe('messages of a talk', () => {
  const read = (message: object) => readRelayMessage(JSON.stringify(message));

  it('begin with who calls and our own parameters', () => {
    expect(
      read({
        type: 'setup',
        sessionId: 'VX1',
        callSid: CallSid,
        customParameters: { attemptId: '1' },
        callType: 'PSTN',
      }),
    ).toMatchObject({ type: 'setup', callSid: CallSid, customParameters: { attemptId: '1' } });
  });

  it.each([
    [
      { type: 'prompt', voicePrompt: 'Hi' },
      { type: 'prompt', voicePrompt: 'Hi', last: true },
    ],
    [{ type: 'prompt', voicePrompt: 'Hi', last: false, agentSpeaking: true }, { last: false }],
    [
      { type: 'interrupt', utteranceUntilInterrupt: 'Life', durationUntilInterruptMs: 460 },
      { durationUntilInterruptMs: 460 },
    ],
    [
      { type: 'interrupt', utteranceUntilInterrupt: 'Life', durationUntilInterruptMs: '460' },
      { durationUntilInterruptMs: 460 },
    ],
    [{ type: 'dtmf', digit: '1' }, { digit: '1' }],
    [{ type: 'error', description: 'x' }, { type: 'error' }],
    [
      { type: 'tokens-played', value: 1 },
      { type: 'other', name: 'tokens-played' },
    ],
  ])('%j is understood', (message, understood) => {
    expect(read(message)).toMatchObject(understood);
  });

  it.each(['', 'hello', '[]', '{}', 'null', '{"type":1}', '{"type":"prompt"}', '{"type":"setup"}'])(
    '%s is no message',
    (frame) => {
      expect(readRelayMessage(frame)).toBeNull();
    },
  );

  it('are told as one JSON object', () => {
    expect(JSON.parse(relayFrame({ type: 'text', token: 'Hi', last: true }))).toEqual({
      type: 'text',
      token: 'Hi',
      last: true,
    });
  });
});

describe('TwiML', () => {
  const talk = {
    relayUrl: 'wss://app.example/twilio/relay',
    actionUrl: 'https://app.example/twilio/relay-done?attempt=1&n=2',
    welcomeGreeting: 'Hi "Ada" & Bob',
    language: 'en-AU',
    languages: ['en-AU', 'tr-TR'],
    parameters: { attemptId: '1', token: 'a<b' },
  };

  it('connects the call with the talk, its greeting and its parameters, well escaped', () => {
    const xml = connectTwiml(talk);
    expect(xml).toContain(
      '<Connect action="https://app.example/twilio/relay-done?attempt=1&amp;n=2" method="POST">',
    );
    expect(xml).toContain('url="wss://app.example/twilio/relay"');
    expect(xml).toContain('welcomeGreeting="Hi &quot;Ada&quot; &amp; Bob"');
    expect(xml).toContain('language="en-AU"');
    expect(xml).toContain('<Language code="tr-TR"/>');
    expect(xml).toContain('<Parameter name="token" value="a&lt;b"/>');
  });

  it('greets nobody twice when a talk goes on', () => {
    expect(connectTwiml({ ...talk, welcomeGreeting: null })).not.toContain('welcomeGreeting');
  });

  it('hangs up', () => {
    expect(hangupTwiml()).toContain('<Response><Hangup/></Response>');
  });
});
