import { buffer } from 'node:stream/consumers';
import twilio from 'twilio';
import { describe, expect, it } from 'vitest';
import { createTelephony } from '../../integrations/telephony/index.ts';
import type { PlaceCall } from '../../integrations/telephony/port.ts';
import { readTwilioSettings } from '../../integrations/telephony/twilio/settings.ts';
import { failureOf, verdictOf } from './failed-with.ts';
import { fakeVendor, hangUp, html, json, nobody, silence } from './fake-vendor.ts';

const settings = readTwilioSettings({});
const at = (url: string, more: object = {}) =>
  createTelephony({ ...settings, baseUrl: `${url}/twilio`, ...more });
const call: PlaceCall = {
  to: '+61400000001',
  from: '+61200000000',
  twimlUrl: 'http://app/twiml?attempt=1',
  statusUrl: 'http://app/status?attempt=1',
  amdUrl: 'http://app/amd?attempt=1',
  ringTimeoutSeconds: 25,
  timeLimitSeconds: 600,
};
const row = {
  sid: 'CA1',
  status: 'queued',
  date_created: 'Tue, 31 Aug 2010 20:36:28 +0000',
  answered_by: null,
};
const cutOff: Parameters<typeof fakeVendor>[0] = (_seen, response) => {
  response.writeHead(200, { 'content-length': '100' });
  response.write('RIFF', () => response.socket?.destroy());
};
const calls = `/twilio/api/2010-04-01/Accounts/${settings.accountSid}/Calls`;

describe('placing a call', () => {
  it('sends everything that recognises the call afterwards', async () => {
    const { url, seen } = await fakeVendor(json(201, row));
    await expect(at(url).placeCall(call)).resolves.toEqual({
      callSid: 'CA1',
      status: 'queued',
      answeredBy: null,
      durationSeconds: null,
      createdAt: '2010-08-31T20:36:28.000Z',
      endedAt: null,
    });
    const form = new URLSearchParams(seen[0]?.body);
    expect(seen[0]).toMatchObject({ method: 'POST', url: `${calls}.json` });
    expect(form.getAll('StatusCallbackEvent')).toEqual(['initiated', 'ringing', 'answered', 'completed']);
    expect(Object.fromEntries(form)).toMatchObject({
      To: call.to,
      From: call.from,
      Url: call.twimlUrl,
      StatusCallback: call.statusUrl,
      MachineDetection: 'Enable',
      AsyncAmd: 'true',
      AsyncAmdStatusCallback: call.amdUrl,
      Timeout: '25',
      TimeLimit: '600',
    });
    expect(form.has('Record')).toBe(false);
  });

  it('asks for no machine detection when nobody wants its answer', async () => {
    const { url, seen } = await fakeVendor(json(201, row));
    await at(url).placeCall({ ...call, amdUrl: null });
    expect(seen[0]?.body).not.toMatch(/MachineDetection|AsyncAmd/);
  });

  it.each([
    ['a refused number', json(400, { code: 21211, message: 'x' }), 'Vendor.Rejected', 'rejected', '21211'],
    [
      'too many requests',
      json(429, { code: 20429 }, { 'retry-after': '2' }),
      'Vendor.RateLimited',
      'notSent',
      '20429',
    ],
    [
      'an outage in the vendor’s own words',
      json(503, { code: 20503 }),
      'Vendor.Unavailable',
      'notSent',
      '20503',
    ],
    ['an outage behind a gateway', html(503), 'Vendor.Unknown', 'unknown', '503'],
    ['an error after the call was taken', json(500, {}), 'Vendor.Unknown', 'unknown', '500'],
    ['a lost answer', hangUp, 'Vendor.Unknown', 'unknown', 'ECONNRESET'],
  ])('asks once, and %s is told apart', async (_name, answer, type, certainty, code) => {
    const { url, seen } = await fakeVendor(answer);
    expect(await failureOf(at(url).placeCall(call))).toMatchObject({ type, certainty, code });
    expect(seen).toHaveLength(1);
  });

  it('hands on how long the vendor wants us to wait', async () => {
    const { url } = await fakeVendor(json(429, { code: 20429 }, { 'retry-after': '2' }));
    expect((await failureOf(at(url).placeCall(call))).retryAfterMs).toBe(2_000);
  });

  it('is surely not sent when nobody listens', async () => {
    const failure = await failureOf(at(await nobody()).placeCall(call));
    expect(verdictOf(failure)).toMatchObject({ type: 'Vendor.Unavailable', certainty: 'notSent' });
  });

  it('is unknown when the vendor says nothing within the time limit', async () => {
    const { url } = await fakeVendor(silence);
    expect(await failureOf(at(url, { timeoutMs: 100 }).placeCall(call))).toMatchObject({
      certainty: 'unknown',
    });
  });

  it('reaches only listed numbers when there is a list', async () => {
    const { url, seen } = await fakeVendor(json(201, row));
    const guarded = at(url, { allowed: ['+61 400 000 001'] });
    await guarded.placeCall(call);
    const failure = await failureOf(guarded.placeCall({ ...call, to: '+61400000002' }));
    expect(verdictOf(failure)).toMatchObject({ code: 'notAllowed', certainty: 'rejected' });
    expect(seen).toHaveLength(1);
  });
});

describe('a call that was placed', () => {
  it('is found by its numbers, also while it is queued, and never by an older one', async () => {
    const older = { ...row, sid: 'CA0', date_created: 'Tue, 31 Aug 2010 20:30:00 +0000' };
    const { url, seen } = await fakeVendor(json(200, { calls: [row, older], page: 0, page_size: 50 }));
    const found = await at(url).findCalls({
      to: call.to,
      from: call.from,
      since: '2010-08-31T20:36:28.900Z',
    });
    expect(found.map(({ callSid }) => callSid)).toEqual(['CA1']);
    expect(seen[0]?.url).toContain(`To=${encodeURIComponent(call.to)}`);
    expect(seen[0]?.url).not.toContain('StartTime');
  });

  it('is null when the vendor does not know it', async () => {
    const { url } = await fakeVendor(json(404, { code: 20404 }));
    await expect(at(url).fetchCall('CA1')).resolves.toBeNull();
  });

  it('counts as hung up when it is already over', async () => {
    const { url, seen } = await fakeVendor(json(400, { code: 21220 }));
    await at(url).hangUp('CA1');
    expect(seen[0]).toMatchObject({ url: `${calls}/CA1.json`, body: 'Status=completed' });
  });

  it('is recorded from now on', async () => {
    const { url, seen } = await fakeVendor(json(201, { sid: 'RE1' }));
    await expect(at(url).startRecording('CA1', 'http://app/rec')).resolves.toEqual({ recordingSid: 'RE1' });
    expect(seen[0]?.url).toBe(`${calls}/CA1/Recordings.json`);
  });
});

describe('the sound of a recording', () => {
  const read = async (url: string): Promise<Buffer | null> => {
    const sound = await at(url).readRecording('RE1');
    return sound && buffer(sound);
  };

  it('is read from its own address, with the credentials of the account', async () => {
    const { url, seen } = await fakeVendor((_seen, response) => void response.end('RIFF'));
    expect(String(await read(url))).toBe('RIFF');
    const basic = `${settings.accountSid}:${settings.authToken}`;
    expect(seen[0]).toMatchObject({
      method: 'GET',
      url: `/twilio/api/2010-04-01/Accounts/${settings.accountSid}/Recordings/RE1.wav`,
      headers: { authorization: `Basic ${Buffer.from(basic).toString('base64')}` },
    });
  });

  it('is none when the vendor has it no more', async () => {
    const { url } = await fakeVendor(json(404, { code: 20404 }));
    expect(await read(url)).toBeNull();
  });

  it.each([
    ['turned away for now', json(429, {}, { 'retry-after': '3' }), 'Vendor.RateLimited'],
    ['refused', json(403, {}), 'Vendor.AuthRefused'],
    ['cut off in the middle', cutOff, 'Vendor.Unknown'],
  ])('is a failure when it is %s', async (_name, answer, type) => {
    const { url } = await fakeVendor(answer);
    expect(await failureOf(read(url))).toMatchObject({ type });
  });
});

describe('a signature', () => {
  const telephony = createTelephony(settings);
  const url = 'https://app.example/twilio/status?attempt=1';
  const form = { CallSid: 'CA1', CallStatus: 'ringing' };
  const sign = (to: string, params: object) =>
    twilio.getExpectedTwilioSignature(settings.authToken, to, params as Record<string, string>);
  const verify = (signature: string | undefined, over = url) =>
    telephony.verifyRequest({
      url: over,
      form,
      headers: signature === undefined ? {} : { 'x-twilio-signature': signature },
    });

  it('over this address and this form is right', () => {
    expect(verify(sign(url, form))).toBe(true);
  });

  it.each([
    ['missing', undefined],
    ['empty', ''],
    ['made up', 'AAAAAAAAAAAAAAAAAAAAAAAAAAA='],
    ['over another form', sign(url, { ...form, CallStatus: 'completed' })],
    ['over another address', sign('https://app.example/twilio/status?attempt=2', form)],
    ['by another account', twilio.getExpectedTwilioSignature('another', url, form)],
  ])('that is %s is refused', (_name, signature) => {
    expect(verify(signature)).toBe(false);
  });

  it('of one attempt is no signature of another', () => {
    expect(verify(sign(url, form), 'https://app.example/twilio/status?attempt=2')).toBe(false);
  });

  it('of a WebSocket is over its wss address', () => {
    const wss = 'wss://app.example/twilio/relay';
    const upgrade = (signature: string) =>
      telephony.verifyUpgrade({ url: wss, headers: { 'x-twilio-signature': signature } });
    expect(upgrade(sign(wss, {}))).toBe(true);
    expect(upgrade(sign(wss.replace('wss', 'https'), {}))).toBe(false);
    expect(telephony.verifyUpgrade({ url: wss, headers: {} })).toBe(false);
  });
});
