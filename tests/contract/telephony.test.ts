// The same tests run against the sandbox and, with CONTRACT=real, against a real account.
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createTelephony } from '../../integrations/telephony/index.ts';
import type { PlaceCall, VendorCall } from '../../integrations/telephony/port.ts';
import { hangupTwiml } from '../../integrations/telephony/twilio/twiml.ts';
import { readCallStatus } from '../../integrations/telephony/twilio/webhook.ts';
import { failureOf } from '../integrations/failed-with.ts';
import { fakeVendor } from '../integrations/fake-vendor.ts';
import { contractVendors } from './vendors.ts';

const contract = contractVendors();
const telephony = () => createTelephony(contract.settings.telephony);

async function call(): Promise<PlaceCall> {
  const app = await fakeVendor((_seen, response) => {
    response.writeHead(200, { 'content-type': 'text/xml' }).end(hangupTwiml());
  });
  const url = contract.twimlUrl ?? app.url;
  return {
    to: contract.numberTo,
    from: contract.numberFrom,
    twimlUrl: `${url}/twiml`,
    statusUrl: `${url}/status`,
    amdUrl: null,
    ringTimeoutSeconds: 10,
    timeLimitSeconds: 30,
  };
}

async function untilOver(callSid: string): Promise<VendorCall> {
  for (let tries = 0; tries < 200; tries++) {
    const found = await telephony().fetchCall(callSid);
    if (found && readCallStatus(found.status)?.state === 'ended') return found;
    await sleep(100);
  }
  throw new Error('the call does not end');
}

/** A real account takes a minute or more until it lets go of a call. */
async function untilDeleted(callSid: string): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    const done = await telephony()
      .deleteCall(callSid)
      .catch(() => null);
    if (done === 'deleted') return;
    await sleep(100);
  }
  throw new Error('the call is not deleted');
}

describe('the vendor of telephony', () => {
  it('places a call that is found by its id and by its numbers, and ends when hung up, twice', async () => {
    const since = new Date().toISOString();
    const { to, from, ...rest } = await call();
    const { callSid, createdAt } = await telephony().placeCall({ to, from, ...rest });
    expect(callSid).toMatch(/^CA[0-9a-f]{32}$/);
    expect(createdAt).not.toBeNull();
    const found = await telephony().findCalls({ to, from, since });
    expect(found.map((one) => one.callSid)).toContain(callSid);
    await telephony().hangUp(callSid);
    await telephony().hangUp(callSid);
    expect((await untilOver(callSid)).endedAt).not.toBeNull();
  });

  it('finds no call from before the instant asked for', async () => {
    const { to, from, ...rest } = await call();
    await telephony().placeCall({ to, from, ...rest });
    const since = new Date(Date.now() + 60_000).toISOString();
    await expect(telephony().findCalls({ to, from, since })).resolves.toEqual([]);
  });

  it('deletes a call once it has done with it, and says when there is none', async () => {
    const { callSid } = await telephony().placeCall(await call());
    expect(await failureOf(telephony().deleteCall(callSid))).toMatchObject({
      code: '20009',
      certainty: 'notSent',
    });
    await telephony().hangUp(callSid);
    await untilOver(callSid);
    await untilDeleted(callSid);
    await expect(telephony().fetchCall(callSid)).resolves.toBeNull();
    await expect(telephony().deleteCall(callSid)).resolves.toBe('gone');
    await expect(telephony().deleteRecording(`RE${'0'.repeat(32)}`)).resolves.toBe('gone');
    await expect(telephony().readRecording(`RE${'0'.repeat(32)}`)).resolves.toBeNull();
  });

  it('knows nothing of a call that was never placed', async () => {
    await expect(telephony().fetchCall(`CA${'0'.repeat(32)}`)).resolves.toBeNull();
  });

  it('refuses a number that is none', async () => {
    const to = '+1';
    const failure = await failureOf(
      createTelephony({ ...contract.settings.telephony, allowed: null }).placeCall({ ...(await call()), to }),
    );
    expect(failure).toMatchObject({ type: 'Vendor.Rejected', certainty: 'rejected' });
  });

  it('refuses a wrong token', async () => {
    const stranger = createTelephony({ ...contract.settings.telephony, authToken: 'wrong-token' });
    expect(await failureOf(stranger.placeCall(await call()))).toMatchObject({
      type: 'Vendor.AuthRefused',
      certainty: 'notSent',
    });
  });
});
