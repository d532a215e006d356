// Over HTTP, against a real PostgreSQL: what the telephony vendor posts, signed as it signs.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { callUrl } from '../../domain/calls/urls.ts';
import type { Database } from '../../schema/database/database.ts';
import { Lead } from '../../schema/database/leads/entities.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { attemptOf, callSid, factsOf, inboundCount, makeCall, otherSid } from './call-rows.ts';
import { type CallServer, parametersOf, post, startCallServer } from './call-server.ts';
import { scriptedModel } from './scripted-talk.ts';

let db: Database;
let made: TestDatabase;
let server: CallServer;
beforeAll(async () => {
  made = await testDatabase();
  db = made.db;
  server = await startCallServer(db, scriptedModel([]).model);
});
afterAll(async () => {
  await server.close();
  await made.drop();
});
beforeEach(() => {
  server.pumped.length = 0;
  server.hungUp.length = 0;
});

const ringing = { CallStatus: 'ringing', SequenceNumber: '1', CallbackSource: 'call-progress-events' };
const busy = { CallStatus: 'busy', SequenceNumber: '2' };

describe('signatures', () => {
  test('a right one is taken', async () => {
    const call = await makeCall(db);
    expect((await post(server, 'status', call, ringing)).status).toBe(204);
    expect(await attemptOf(db, call)).toMatchObject({ state: 'ringing', callSid });
  });

  test('a replayed request changes nothing', async () => {
    const call = await makeCall(db);
    expect((await post(server, 'status', call, busy)).status).toBe(204);
    expect((await post(server, 'status', call, busy)).status).toBe(204);
    expect(await factsOf(db, call)).toEqual([`callEnded:${call.attemptId}`]);
    expect(await inboundCount(db, call)).toBe(1);
  });

  test.each(['status', 'recording', 'amd', 'relay-done', 'twiml'] as const)(
    '%s: a missing, wrong or borrowed one is refused and nothing is stored',
    async (route) => {
      const call = await makeCall(db);
      const other = await makeCall(db);
      const fields = {
        ...busy,
        AnsweredBy: 'machine_start',
        RecordingSid: 'RE1',
        RecordingStatus: 'completed',
      };
      const refused = [
        await post(server, route, call, fields, { signature: null }),
        await post(server, route, call, fields, { signature: 'bm90IHJpZ2h0' }),
        // signed for another attempt's address
        await post(server, route, call, fields, {
          signedUrl: callUrl(server.publicBaseUrl, route, other).replace(/#.*/, ''),
        }),
        // the body changed after signing
        await post(server, route, call, fields, { sent: { CallSid: otherSid } }),
      ];
      expect(refused.map(({ status }) => status)).toEqual([403, 403, 403, 403]);
      expect(await inboundCount(db, call)).toBe(0);
      expect(await attemptOf(db, call)).toMatchObject({
        state: 'placing',
        callSid: null,
        relayTokenHash: null,
      });
    },
  );
});

describe('bodies', () => {
  test('ids that are none are refused', async () => {
    const call = { tenantId: 'x', leadId: 'x', attemptId: "'; drop table lead" };
    const url = `${server.publicBaseUrl}/api/calls/status?tenant=x&attempt=y`;
    expect((await post(server, 'status', call, ringing, { url })).status).toBe(400);
  });

  test('a status that the vendor does not have is refused', async () => {
    const call = await makeCall(db);
    expect((await post(server, 'status', call, { CallStatus: 'exploded' })).status).toBe(400);
    expect(await inboundCount(db, call)).toBe(0);
  });

  test('a huge one is refused', async () => {
    const call = await makeCall(db);
    expect((await post(server, 'status', call, { Huge: 'x'.repeat(100_000) })).status).toBe(413);
  });

  test('an attempt of another tenant is not found, and its row stays as it was', async () => {
    const [call, other] = [await makeCall(db), await makeCall(db)];
    const stranger = { ...call, tenantId: other.tenantId };
    expect((await post(server, 'status', stranger, busy)).status).toBe(204);
    expect((await post(server, 'twiml', stranger)).body).toContain('<Hangup/>');
    expect(await attemptOf(db, call)).toMatchObject({ state: 'placing' });
  });
});

describe('status', () => {
  test('the journey is told of the end, after the commit', async () => {
    const call = await makeCall(db);
    await post(server, 'status', call, ringing);
    expect(server.pumped).toEqual([]);
    await post(server, 'status', call, busy);
    expect(server.pumped).toEqual([{ tenantId: call.tenantId, leadId: call.leadId }]);
  });

  test('a second call for the same attempt is hung up, and its own end is let pass', async () => {
    const call = await makeCall(db);
    await post(server, 'status', call, ringing);
    await post(server, 'status', call, { ...ringing, CallSid: otherSid });
    await post(server, 'status', call, { ...busy, CallSid: otherSid });
    expect(server.hungUp).toEqual([otherSid]);
    expect(await attemptOf(db, call)).toMatchObject({ callSid, state: 'ringing' });
  });
});

describe('twiml', () => {
  test('connects the call with a talk: greeting, language, an address to ask when the socket is lost', async () => {
    const call = await makeCall(db);
    const { body } = await post(server, 'twiml', call);
    expect(body).toContain(`url="${server.publicBaseUrl.replace('http', 'ws')}/api/calls/relay"`);
    expect(body).toMatch(/<Connect action="[^"]*relay-done\?tenant=[^"]*#rc=5&amp;rp=all"/);
    expect(body).toMatch(/welcomeGreeting="[^"]+Calls Ltd/);
    expect(body).toContain('language="en-US"');
    expect(parametersOf(body)).toMatchObject({ attemptId: call.attemptId, tenantId: call.tenantId });
    expect(parametersOf(body).token).toHaveLength(32);
  });

  test('is the last veto: an opt-out that came after the dialling hangs up', async () => {
    const call = await makeCall(db);
    await db.inTenant(call.tenantId, (tx) =>
      tx.nativeUpdate(Lead, { id: call.leadId }, { optedOutAt: new Date() }),
    );
    const { body } = await post(server, 'twiml', call);
    expect(body).toContain('<Hangup/>');
    expect(body).not.toContain('ConversationRelay');
  });

  test('a foreign call hears nothing', async () => {
    const call = await makeCall(db);
    await post(server, 'status', call, ringing);
    expect((await post(server, 'twiml', call, { CallSid: otherSid })).body).toContain('<Hangup/>');
  });
});

describe('relay-done', () => {
  const done = { SessionId: 'VX1', SessionStatus: 'failed', SessionDuration: '3' };

  test('a socket lost before anybody spoke is opened again, with the greeting that nobody heard', async () => {
    const call = await makeCall(db);
    await post(server, 'twiml', call);
    const { body } = await post(server, 'relay-done', call, done);
    expect(body).toContain('<ConversationRelay');
    expect(body).toContain('welcomeGreeting');
  });

  test('a lead who has hung up ends the talk, and the call with it', async () => {
    const call = await makeCall(db, { attempt: { callSid, talkSession: 1 } });
    await post(server, 'relay-done', call, { ...done, SessionStatus: 'completed', CallStatus: 'completed' });
    expect(await attemptOf(db, call)).toMatchObject({ talkResult: 'hungUp', talkEndedAt: expect.any(Date) });
    await post(server, 'status', call, { CallStatus: 'completed', SequenceNumber: '3', CallDuration: '7' });
    expect(await factsOf(db, call)).toEqual([`callEnded:${call.attemptId}`]);
  });

  test('a talk that is over is not opened again by a lost socket', async () => {
    const call = await makeCall(db, { attempt: { callSid, talkSession: 1, talkResult: 'done' } });
    expect((await post(server, 'relay-done', call, done)).body).toContain('<Hangup/>');
    expect(await attemptOf(db, call)).toMatchObject({ talkResult: 'done', talkEndedAt: expect.any(Date) });
  });

  test('a line that is lost again and again is given up', async () => {
    const call = await makeCall(db, { attempt: { callSid } });
    for (let i = 0; i < 12; i++) {
      expect((await post(server, 'relay-done', call, done)).body).toContain('<ConversationRelay');
    }
    expect((await post(server, 'relay-done', call, done)).body).toContain('<Hangup/>');
    expect(await attemptOf(db, call)).toMatchObject({ talkResult: 'lineLost' });
  });

  test('of a foreign call changes nothing', async () => {
    const call = await makeCall(db, { attempt: { callSid, talkSession: 1 } });
    const foreign = { ...done, CallSid: otherSid, SessionStatus: 'ended' };
    expect((await post(server, 'relay-done', call, foreign)).body).toContain('<Hangup/>');
    expect((await post(server, 'relay-done', call, { ...foreign, SessionStatus: 'failed' })).body).toContain(
      '<Hangup/>',
    );
    expect(await attemptOf(db, call)).toMatchObject({ talkResult: null, talkEndedAt: null });
  });
});

test('while the database is away the vendor is asked to come again', async () => {
  const away = await testDatabase();
  const call = await makeCall(away.db);
  const lonely = await startCallServer(away.db, scriptedModel([]).model);
  lonely.relay.close();
  await away.drop();
  expect((await post(lonely, 'status', call, ringing)).status).toBe(503);
  await lonely.close();
});
