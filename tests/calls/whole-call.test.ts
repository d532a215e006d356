// A whole call through the sandbox: the real adapters, sockets, signatures and rows; only the journey is a fake.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { callUrl } from '../../domain/calls/urls.ts';
import { createCalendar, readCalendarSettings } from '../../integrations/calendar/index.ts';
import { createLanguageModel, readLanguageSettings } from '../../integrations/language/index.ts';
import { createTelephony, readTelephonySettings } from '../../integrations/telephony/index.ts';
import type { Telephony } from '../../integrations/telephony/port.ts';
import { type RunningSandbox, startSandbox } from '../../sandbox/server.ts';
import { CallEvent } from '../../schema/database/calls/entities.ts';
import { turnsOf } from '../../schema/database/calls/talk-turns.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { attemptOf, type CallUnderTest, factsOf, makeCall } from './call-rows.ts';
import { type CallServer, startCallServer } from './call-server.ts';
import { testSettings } from './test-settings.ts';

let made: TestDatabase;
let sandbox: RunningSandbox;
let server: CallServer;
let telephony: Telephony;
const folder = mkdtempSync(join(tmpdir(), 'whole-call-'));
const from = '+442079460123';
// the numbers of the sandbox's people: one who answers at once, a machine, one who declines
const answers = '+15055550101';
const machine = '+16025550101';
const declines = '+17025550101';

beforeAll(async () => {
  const quick = { speechMs: 100, tokenMs: 1, callsPerSecond: 50, resendWebhookUrl: null };
  sandbox = await startSandbox({ port: 0, stateFolder: folder, ...quick });
  made = await testDatabase();
  const env = { SANDBOX_URL: sandbox.url };
  telephony = createTelephony(readTelephonySettings(env));
  const calendar = createCalendar(readCalendarSettings(env));
  const language = createLanguageModel(readLanguageSettings(env));
  server = await startCallServer(made.db, language, { telephony, calendar });
});
afterAll(async () => {
  await server.close();
  await sandbox.stop();
  await made.drop();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  server.commands.length = 0;
  await fetch(`${sandbox.url}/_sandbox/faults`, { method: 'DELETE' });
});

const fault = (operation: string, kind: string, times = 1) =>
  fetch(`${sandbox.url}/_sandbox/faults`, {
    method: 'POST',
    body: JSON.stringify({ vendor: 'twilio', operation, kind, times }),
  });
const dial = async (to: string, settings: object = {}): Promise<CallUnderTest> => {
  const attempt = { fromNumber: from, toNumber: to, detectsMachine: true };
  const call = await makeCall(made.db, { settings, attempt });
  const url = (route: 'twiml' | 'status' | 'amd') => callUrl(server.publicBaseUrl, route, call);
  await telephony.placeCall({
    to,
    from,
    twimlUrl: url('twiml'),
    statusUrl: url('status'),
    amdUrl: url('amd'),
    detects: 'greetingEnd',
    ringTimeoutSeconds: 20,
    timeLimitSeconds: 600,
  });
  return call;
};
const ended = (call: CallUnderTest) =>
  vi.waitFor(
    async () => {
      const attempt = await attemptOf(made.db, call);
      expect(attempt.endedAt).not.toBeNull();
      return attempt;
    },
    { timeout: 25_000, interval: 50 },
  );
const turns = (call: CallUnderTest) => made.db.inTenant(call.tenantId, (tx) => turnsOf(tx, call.attemptId));
const one = (call: CallUnderTest) => [`callEnded:${call.attemptId}`];

test('a lead is greeted, asked, offered real slots, books one, and the call is one fact', async () => {
  const call = await dial(answers);
  const attempt = await ended(call);
  expect(attempt).toMatchObject({ outcome: 'answered', talkResult: 'done', talkSession: 1 });
  expect(Object.keys(attempt.answers).sort()).toEqual(['country', 'year']);
  expect(attempt.slotsOffered.length).toBeGreaterThan(0);
  expect(server.commands).toMatchObject([{ name: 'bookAppointment' }]);
  const offered = attempt.slotsOffered.map(({ startAt }) => startAt);
  const [booked] = server.commands.map((command) => (command.arguments as { startAt: string }).startAt);
  expect(offered).toContain(booked);
  expect((await turns(call))[0]).toMatchObject({ speaker: 'agent', text: testSettings.talk.greeting });
  expect(server.recorded).toContain(call.attemptId);
  expect(await factsOf(made.db, call)).toEqual(one(call));
});

test('a socket lost in mid-talk is opened again, and nobody is greeted or asked twice', async () => {
  await fault('relay', 'acceptThenDrop');
  const call = await dial(answers);
  const attempt = await ended(call);
  expect(attempt).toMatchObject({ outcome: 'answered', talkResult: 'done', talkSession: 2 });
  const said = (await turns(call)).filter(({ speaker }) => speaker === 'agent').map(({ text }) => text);
  expect(said.filter((text) => text.includes(testSettings.talk.greeting))).toHaveLength(1);
  expect(new Set(server.commands.map(({ commandId }) => commandId)).size).toBe(1);
  expect(await factsOf(made.db, call)).toEqual(one(call));
});

test('duplicated and reordered callbacks end in the same one fact', async () => {
  await fault('*', 'duplicateCallback', 6);
  await fault('*', 'reorderCallbacks', 2);
  const call = await dial(answers);
  expect(await ended(call)).toMatchObject({ outcome: 'answered' });
  expect(await factsOf(made.db, call)).toEqual(one(call));
});

test('a machine is found, the talk leaves, and it counts as voicemail', async () => {
  const call = await dial(machine);
  expect(await ended(call)).toMatchObject({ outcome: 'voicemail' });
  expect(await factsOf(made.db, call)).toEqual(one(call));
});

const messages = async (to: string): Promise<(string | null)[]> => {
  const answer = await fetch(`${sandbox.url}/_sandbox/state/twilio`);
  const { calls } = (await answer.json()) as {
    calls: { order: { to: string }; messageLeft: string | null }[];
  };
  return calls.filter(({ order }) => order.to === to).map(({ messageLeft }) => messageLeft);
};

test('a machine hears one message after its beep', async () => {
  const to = '+17035550101';
  expect(await ended(await dial(to))).toMatchObject({ outcome: 'voicemail' });
  expect(await messages(to)).toEqual([expect.stringMatching(/Hello Ada, this is Ann.*Goodbye\.$/)]);
});

test.each([
  ['a machine that is found late', '+17045550101', { outcome: 'voicemail', talkResult: 'voicemail' }],
  ['a fax', '+17055550101', { outcome: 'fax' }],
  ['a lead who rejects the call', '+17075550101', { outcome: 'declined', talkSession: 0 }],
  ['a lead who is gone in mid-call', '+17085550101', { outcome: 'answered', talkResult: 'hungUp' }],
  ['a screening service that lets us through', '+17125550101', { outcome: 'answered', screening: 'passed' }],
  ['a screening service that does not', '+17135550101', { outcome: 'screened', screening: 'waiting' }],
])('%s', async (_, to, expected) => {
  const call = await dial(to);
  expect(await ended(call)).toMatchObject(expected);
  expect(await factsOf(made.db, call)).toEqual(one(call));
});

test('a lead who declines is busy, without a talk', async () => {
  const call = await dial(declines);
  expect(await ended(call)).toMatchObject({ outcome: 'busy', talkSession: 0 });
  const events = await made.db.inTenant(call.tenantId, (tx) =>
    tx.find(CallEvent, { attemptId: call.attemptId }),
  );
  expect(events.map(({ kind }) => kind)).toContain('status.busy');
});
