// a key that an operator has got wrong: the real clients against the sandbox, over real rows
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cleanFailure } from '../../activities/clean-failure.ts';
import { createEmailSender } from '../../integrations/email/index.ts';
import { readResendSettings } from '../../integrations/email/resend/settings.ts';
import { createTelephony, readTelephonySettings } from '../../integrations/telephony/index.ts';
import { type RunningSandbox, startSandbox } from '../../sandbox/server.ts';
import { failureOf } from '../integrations/failed-with.ts';
import { type ActivityWorld, activityWorld } from './activity-world.ts';

let world: ActivityWorld;
let sandbox: RunningSandbox;
const stateFolder = mkdtempSync(path.join(os.tmpdir(), 'leadline-wrong-key-'));

beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, stateFolder, resendWebhookUrl: null, personas: false });
  // a number of the sandbox's account
  const number = '+442079460123';
  world = await activityWorld((settings) => ({ ...settings, phone: { ...settings.phone, number } }));
});
afterAll(async () => {
  await world.drop();
  await sandbox.stop();
  rmSync(stateFolder, { recursive: true, force: true });
});

test('no e-mail is lost by it: it is tried again, and sent once the key is mended', async () => {
  const settings = readResendSettings({ SANDBOX_URL: sandbox.url });
  const lead = await world.newLead();
  const welcome = () => world.activities.welcome({ ...world.stamped(lead, 'intake'), cause: lead.form });

  Object.assign(world.vendors.email.port, createEmailSender({ ...settings, apiKey: 're_wrong' }));
  const failure = cleanFailure(await failureOf(welcome()));
  expect(failure).toMatchObject({ type: 'Vendor.AuthRefused', nonRetryable: false });
  expect(failure.message).toBe('resend invalid_api_key');
  expect(await world.actions(lead)).toMatchObject([{ state: 'planned', reason: null, attempt: 1 }]);

  Object.assign(world.vendors.email.port, createEmailSender(settings));
  expect(await welcome()).toEqual({ kind: 'done' });
  expect(await world.actions(lead)).toMatchObject([{ state: 'sent', attempt: 2 }]);
});

test('no call counts as made by it: it is tried again', async () => {
  const settings = readTelephonySettings({ SANDBOX_URL: sandbox.url });
  const lead = await world.newLead();
  const place = () => world.activities.placeCall({ ...world.stamped(lead), cause: lead.form });

  Object.assign(world.vendors.telephony.port, createTelephony({ ...settings, authToken: 'wrong' }), {
    callsPerSecond: 1_000,
  });
  const failure = cleanFailure(await failureOf(place()));
  expect(failure).toMatchObject({ type: 'Vendor.AuthRefused', nonRetryable: false });
  expect(failure.message).toBe('twilio 20003');
  expect(await world.actions(lead)).toMatchObject([{ state: 'planned', attempt: 1 }]);

  Object.assign(world.vendors.telephony.port, createTelephony(settings), { callsPerSecond: 1_000 });
  expect(await place()).toMatchObject({ kind: 'placed' });
});
