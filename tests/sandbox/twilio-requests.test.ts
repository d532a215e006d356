import twilio from 'twilio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { account, eventually, from, ivy, noel, type Place, startPlace, token } from './twilio-place.ts';

describe('what Twilio refuses', () => {
  let place: Place;
  beforeAll(async () => {
    place = await startPlace();
  });
  afterAll(() => place.stop());

  const post = async (
    fields: Record<string, string>,
    path = `Accounts/${account}/Calls.json`,
    secret = token,
  ) => {
    const authorization = `Basic ${btoa(`${account}:${secret}`)}`;
    const url = `${place.url()}/twilio/api/2010-04-01/${path}`;
    const answer = await fetch(url, {
      method: 'POST',
      headers: { authorization },
      body: new URLSearchParams(fields),
    });
    return { status: answer.status, body: await answer.json() };
  };
  const good = { To: noel, From: from, Url: 'http://127.0.0.1:9/twiml' };

  it.each([
    ['no To', { To: '' }, 21201],
    ['no From', { From: '' }, 21213],
    ['no Url', { Url: '' }, 21205],
    ['a Url of another scheme', { Url: 'ftp://x.example/' }, 21205],
    ['an invalid To', { To: '07700900001' }, 21211],
    ['an invalid From', { From: 'Leadline' }, 21212],
    ['a From that is not owned', { From: '+442079470000' }, 21210],
    ['an unknown parameter', { Colour: 'blue' }, 20001],
    ['an unknown event', { StatusCallbackEvent: 'picked-up' }, 21626],
    ['an underscore in the callback host', { StatusCallback: 'https://my_host.example/' }, 21609],
    ['a ring time out of range', { Timeout: '601' }, 21208],
    ['a method that it does not know', { Method: 'PUT' }, 21209],
    ['digits that are no digits', { SendDigits: 'abc' }, 21206],
    ['an unknown machine detection', { MachineDetection: 'Maybe' }, 21207],
  ])('refuses %s', async (_, change, code) => {
    const { status, body } = await post({ ...good, ...change });
    expect({ status, code: body.code }).toEqual({ status: 400, code });
    expect(body).toMatchObject({ status: 400, message: expect.any(String), more_info: expect.any(String) });
  });

  it('refuses a wrong token with 20003 and an unknown account with 20404', async () => {
    expect(await post(good, undefined, 'wrong')).toMatchObject({ status: 401, body: { code: 20003 } });
    const other = `Accounts/AC${'0'.repeat(32)}/Calls.json`;
    expect(await post(good, other)).toMatchObject({ status: 404, body: { code: 20404 } });
  });

  it('answers 20404 for an unknown call and an unknown path', async () => {
    const unknown = place
      .client()
      .calls(`CA${'0'.repeat(32)}`)
      .fetch();
    await expect(unknown).rejects.toMatchObject({ status: 404, code: 20404 });
    expect(await post({}, `Accounts/${account}/Nothing.json`)).toMatchObject({ status: 404 });
  });

  it('places no call for a refused request', async () => {
    await post({ ...good, To: '1' });
    expect(await place.client().calls.list()).toHaveLength(0);
  });
});

describe('the webhooks of Twilio', () => {
  let place: Place;
  beforeAll(async () => {
    place = await startPlace();
  });
  afterAll(() => place.stop());

  const validates = (
    { path, signature, fields }: { path: string; signature: string; fields: object },
    query = '',
  ) =>
    twilio.validateRequest(
      token,
      signature,
      `${place.application.url}${path}${query}`,
      fields as Record<string, string>,
    );

  it('signs every request over the address without its fragment, so that the SDK accepts it', async () => {
    place.application.documents['/twiml'] = '<Response><Hangup/></Response>';
    const statusCallback = `${place.application.url}/status?attempt=1#rc=2&rp=all`;
    const call = await place.call(ivy, { statusCallback });
    await eventually(() => place.statuses(call.sid).length === 4);
    const about = place.statuses(call.sid);
    expect(about.every((each) => validates(each, '?attempt=1'))).toBe(true);
    const script = await eventually(() => place.application.heard.find(({ path }) => path === '/twiml'));
    expect(validates(script)).toBe(true);
    expect(validates({ ...script, fields: { ...script.fields, CallSid: 'CA1' } })).toBe(false);
    expect(new Set(about.map((each) => each.token)).size).toBe(4);
  });

  it('does not repeat a callback that was answered with 500', async () => {
    let count = 0;
    place.application.documents['/twiml'] = '<Response><Hangup/></Response>';
    place.application.documents['/once'] = () => {
      count += 1;
      return '500';
    };
    const call = await place.call(ivy, { statusCallback: `${place.application.url}/once` });
    await eventually(async () => (await place.client().calls(call.sid).fetch()).status === 'completed');
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(count).toBe(4);
  });

  it('repeats a callback under the same token when the address asks for it', async () => {
    let count = 0;
    place.application.documents['/again'] = () => {
      count += 1;
      return count === 1 ? 'drop' : '<Response/>';
    };
    const statusCallback = `${place.application.url}/again#rc=3&rp=all`;
    await place.call(noel, { statusCallback, statusCallbackEvent: ['initiated'] });
    const told = await eventually(() => {
      const found = place.application.heard.filter(({ path }) => path === '/again');
      return found.length === 2 && found;
    });
    expect(told[0]?.token).toBe(told[1]?.token);
  });
});
