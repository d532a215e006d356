import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { eventually, from, ivy, noel, type Place, startPlace } from './twilio-place.ts';

describe('calls of Twilio', () => {
  let place: Place;
  beforeAll(async () => {
    place = await startPlace();
  });
  afterAll(() => place.stop());
  afterEach(() => place.admin('POST', '/_sandbox/reset'));

  const statusOf = async (sid: string) => (await place.client().calls(sid).fetch()).status;

  it('answers 201 with a queued call that can be fetched', async () => {
    const call = await place.call(noel);
    expect(call).toMatchObject({ to: noel, from, direction: 'outbound-api', status: 'queued' });
    expect(call.sid).toMatch(/^CA[0-9a-f]{32}$/);
    expect((await place.client().calls(call.sid).fetch()).sid).toBe(call.sid);
  });

  it('gives up by itself when nobody answers within the ring time', async () => {
    const call = await place.call(noel, { timeout: 1 });
    const last = await eventually(() => place.statuses(call.sid).find(({ fields }) => fields.CallDuration));
    expect(last.fields).toMatchObject({ CallStatus: 'no-answer', SequenceNumber: '2', CallDuration: '0' });
    expect(await statusOf(call.sid)).toBe('no-answer');
  });

  it('rings out at the first attempt of ana and is answered at the second', async () => {
    const ana = '+12025550101';
    place.application.documents['/twiml'] = '<Response><Say>Hi</Say></Response>';
    const first = await place.call(ana, { timeout: 1 });
    await eventually(async () => (await statusOf(first.sid)) === 'no-answer');
    const second = await place.call(ana, { timeout: 1 });
    await eventually(async () => (await statusOf(second.sid)) === 'completed');
  });

  it('is busy when the person declines', async () => {
    const call = await place.call('+17025550101');
    await eventually(async () => (await statusOf(call.sid)) === 'busy');
  });

  it('sends the events in order, numbered from 0', async () => {
    place.application.documents['/twiml'] = '<Response><Say>Hi</Say><Hangup/></Response>';
    const call = await place.call(ivy);
    await eventually(() => place.statuses(call.sid).length === 4);
    const seen = place.statuses(call.sid).map(({ fields }) => [fields.SequenceNumber, fields.CallStatus]);
    expect(seen).toEqual([
      ['0', 'initiated'],
      ['1', 'ringing'],
      ['2', 'in-progress'],
      ['3', 'completed'],
    ]);
    expect(place.statuses(call.sid).at(0)?.fields).toMatchObject({
      CallbackSource: 'call-progress-events',
      Direction: 'outbound-api',
      Timestamp: expect.stringMatching(/^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d \+0000$/),
    });
  });

  it('sends only the events that were asked for', async () => {
    place.application.documents['/twiml'] = '<Response><Hangup/></Response>';
    const call = await place.call(ivy, { statusCallbackEvent: ['completed'] });
    await eventually(() => place.statuses(call.sid).length > 0);
    expect(place.statuses(call.sid).map(({ fields }) => fields.CallStatus)).toEqual(['completed']);
  });

  it('reports who answered without holding up the call', async () => {
    place.application.documents['/twiml'] = '<Response><Pause length="1"/></Response>';
    await place.call('+16025550101', {
      machineDetection: 'Enable',
      asyncAmd: 'true',
      asyncAmdStatusCallback: `${place.application.url}/amd`,
    });
    const told = await eventually(() => place.application.heard.find(({ path }) => path === '/amd'));
    expect(told.fields).toMatchObject({ AnsweredBy: 'machine_start' });
  });

  it('ends a call at its time limit', async () => {
    place.application.documents['/twiml'] = '<Response><Pause length="30"/></Response>';
    const call = await place.call(ivy, { timeLimit: 1 });
    await eventually(async () => (await statusOf(call.sid)) === 'completed', 3000);
  });

  it('cancels a ringing call and refuses to cancel it again', async () => {
    const call = await place.call(noel);
    await eventually(async () => (await statusOf(call.sid)) === 'ringing');
    expect((await place.client().calls(call.sid).update({ status: 'canceled' })).status).toBe('canceled');
    const again = place.client().calls(call.sid).update({ status: 'completed' });
    await expect(again).rejects.toMatchObject({ status: 400, code: 21220 });
  });

  it('redirects a live call', async () => {
    place.application.documents['/twiml'] = '<Response><Pause length="30"/></Response>';
    const call = await place.call(ivy);
    await eventually(async () => (await statusOf(call.sid)) === 'in-progress');
    await place.client().calls(call.sid).update({ twiml: '<Response><Hangup/></Response>' });
    await eventually(async () => (await statusOf(call.sid)) === 'completed');
  });

  it('lists by number, status and start, newest first', async () => {
    const first = await place.call(noel);
    const second = await place.call(noel);
    await place.call('+13035550102');
    await eventually(async () => (await statusOf(second.sid)) === 'ringing');
    const list = (filter: object) => place.client().calls.list({ to: noel, from, ...filter });
    expect((await list({})).map(({ sid }) => sid)).toEqual([second.sid, first.sid]);
    expect(await list({ status: 'completed' })).toHaveLength(0);
    expect(await list({ startTimeAfter: new Date(Date.now() - 60_000) })).toHaveLength(2);
    expect(await list({ startTimeAfter: new Date(Date.now() + 60_000) })).toHaveLength(0);
    expect(await place.client().calls.list({ pageSize: 1 })).toHaveLength(3);
  });

  it('records a live call, and completes the recording after its end with playable audio', async () => {
    place.application.documents['/twiml'] = '<Response><Pause length="1"/></Response>';
    const call = await place.call(ivy);
    const record = () =>
      place
        .client()
        .calls(call.sid)
        .recordings.create({ recordingStatusCallback: `${place.application.url}/recorded` });
    await eventually(async () => (await statusOf(call.sid)) === 'in-progress');
    const recording = await record();
    await expect(record()).rejects.toMatchObject({ code: 21220 });
    const told = await eventually(() => place.application.heard.find(({ path }) => path === '/recorded'));
    expect(told.fields).toMatchObject({
      RecordingSid: recording.sid,
      RecordingStatus: 'completed',
      CallSid: call.sid,
    });
    expect(told.at).toBeGreaterThanOrEqual(place.statuses(call.sid).at(-1)?.at ?? Number.NaN);
    expect((await place.client().recordings(recording.sid).fetch()).duration).toBe(
      told.fields.RecordingDuration,
    );
    const authorization = `Basic ${btoa('AC5a0db0c5a0db0c5a0db0c5a0db0c5a0d:sandbox-twilio-auth-token')}`;
    const media = await fetch(`${told.fields.RecordingUrl}.wav`, { headers: { authorization } });
    expect(Buffer.from(await media.arrayBuffer()).toString('latin1', 0, 12)).toMatch(/^RIFF....WAVE$/s);
    expect((await fetch(`${told.fields.RecordingUrl}.wav`)).status).toBe(401);
  });

  it('refuses to record a call that nobody has answered', async () => {
    const call = await place.call(noel);
    await expect(place.client().calls(call.sid).recordings.create()).rejects.toMatchObject({ code: 21220 });
  });

  it.each([
    ['<Response><Dance/></Response>', 12200],
    ['<Response><Say shout="yes">Hi</Say></Response>', 12200],
    ['<Response><Connect><ConversationRelay url="https://x.example/"/></Connect></Response>', 64101],
    ['<Response><Hangup></Response>', 12100],
    ['<html></html>', 12102],
  ])('ends the call and notes the error for the document %s', async (document, code) => {
    place.application.documents['/twiml'] = document;
    const call = await place.call(ivy);
    await eventually(async () => (await statusOf(call.sid)) === 'completed');
    const { calls } = (await place.admin('GET', '/_sandbox/state/twilio')) as {
      calls: { sid: string; errors: object[] }[];
    };
    expect(calls.find(({ sid }) => sid === call.sid)?.errors).toEqual([expect.objectContaining({ code })]);
  });

  it('keeps queued and ringing calls across a restart', async () => {
    const call = await place.call(noel, { timeout: 2 });
    await eventually(async () => (await statusOf(call.sid)) === 'ringing');
    await place.restart();
    expect(await statusOf(call.sid)).toBe('ringing');
    await eventually(async () => (await statusOf(call.sid)) === 'no-answer');
    await eventually(() => place.statuses(call.sid).length === 3);
    const numbers = place.statuses(call.sid).map(({ fields }) => fields.SequenceNumber);
    expect(numbers).toEqual(['0', '1', '2']);
  });
});

describe('the pace of new calls', () => {
  const initiated = (place: Place) =>
    place.application.heard
      .filter(({ fields }) => fields.CallStatus === 'initiated')
      .map(({ fields }) => fields.CallSid);

  it('dials one call after the other and refuses none', async () => {
    const place = await startPlace({ callsPerSecond: 4 });
    const calls = [await place.call(noel), await place.call(noel), await place.call(noel)];
    expect(calls.map(({ status }) => status)).toEqual(['queued', 'queued', 'queued']);
    await eventually(() => initiated(place).length === 3);
    expect(initiated(place)).toEqual(calls.map(({ sid }) => sid));
    await place.stop();
  });

  it('lets a call wait for its turn while the one before it rings', async () => {
    const place = await startPlace({ callsPerSecond: 0.001 });
    const [first, second] = [await place.call(noel), await place.call(noel)];
    await eventually(() => initiated(place).includes(first.sid));
    expect(await place.client().calls(second.sid).fetch()).toMatchObject({ status: 'queued' });
    await place.stop();
  });
});
