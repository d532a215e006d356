import twilio from 'twilio';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { account, eventually, ivy, noel, type Place, relayTwiml, startPlace, token } from './twilio-place.ts';

describe('faults', () => {
  let place: Place;
  beforeAll(async () => {
    place = await startPlace();
  });
  afterAll(() => place.stop());
  afterEach(async () => {
    await place.admin('POST', '/_sandbox/reset');
    place.application.heard.length = 0;
  });

  const calls = () => place.client().calls.list();
  const post = () =>
    fetch(`${place.url()}/twilio/api/2010-04-01/Accounts/${account}/Calls.json`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${account}:${token}`)}` },
      body: new URLSearchParams({ To: noel, From: '+442079460100', Url: `${place.application.url}/twiml` }),
    });
  /** the callbacks of one call; those of an earlier test may still come in */
  const statuses = (sid: string, count: number) =>
    eventually(() => {
      const found = place.statuses(sid);
      return found.length >= count && found.map(({ fields }) => fields.CallStatus);
    });

  it('acceptThenDrop places the call and cuts the line', async () => {
    await place.fault('acceptThenDrop', 'calls.create');
    await expect(place.call(noel)).rejects.toThrow(/hang up|ECONNRESET/);
    const placed = await calls();
    expect(placed).toHaveLength(1);
    const status = async () =>
      (
        await place
          .client()
          .calls(placed[0]?.sid ?? '')
          .fetch()
      ).status;
    await eventually(async () => (await status()) === 'ringing');
  });

  it('acceptThen500 places the call and answers 500', async () => {
    await place.fault('acceptThen500', 'calls.create');
    await expect(place.call(noel)).rejects.toMatchObject({ status: 500, code: 20500 });
    expect(await calls()).toHaveLength(1);
  });

  it('refuse answers 503 and does nothing', async () => {
    await place.fault('refuse', 'calls.create');
    await expect(place.call(noel)).rejects.toMatchObject({ status: 503 });
    expect(await calls()).toHaveLength(0);
  });

  it('rateLimit answers 429 with Retry-After and does nothing', async () => {
    await place.fault('rateLimit', 'calls.create', { params: { retryAfterSeconds: 7 } });
    const answer = await post();
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '7']);
    expect(await calls()).toHaveLength(0);
  });

  it('delay holds the request back', async () => {
    await place.fault('delay', 'calls.create', { params: { ms: 300 } });
    const before = performance.now();
    await place.call(noel);
    expect(performance.now() - before).toBeGreaterThanOrEqual(295);
  });

  it('outage refuses every operation until it is over', async () => {
    await place.fault('outage', '*', { params: { ms: 300 } });
    await expect(calls()).rejects.toMatchObject({ status: 503 });
    await expect(place.call(noel)).rejects.toMatchObject({ status: 503 });
    await new Promise((resolve) => setTimeout(resolve, 310));
    expect(await calls()).toHaveLength(0);
  });

  it('callbackBeforeAnswer tells of the call before it answers', async () => {
    await place.fault('callbackBeforeAnswer', 'calls.create');
    const call = await place.call(noel);
    const first = place.statuses(call.sid)[0];
    expect(first?.fields.CallStatus).toBe('initiated');
  });

  it('duplicateCallback sends the same callback twice', async () => {
    await place.fault('duplicateCallback', 'statusCallback');
    const { sid } = await place.call(noel);
    expect((await statuses(sid, 3)).toSorted()).toEqual(['initiated', 'initiated', 'ringing']);
    const tokens = place.statuses(sid).filter(({ fields }) => fields.CallStatus === 'initiated');
    expect(new Set(tokens.map(({ token: each }) => each)).size).toBe(1);
  });

  it('reorderCallbacks sends a callback after the next one', async () => {
    await place.fault('reorderCallbacks', 'statusCallback');
    const { sid } = await place.call(noel);
    expect(await statuses(sid, 2)).toEqual(['ringing', 'initiated']);
  });

  it('lostCallback never sends it, and the record says so', async () => {
    await place.fault('lostCallback', 'statusCallback');
    const { sid } = await place.call(noel);
    expect(await statuses(sid, 1)).toEqual(['ringing']);
    const { requests } = (await place.admin(
      'GET',
      '/_sandbox/requests?vendor=twilio&operation=statusCallback',
    )) as {
      requests: { failure: string | null }[];
    };
    expect(requests.map(({ failure }) => failure)).toEqual(['lost', null]);
  });

  it('badSignature sends one that the SDK refuses', async () => {
    await place.fault('badSignature', 'statusCallback');
    const call = await place.call(noel);
    await statuses(call.sid, 2);
    const valid = place
      .statuses(call.sid)
      .map(({ signature, fields }) =>
        twilio.validateRequest(token, signature, `${place.application.url}/status`, fields),
      );
    expect(valid).toEqual([false, true]);
  });

  it('acceptThenDrop on the relay loses the socket in the middle of a talk', async () => {
    place.application.documents['/twiml'] = relayTwiml(place.application);
    await place.fault('acceptThenDrop', 'relay');
    await place.call(ivy);
    const report = await eventually(() => place.application.heard.find(({ path }) => path === '/done'));
    expect(report.fields.SessionStatus).toBe('failed');
  });

  it('happens only as often as asked, and for the vendor and operation named', async () => {
    await place.fault('refuse', 'calls.create', { times: 2 });
    expect([(await post()).status, (await post()).status, (await post()).status]).toEqual([503, 503, 201]);
    expect(await calls()).toHaveLength(1);
  });

  it('is refused when its kind or vendor is unknown, and gone after DELETE', async () => {
    expect(await place.fault('explode', '*')).toMatchObject({ error: expect.stringContaining('kind') });
    const nobody = { vendor: 'nobody', kind: 'refuse' };
    expect(await place.admin('POST', '/_sandbox/faults', nobody)).toMatchObject({
      error: expect.stringContaining('vendor'),
    });
    await place.fault('refuse', '*');
    await place.admin('DELETE', '/_sandbox/faults');
    expect((await post()).status).toBe(201);
  });
});
