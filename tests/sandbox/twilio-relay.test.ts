import twilio from 'twilio';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  account,
  eventually,
  from,
  ivy,
  type Place,
  relayTwiml,
  startApplication,
  startPlace,
  token,
} from './twilio-place.ts';

type Talk = Place['application']['talks'][number];

describe('ConversationRelay', () => {
  let place: Place;
  beforeAll(async () => {
    place = await startPlace();
  });
  afterAll(() => place.stop());
  beforeEach(() => {
    place.application.documents['/twiml'] = relayTwiml(place.application);
  });
  afterEach(async () => {
    await place.admin('POST', '/_sandbox/reset');
    for (const talk of place.application.talks) talk.socket.terminate();
    place.application.talks.length = 0;
    place.application.heard.length = 0;
  });

  const answered = async (to = ivy) => {
    const call = await place.call(to);
    const talk = await eventually(() => place.application.talks[0]);
    return { call, talk };
  };
  const saidBy = (talk: Talk, type: string) => talk.said.filter((message) => message.type === type);
  const done = () => place.application.heard.filter(({ path }) => path === '/done');
  const tell = (talk: Talk, message: object) => talk.socket.send(JSON.stringify(message));

  it('opens the socket with a signature over the wss address', async () => {
    const { talk } = await answered();
    const signature = String(talk.request.headers['x-twilio-signature']);
    const wss = `${place.application.url.replace('http:', 'wss:')}/relay`;
    expect(twilio.validateRequest(token, signature, wss, {})).toBe(true);
    expect(twilio.validateRequest(token, signature, wss.replace('wss:', 'https:'), {})).toBe(false);
  });

  it('says first which call it is, with the parameters of the document', async () => {
    const { call, talk } = await answered();
    const setup = await eventually(() => talk.said[0]);
    expect(setup).toMatchObject({
      type: 'setup',
      callSid: call.sid,
      accountSid: account,
      from,
      to: ivy,
      customParameters: { attemptId: 'a-1' },
      sessionId: expect.stringMatching(/^VX[0-9a-f]{32}$/),
    });
  });

  it('speaks the greeting and brings the answer of the lead', async () => {
    const { talk } = await answered();
    const [prompt] = await eventually(() => saidBy(talk, 'prompt').length > 0 && saidBy(talk, 'prompt'));
    expect(prompt).toMatchObject({
      voicePrompt: expect.stringContaining('go ahead'),
      lang: 'en-US',
      last: true,
    });
  });

  it('lets the lead answer only when a streamed turn is complete', async () => {
    const { talk } = await answered();
    await eventually(() => saidBy(talk, 'prompt').length === 1);
    tell(talk, { type: 'text', token: 'What is your ', last: false });
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(saidBy(talk, 'prompt')).toHaveLength(1);
    tell(talk, { type: 'text', token: 'budget?', last: true });
    await eventually(() => saidBy(talk, 'prompt').length === 2);
    expect(saidBy(talk, 'prompt')[1]).toMatchObject({ voicePrompt: expect.stringContaining('8000') });
  });

  it.each([
    ['text without a token', { type: 'text' }],
    ['an unknown type', { type: 'sing' }],
    ['an unknown field', { type: 'text', token: 'Hi', colour: 'blue' }],
    ['hand-off data that is no text', { type: 'end', handoffData: { reason: 'done' } }],
  ])('drops %s, says so, and the session lives', async (_, message) => {
    const { talk } = await answered();
    tell(talk, message);
    const [error] = await eventually(() => saidBy(talk, 'error').length > 0 && saidBy(talk, 'error'));
    expect(error?.description).toMatch(/^Invalid message received: /);
    tell(talk, { type: 'text', token: 'Where would you like to go?', last: true });
    await eventually(() =>
      saidBy(talk, 'prompt').some(({ voicePrompt }) => String(voicePrompt).includes('Germany')),
    );
  });

  it('reports the end with its hand-off data and carries out the answer', async () => {
    place.application.documents['/done'] = '<Response><Hangup/></Response>';
    const { call, talk } = await answered();
    tell(talk, { type: 'end', handoffData: '{"reason":"done"}' });
    const [report] = await eventually(() => done().length > 0 && done());
    expect(report?.fields).toMatchObject({
      CallSid: call.sid,
      SessionStatus: 'ended',
      HandoffData: '{"reason":"done"}',
      SessionDuration: expect.stringMatching(/^\d+$/),
    });
    await eventually(async () => (await place.client().calls(call.sid).fetch()).status === 'completed');
  });

  it('reports a hanging up as completed', async () => {
    const { call } = await answered();
    await place.client().calls(call.sid).update({ status: 'completed' });
    const [report] = await eventually(() => done().length > 0 && done());
    expect(report?.fields).toMatchObject({ SessionStatus: 'completed', CallStatus: 'completed' });
  });

  it('reports a lost socket as failed and goes on in a new session of the same call', async () => {
    place.application.documents['/done'] = () => relayTwiml(place.application, 'Sorry, are you still there?');
    const { call, talk } = await answered();
    const first = await eventually(() => talk.said[0]);
    talk.socket.terminate();
    const [report] = await eventually(() => done().length > 0 && done());
    expect(report?.fields).toMatchObject({ SessionStatus: 'failed', SessionId: first.sessionId });
    const resumed = await eventually(() => place.application.talks[1]);
    const setup = await eventually(() => resumed.said[0]);
    expect(setup).toMatchObject({ type: 'setup', callSid: call.sid });
    expect(setup.sessionId).not.toBe(first.sessionId);
    await eventually(() => saidBy(resumed, 'prompt').length === 1);
  });

  it('asks again by the rules of the address when the application is away for a moment', async () => {
    const away = await startApplication();
    away.documents['/twiml'] = relayTwiml(away);
    const call = await place.client().calls.create({ to: ivy, from, url: `${away.url}/twiml` });
    const port = Number(new URL(away.url).port);
    await eventually(() => away.talks[0]?.said[0]);
    await away.close();
    await new Promise((resolve) => setTimeout(resolve, 700));
    const back = await startApplication(port);
    back.documents['/done'] = relayTwiml(back, 'Sorry, are you still there?');
    const resumed = await eventually(() => back.talks[0]);
    expect(await eventually(() => resumed.said[0])).toMatchObject({ callSid: call.sid });
    await back.close();
  });

  it('reports failed when the socket cannot be opened', async () => {
    const { application } = place;
    application.documents['/twiml'] = relayTwiml(application).replace(/wss:[^"]+/, 'wss://127.0.0.1:9/relay');
    await place.call(ivy);
    const [report] = await eventually(() => done().length > 0 && done());
    expect(report?.fields).toMatchObject({ SessionStatus: 'failed', ErrorCode: '64102' });
  });

  it('goes on with the talk after a restart of the sandbox', async () => {
    place.application.documents['/done'] = () => relayTwiml(place.application, 'Sorry, are you still there?');
    const { call } = await answered();
    await place.restart();
    const [report] = await eventually(() => done().length > 0 && done());
    expect(report?.fields).toMatchObject({ SessionStatus: 'failed', CallSid: call.sid });
    const resumed = await eventually(() => place.application.talks[1]);
    await eventually(() => saidBy(resumed, 'prompt').length === 1);
  });

  it('lets a visitor take the call: the persona is silent, and typing interrupts the agent', async () => {
    const { call, talk } = await answered();
    await eventually(() => saidBy(talk, 'prompt').length === 1);
    expect(await place.admin('POST', `/_sandbox/phone/${call.sid}`, { action: 'take' })).toEqual({
      done: true,
    });
    tell(talk, { type: 'text', token: 'What is your budget?', last: true });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(saidBy(talk, 'prompt')).toHaveLength(1);
    tell(talk, { type: 'text', token: 'We have many ', last: false });
    await new Promise((resolve) => setTimeout(resolve, 20));
    await place.admin('POST', `/_sandbox/phone/${call.sid}`, { say: 'Wait' });
    await eventually(() => saidBy(talk, 'prompt').length === 2);
    const types = talk.said.slice(-2);
    expect(types[0]).toMatchObject({ type: 'interrupt', utteranceUntilInterrupt: 'We have many ' });
    expect(types[1]).toMatchObject({ type: 'prompt', voicePrompt: 'Wait' });
    await place.admin('POST', `/_sandbox/phone/${call.sid}`, { press: '5' });
    await eventually(() => saidBy(talk, 'dtmf').some(({ digit }) => digit === '5'));
  });
});
