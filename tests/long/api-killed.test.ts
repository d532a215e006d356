// Real api processes behind one address, killed with -9 in the middle of a talk with the sandbox's phone.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { callUrl } from '../../domain/calls/urls.ts';
import { createTelephony, readTelephonySettings } from '../../integrations/telephony/index.ts';
import { type RunningSandbox, startSandbox } from '../../sandbox/server.ts';
import { turnsOf } from '../../schema/database/calls/talk-turns.ts';
import { Command } from '../../schema/database/leads/entities.ts';
import { type ApiProcess, type Front, startApi, startFront } from '../calls/api-processes.ts';
import { attemptOf, type CallUnderTest, factsOf, makeCall } from '../calls/call-rows.ts';
import { testSettings } from '../calls/test-settings.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';

let made: TestDatabase;
let sandbox: RunningSandbox;
let front: Front;
const folder = mkdtempSync(join(tmpdir(), 'api-killed-'));
const from = '+442079460123';
/** answers at once, and talks */
const to = '+15055550101';

beforeAll(async () => {
  const slow = { speechMs: 400, tokenMs: 5, callsPerSecond: 50, resendWebhookUrl: null };
  sandbox = await startSandbox({ port: 0, stateFolder: folder, ...slow });
  made = await testDatabase();
});
beforeEach(async () => {
  front = await startFront();
});
afterEach(async () => {
  for (const api of front.behind) await api.kill();
  await front.close();
});
afterAll(async () => {
  await sandbox.stop();
  await made.drop();
  rmSync(folder, { recursive: true, force: true });
});

const start = (port?: number): Promise<ApiProcess> =>
  startApi(
    {
      DATABASE_URL: made.applicationUrl,
      PUBLIC_BASE_URL: front.url,
      SANDBOX_URL: sandbox.url,
      // nobody is there: commands stand in their rows until the engine is back
      TEMPORAL_ADDRESS: '127.0.0.1:9',
      LINK_SECRET: 'sixteen-characters-of-a-test',
    },
    port,
  );
const dial = async (): Promise<CallUnderTest> => {
  const call = await makeCall(made.db, { attempt: { fromNumber: from, toNumber: to } });
  const url = (route: 'twiml' | 'status') => callUrl(front.url, route, call);
  await createTelephony(readTelephonySettings({ SANDBOX_URL: sandbox.url })).placeCall({
    ...{ to, from, twimlUrl: url('twiml'), statusUrl: url('status'), amdUrl: null },
    ...{ ringTimeoutSeconds: 20, timeLimitSeconds: 600 },
  });
  return call;
};
const turns = (call: CallUnderTest) => made.db.inTenant(call.tenantId, (tx) => turnsOf(tx, call.attemptId));
const eventually = (check: () => Promise<void>, timeout = 60_000) =>
  vi.waitFor(check, { timeout, interval: 50 });
const inMidTalk = (call: CallUnderTest) =>
  eventually(async () => expect((await turns(call)).length).toBeGreaterThanOrEqual(4));

/** What a lead who noticed nothing but a pause would have had: one greeting, every turn once, one booking, one end. */
const wentOn = async (call: CallUnderTest): Promise<void> => {
  await eventually(async () => expect((await attemptOf(made.db, call)).endedAt).not.toBeNull());
  expect(await attemptOf(made.db, call)).toMatchObject({
    outcome: 'answered',
    talkResult: 'done',
    talkSession: 2,
  });
  const kept = await turns(call);
  expect(kept.map(({ number }) => number)).toEqual(kept.map((_, index) => index));
  const greetings = kept.filter(({ text }) => text.includes(testSettings.talk.greeting));
  expect(greetings).toHaveLength(1);
  const state = (await (await fetch(`${sandbox.url}/_sandbox/state/twilio`)).json()) as {
    calls: { order: { url: string }; turns: { text: string }[] }[];
  };
  const heard = state.calls.find(({ order }) => order.url.includes(call.attemptId))?.turns ?? [];
  expect(heard.filter(({ text }) => text.includes(testSettings.talk.greeting))).toHaveLength(1);
  const commands = await made.db.inTenant(call.tenantId, (tx) => tx.find(Command, { leadId: call.leadId }));
  expect(commands.map(({ name }) => name)).toEqual(['bookAppointment']);
  expect(await factsOf(made.db, call)).toEqual([`callEnded:${call.attemptId}`]);
};

test('one process: killed in mid-call and started anew, the talk goes on from the stored turns', async () => {
  front.behind.push(await start());
  const call = await dial();
  await inMidTalk(call);
  const [killed] = front.behind.splice(0);
  await killed?.kill();
  front.behind.push(await start());
  await wentOn(call);
}, 120_000);

test('two processes: the other one takes the talk over', async () => {
  front.behind.push(await start(), await start());
  const call = await dial();
  await inMidTalk(call);
  await front.behind.shift()?.kill();
  await wentOn(call);
}, 120_000);
