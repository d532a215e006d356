// The calls' part of the api over a real PostgreSQL: what an answering machine is told, and that it is told once.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CallAttempt, type CallAttemptRow, Voicemail } from '../../schema/database/calls/entities.ts';
import { leaveVoicemail } from '../../schema/database/calls/leave-voicemail.ts';
import { lockCall } from '../../schema/database/calls/lock-call.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { attemptOf, type CallUnderTest, callSid, makeCall } from './call-rows.ts';
import { type CallServer, openRelay, parametersOf, post, startCallServer } from './call-server.ts';
import { says, scriptedModel } from './scripted-talk.ts';
import { testSettings } from './test-settings.ts';

let made: TestDatabase;
let server: CallServer;
beforeAll(async () => {
  made = await testDatabase();
  server = await startCallServer(made.db, scriptedModel([says('Which country?')]).model);
});
afterAll(async () => {
  await server.close();
  await made.drop();
});

const left = (call: CallUnderTest) =>
  made.db.inTenant(call.tenantId, (tx) => tx.find(Voicemail, { leadId: call.leadId }));
const ring = (call: CallUnderTest, AnsweredBy: string, sid = callSid) =>
  post(server, 'twiml', call, { AnsweredBy, CallSid: sid });
const nextAttempt = async (call: CallUnderTest, number: number): Promise<CallUnderTest> => {
  const attemptId = randomUUID();
  await made.db.inTenant(call.tenantId, async (tx) => {
    await tx.nativeUpdate(CallAttempt, { leadId: call.leadId }, { endedAt: new Date(), state: 'ended' });
    await tx.insert(CallAttempt, {
      id: attemptId,
      tenantId: call.tenantId,
      createdAt: new Date(),
      leadId: call.leadId,
      number,
      causeId: randomUUID(),
      causedBy: { kind: 'call', id: call.attemptId },
      fromNumber: '+12025550100',
      toNumber: '+905550000001',
      slotsOffered: [],
      answers: {},
    } as never);
  });
  return { ...call, attemptId };
};

describe('a machine that was found before anybody spoke', () => {
  test('is told one message, in the answer itself, and again the same when the vendor asks again', async () => {
    const call = await makeCall(made.db);
    const { body } = await ring(call, 'machine_end_beep');
    expect(body).toContain('<Say language="en-US">Hello Ada, this is Ann');
    expect(body).toContain('<Hangup/>');
    expect((await ring(call, 'machine_end_beep')).body).toBe(body);
    expect(await left(call)).toHaveLength(1);
    expect(await attemptOf(made.db, call)).toMatchObject({ talkResult: 'voicemail' });
  });

  test('gets no second message, at no later attempt', async () => {
    const call = await makeCall(made.db);
    await ring(call, 'machine_end_beep');
    const next = await nextAttempt(call, 2);
    const { body } = await ring(next, 'machine_end_beep', 'CA00000000000000000000000000000009');
    expect(body).not.toContain('<Say');
    expect(await left(call)).toMatchObject([{ attemptId: call.attemptId }]);
  });

  test.each(['machine_start', 'fax'])('as %s is told nothing: it does not record', async (word) => {
    const call = await makeCall(made.db);
    expect((await ring(call, word)).body).not.toContain('<Say');
    expect(await left(call)).toHaveLength(0);
  });

  test('is told nothing by a tenant that leaves no messages', async () => {
    const calling = { ...testSettings.calling, voicemail: { enabled: false } };
    const call = await makeCall(made.db, { settings: { calling } });
    expect((await ring(call, 'machine_end_beep')).body).not.toContain('<Say');
  });

  test('hears the tenant’s own words in the lead’s language', async () => {
    const text = { en: 'In English.', tr: 'Ben {{agentName}}, {{business}}.' };
    const calling = { ...testSettings.calling, voicemail: { enabled: true, text } };
    const call = await makeCall(made.db, { settings: { calling }, lead: { language: 'tr' } });
    expect((await ring(call, 'machine_end_silence')).body).toContain(
      '<Say language="tr-TR">Ben Ann, Calls Ltd.</Say>',
    );
  });
});

describe('a machine that is found while the talk goes on', () => {
  test('ends the talk, whoever holds it, and the open line gets the message', async () => {
    const call = await makeCall(made.db);
    const { body } = await post(server, 'twiml', call);
    const relay = await openRelay(server, parametersOf(body));
    relay.says('You have reached the mailbox of Ada');
    await expect.poll(() => relay.spoken()).toContain('Which country?');
    await post(server, 'amd', call, { AnsweredBy: 'machine_end_beep' });
    await expect.poll(() => relay.frames.at(-1)?.type).toBe('end');
    const done = { SessionStatus: 'ended', SessionId: 'VX1' };
    const { body: message } = await post(server, 'relay-done', call, done);
    expect(message).toContain('<Say');
    expect((await post(server, 'relay-done', call, done)).body).toBe(message);
    await post(server, 'status', call, { CallStatus: 'completed', SequenceNumber: '3', CallDuration: '20' });
    expect(await attemptOf(made.db, call)).toMatchObject({ outcome: 'voicemail' });
    relay.socket.terminate();
  });

  test('after the caller has hung up leaves nothing', async () => {
    const call = await makeCall(made.db, { attempt: { talkResult: 'voicemail', callSid } });
    const done = { SessionStatus: 'completed', CallStatus: 'completed' };
    expect((await post(server, 'relay-done', call, done)).body).not.toContain('<Say');
    expect(await left(call)).toHaveLength(0);
  });
});

test('two calls at once that both met the machine leave one message between them', async () => {
  const call = await makeCall(made.db, { attempt: { answeredBy: 'machine_end_beep' } });
  const words = { text: 'Hello.', language: 'en' };
  const claim = (attemptId: string) =>
    made.db.inTenant(call.tenantId, async (tx) => {
      const locked = await lockCall(tx, call.attemptId);
      if (!locked) throw new Error('no such call');
      const attempt = { ...locked.attempt, id: attemptId } as CallAttemptRow;
      return leaveVoicemail(tx, { ...locked, attempt }, words);
    });
  const claims = await Promise.all(Array.from({ length: 6 }, () => claim(randomUUID())));
  expect(claims.filter(Boolean)).toHaveLength(1);
});
