// Against a real PostgreSQL: what the vendor says about a call, in every order.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectCall } from '../../schema/database/calls/connect-call.ts';
import { endCallIfDue, endGraceMs } from '../../schema/database/calls/end-call.ts';
import { CallAttempt } from '../../schema/database/calls/entities.ts';
import { recordAnsweredBy } from '../../schema/database/calls/record-answered-by.ts';
import { recordCallProgress } from '../../schema/database/calls/record-call-progress.ts';
import { recordRecording } from '../../schema/database/calls/record-recording.ts';
import { openTalkSession, recordTalkEnd } from '../../schema/database/calls/talk-sessions.ts';
import { appendTurn } from '../../schema/database/calls/talk-turns.ts';
import type { Database } from '../../schema/database/database.ts';
import { Lead } from '../../schema/database/leads/entities.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { account, attemptOf, type CallUnderTest, callSid, factsOf, makeCall, otherSid } from './call-rows.ts';

let db: Database;
let made: TestDatabase;
beforeAll(async () => {
  made = await testDatabase();
  db = made.db;
});
afterAll(() => made.drop());

const order = ['initiated', 'ringing', 'in-progress', 'completed'];
const hear = (call: CallUnderTest, status: string, sid = callSid, sequence = order.indexOf(status)) =>
  db.inTenant(call.tenantId, (tx) =>
    recordCallProgress(tx, {
      ...call,
      account,
      callSid: sid,
      status,
      sequence,
      at: new Date(),
      eventKey: `${sid}:${status}:${sequence}`,
      durationSeconds: status === 'completed' ? 42 : null,
    }),
  );
const connect = (call: CallUnderTest, sid = callSid, tokenHash = 'hash') =>
  db.inTenant(call.tenantId, (tx) => connectCall(tx, { ...call, callSid: sid, tokenHash }));
const openTalk = (call: CallUnderTest, tokenHash = 'hash', sid = callSid) =>
  db.inTenant(call.tenantId, (tx) => openTalkSession(tx, { ...call, callSid: sid, tokenHash }));
const leadSays = (call: CallUnderTest, session = 1) =>
  db.inTenant(call.tenantId, (tx) => appendTurn(tx, { ...call, session }, { speaker: 'lead', text: 'Hi' }));
const endTalk = (call: CallUnderTest, result: 'done' | 'optedOut' = 'done') =>
  db.inTenant(call.tenantId, (tx) => recordTalkEnd(tx, { ...call, callSid, result }));
const answeredBy = (call: CallUnderTest, word: string) =>
  db.inTenant(call.tenantId, (tx) =>
    recordAnsweredBy(tx, { ...call, account, callSid, answeredBy: word, eventKey: `amd:${callSid}:${word}` }),
  );
const change = (call: CallUnderTest, changes: object) =>
  db.inTenant(call.tenantId, (tx) => tx.nativeUpdate(Lead, { id: call.leadId }, changes));
const endedFact = (call: CallUnderTest) => `callEnded:${call.attemptId}`;

describe('status callbacks', () => {
  test('bring the call through its states and end it with one fact', async () => {
    const call = await makeCall(db);
    for (const status of ['initiated', 'ringing']) await hear(call, status);
    expect(await attemptOf(db, call)).toMatchObject({ state: 'ringing', callSid, sequence: 1 });
    expect(await hear(call, 'no-answer', callSid, 2)).toMatchObject({ kind: 'ended', factSeq: 1 });
    expect(await attemptOf(db, call)).toMatchObject({ state: 'ended', outcome: 'noAnswer' });
    expect(await factsOf(db, call)).toEqual([endedFact(call)]);
  });

  test.each([
    ['busy', 'busy'],
    ['no-answer', 'noAnswer'],
    ['failed', 'failed'],
    ['canceled', 'failed'],
    ['completed', 'declined'],
  ])('%s without a talk is %s', async (status, outcome) => {
    const call = await makeCall(db);
    await hear(call, status, callSid, 3);
    expect(await attemptOf(db, call)).toMatchObject({ outcome });
  });

  test('the same callback again changes nothing', async () => {
    const call = await makeCall(db);
    await hear(call, 'initiated');
    expect(await hear(call, 'initiated')).toMatchObject({ kind: 'repeated' });
    await hear(call, 'busy', callSid, 2);
    expect(await hear(call, 'busy', callSid, 2)).toMatchObject({ kind: 'repeated' });
    expect(await factsOf(db, call)).toHaveLength(1);
  });

  test('a late ringing after completed neither reopens the call nor takes back when it was answered', async () => {
    const call = await makeCall(db);
    await hear(call, 'completed');
    expect(await hear(call, 'ringing')).toMatchObject({ kind: 'recorded' });
    await hear(call, 'in-progress');
    expect(await attemptOf(db, call)).toMatchObject({
      state: 'ended',
      sequence: 3,
      durationSeconds: 42,
      answeredAt: expect.any(Date),
    });
    expect(await factsOf(db, call)).toEqual([endedFact(call)]);
  });

  test('are ordered by their number and not by arrival', async () => {
    const call = await makeCall(db);
    await hear(call, 'in-progress');
    await hear(call, 'initiated');
    await hear(call, 'ringing');
    expect(await attemptOf(db, call)).toMatchObject({ state: 'inProgress', sequence: 2 });
  });

  test('a second call for the same attempt is foreign, every time it is heard of', async () => {
    const call = await makeCall(db);
    await hear(call, 'initiated');
    expect(await hear(call, 'initiated', otherSid)).toEqual({ kind: 'foreign' });
    expect(await hear(call, 'initiated', otherSid)).toEqual({ kind: 'foreign' });
    expect(await hear(call, 'completed', otherSid)).toEqual({ kind: 'foreign' });
    expect(await attemptOf(db, call)).toMatchObject({ callSid, state: 'initiated', statusEndedAt: null });
    expect(await connect(call, otherSid)).toEqual({ kind: 'veto', because: 'foreign' });
  });

  test('an attempt that was given up takes no call any more', async () => {
    const call = await makeCall(db, { attempt: { endedAt: new Date(), outcome: 'skipped', state: 'ended' } });
    expect(await hear(call, 'initiated')).toEqual({ kind: 'foreign' });
    expect(await attemptOf(db, call)).toMatchObject({ callSid: null, outcome: 'skipped' });
  });

  test('of another tenant find nothing', async () => {
    const call = await makeCall(db);
    const other = await makeCall(db);
    expect(await hear({ ...call, tenantId: other.tenantId }, 'busy')).toEqual({ kind: 'unknown' });
    expect(await attemptOf(db, call)).toMatchObject({ state: 'placing' });
  });

  test('two at the same moment leave one fact', async () => {
    const call = await makeCall(db);
    await Promise.all([
      hear(call, 'completed'),
      hear(call, 'busy', callSid, 3),
      endLater(call),
      endLater(call),
    ]);
    expect(await factsOf(db, call)).toEqual([endedFact(call)]);
  });
});

const endLater = (call: CallUnderTest, afterMs = endGraceMs) =>
  db.inTenant(call.tenantId, (tx) => endCallIfDue(tx, call.attemptId, new Date(Date.now() + afterMs)));

describe('the end of a call with a talk', () => {
  const talked = async (): Promise<CallUnderTest> => {
    const call = await makeCall(db);
    await hear(call, 'in-progress');
    await connect(call);
    await openTalk(call);
    await leadSays(call);
    return call;
  };

  test.each([
    ['status first', [hear, endTalk]],
    ['talk first', [endTalk, hear]],
  ] as const)('waits for both words, %s', async (_, words) => {
    const call = await talked();
    const say = (word: (typeof words)[number]) => (word === hear ? hear(call, 'completed') : endTalk(call));
    expect(await say(words[0])).toMatchObject({ kind: 'ending' });
    expect(await factsOf(db, call)).toEqual([]);
    expect(await endLater(call, 0)).toBeNull();
    expect(await say(words[1])).toMatchObject({ kind: 'ended' });
    expect(await attemptOf(db, call)).toMatchObject({ outcome: 'answered', durationSeconds: 42 });
    expect(await factsOf(db, call)).toEqual([endedFact(call)]);
  });

  test.each([
    ['the talk never reports', (call: CallUnderTest) => hear(call, 'completed')],
    ['the status never comes', (call: CallUnderTest) => endTalk(call)],
  ])('comes after the grace when %s, and only once', async (_, word) => {
    const call = await talked();
    await word(call);
    expect(await endLater(call, endGraceMs - 5_000)).toBeNull();
    expect(await endLater(call)).toMatchObject({ outcome: 'answered' });
    expect(await endLater(call)).toBeNull();
    await hear(call, 'completed');
    await endTalk(call);
    expect(await factsOf(db, call)).toEqual([endedFact(call)]);
  });

  test('is voicemail when a machine was found, whatever its greeting sounded like', async () => {
    const call = await talked();
    await answeredBy(call, 'machine_start');
    await endTalk(call);
    await hear(call, 'completed');
    expect(await attemptOf(db, call)).toMatchObject({ outcome: 'voicemail', answeredBy: 'machine_start' });
  });

  test('is opted out when the lead said so, whatever the machine detection says', async () => {
    const call = await talked();
    await answeredBy(call, 'machine_start');
    await endTalk(call, 'optedOut');
    await hear(call, 'completed');
    expect(await attemptOf(db, call)).toMatchObject({ outcome: 'optedOut' });
  });

  test('is declined when nobody said a word', async () => {
    const call = await makeCall(db);
    await connect(call);
    await openTalk(call);
    await endTalk(call);
    await hear(call, 'completed');
    expect(await attemptOf(db, call)).toMatchObject({ outcome: 'declined' });
  });
});

describe('the last veto', () => {
  test.each([
    ['optedOut', { optedOutAt: new Date() }],
    ['leadClosed', { closedAt: new Date() }],
  ])('hangs up: %s', async (because, lead) => {
    const call = await makeCall(db, { lead });
    expect(await connect(call)).toEqual({ kind: 'veto', because });
    await hear(call, 'completed');
    expect(await attemptOf(db, call)).toMatchObject({ outcome: 'skipped' });
  });

  test('hangs up an attempt that was superseded by a later one', async () => {
    const call = await makeCall(db, { attempt: { callSid } });
    await db.inTenant(call.tenantId, async (tx) => {
      await tx.nativeUpdate(CallAttempt, { id: call.attemptId }, { endedAt: new Date(), outcome: 'failed' });
      const { createdAt, ...first } = await tx.findOneOrFail(CallAttempt, { id: call.attemptId });
      const later = { id: randomUUID(), number: 2, causeId: randomUUID(), callSid: otherSid, endedAt: null };
      await tx.insert(CallAttempt, { ...first, ...later, createdAt } as never);
    });
    expect(await connect(call)).toEqual({ kind: 'veto', because: 'ended' });
  });

  test('binds the call when its first callback is late', async () => {
    const call = await makeCall(db);
    expect(await connect(call)).toMatchObject({ kind: 'connect' });
    expect(await hear(call, 'initiated', otherSid)).toEqual({ kind: 'foreign' });
    expect(await attemptOf(db, call)).toMatchObject({ callSid });
  });
});

describe('a talk’s sockets', () => {
  test('a token opens one socket, for its own call only', async () => {
    const call = await makeCall(db);
    await connect(call, callSid, 'right');
    expect(await openTalk(call, 'wrong')).toEqual({ kind: 'refused', because: 'token' });
    expect(await openTalk(call, 'right', otherSid)).toEqual({ kind: 'refused', because: 'foreign' });
    expect(await openTalk(call, 'right')).toMatchObject({ kind: 'open', session: 1 });
    expect(await openTalk(call, 'right')).toEqual({ kind: 'refused', because: 'token' });
  });

  test('a new socket fences off the old one and finds its turns', async () => {
    const call = await makeCall(db);
    await connect(call);
    await openTalk(call);
    expect(await leadSays(call, 1)).toBe(0);
    await connect(call, callSid, 'second');
    expect(await openTalk(call, 'second')).toMatchObject({ session: 2, turns: [{ number: 0, text: 'Hi' }] });
    expect(await leadSays(call, 1)).toBeNull();
    expect(await leadSays(call, 2)).toBe(1);
  });

  test('a lead who opted out since gets no socket, and a decided talk none either', async () => {
    const call = await makeCall(db);
    await connect(call);
    await change(call, { optedOutAt: new Date() });
    expect(await openTalk(call)).toEqual({ kind: 'refused', because: 'optedOut' });
  });

  test('an answer lies on call and lead, and earlier answers stay', async () => {
    const call = await makeCall(db, { lead: { answers: { old: 'kept' } } });
    await connect(call);
    await openTalk(call);
    const turn = { speaker: 'tool', text: 'record_answer' } as const;
    const answer = { questionId: 'country', answer: 'Malta' };
    await db.inTenant(call.tenantId, (tx) => appendTurn(tx, { ...call, session: 1 }, turn, { answer }));
    expect(await attemptOf(db, call)).toMatchObject({ answers: { country: 'Malta' } });
    const lead = await db.inTenant(call.tenantId, (tx) => tx.findOneOrFail(Lead, { id: call.leadId }));
    expect(lead.answers).toEqual({ old: 'kept', country: 'Malta' });
  });
});

test('a recording that is complete does not become unfinished by late news', async () => {
  const call = await makeCall(db, { attempt: { callSid } });
  const news = {
    ...call,
    account,
    callSid,
    recordingSid: 'RE1',
    url: 'https://x.test/RE1',
    durationSeconds: 9,
  };
  const record = (status: 'inProgress' | 'completed') =>
    db.inTenant(call.tenantId, (tx) => recordRecording(tx, { ...news, status }));
  await record('completed');
  expect(await record('inProgress')).toMatchObject({ kind: 'recorded' });
  expect(await record('completed')).toMatchObject({ kind: 'repeated' });
  const rows = await db.inTenant(call.tenantId, (tx) => tx.execute('select status, url from recording'));
  expect(rows).toEqual([{ status: 'completed', url: 'https://x.test/RE1' }]);
});
