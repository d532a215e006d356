// Against a real PostgreSQL, by the vendor's own requests: a lead in a call is put through to a person.
import { describe, expect, test } from 'vitest';
import { callUrl } from '../../domain/calls/urls.ts';
import type { HandOverRow } from '../../schema/database/calls/entities.ts';
import { handOversOf } from '../../schema/database/calls/hand-overs.ts';
import { TimelineEvent } from '../../schema/database/leads/entities.ts';
import { attemptOf, type CallUnderTest, callSid, factsOf, makeCall } from './call-rows.ts';
import { type CallServer, openRelay, parametersOf, post } from './call-server.ts';
import { connect, eventually, lost, relayWorld } from './relay-world.ts';
import { calls, says } from './scripted-talk.ts';
import { testSettings } from './test-settings.ts';

const { world, serve, turns } = relayWorld();

const staff = testSettings.staff.map((member, index) => ({ ...member, phone: `+44770090010${index}` }));
const withStaff = (to: string[]) => ({
  settings: { staff, talk: { ...testSettings.talk, handOver: { to } } },
});
const phoneOf = (key: string) => staff.find((member) => member.key === key)?.phone ?? '';
const rowsOf = (call: CallUnderTest): Promise<HandOverRow[]> =>
  world.db.inTenant(call.tenantId, (tx) => handOversOf(tx, call.attemptId));
const timeline = async (call: CallUnderTest): Promise<string[]> =>
  world.db.inTenant(call.tenantId, async (tx) =>
    (await tx.find(TimelineEvent, { leadId: call.leadId }, { orderBy: { at: 'asc', id: 'asc' } })).map(
      ({ kind }) => kind,
    ),
  );

const child = 'CA00000000000000000000000000000009';
const ended = { SessionId: 'VX1', SessionStatus: 'ended', HandoffData: '{"reason":"handOver"}' };

/** A lead who asked for a person, up to the moment at which the vendor asks whom to dial. */
const asking = async (to: string[], more: Parameters<typeof serve>[0] = []) => {
  const place = await serve([calls('hand_over', { reason: 'a complaint' }), ...more]);
  const call = await makeCall(world.db, withStaff(to));
  const relay = await openRelay(place.server, await connect(place.server, call));
  relay.says('A person, please');
  await eventually(() => expect(relay.frames.at(-1)?.type).toBe('end'));
  relay.socket.close();
  const done = (session: object = ended) => post(place.server, 'relay-done', call, { ...session });
  return { ...place, call, relay, done };
};
const about = async (
  server: CallServer,
  call: CallUnderTest,
  route: 'whisper' | 'answer' | 'done' | 'status',
  fields: Record<string, string> = {},
) => {
  const handOver = (await rowsOf(call)).at(-1)?.id;
  const url = callUrl(server.publicBaseUrl, `hand-over-${route}`, { ...call, handOver }).replace(/#.*/, '');
  const own = route === 'done' ? {} : { CallSid: child, ParentCallSid: callSid };
  return post(server, `hand-over-${route}`, call, { ...own, ...fields }, { url });
};

describe('a lead who asks for a person', () => {
  test('is told so, the row stands, and the vendor dials whom it names', async () => {
    const { relay, done, call } = await asking(['agent']);
    expect(relay.spoken()).toBe('I am putting you through to a colleague. Please hold the line.');
    expect(await rowsOf(call)).toMatchObject([{ state: 'asked', staffKey: 'agent', number: 1 }]);
    const { body } = await done();
    expect(body).toMatch(/<Dial action="[^"]*hand-over-done[^"]*#rc=5&amp;rp=all"[^>]*answerOnBridge="true"/);
    expect(body).toMatch(new RegExp(`<Number url="[^"]*hand-over-whisper[^"]*"[^>]*>\\${phoneOf('agent')}<`));
    expect(await rowsOf(call)).toMatchObject([{ state: 'dialling', dialledAt: expect.any(Date) }]);
    expect(await attemptOf(world.db, call)).toMatchObject({ talkResult: null, talkEndedAt: null });
  });

  test('is dialled for once: asked again because the answer was lost, the vendor gets the same', async () => {
    const { done, call } = await asking(['agent', 'admin']);
    const first = await done();
    expect((await done()).body).toBe(first.body);
    expect(await rowsOf(call)).toHaveLength(1);
  });

  test('is put through although the socket was lost at that moment', async () => {
    const { done } = await asking(['agent']);
    expect((await done(lost)).body).toContain('<Dial');
  });

  test('who has hung up by then is not', async () => {
    const { done, call } = await asking(['agent']);
    expect((await done({ ...ended, SessionStatus: 'completed', CallStatus: 'completed' })).body).toContain(
      '<Hangup',
    );
    expect(await attemptOf(world.db, call)).toMatchObject({ talkResult: 'hungUp' });
  });

  test('the member of staff hears the briefing before anybody is connected, and it is in no address', async () => {
    const { server, done, call } = await asking(['agent']);
    await done();
    const { body } = await about(server, call, 'whisper', { CallStatus: 'in-progress' });
    expect(body).toMatch(/<Gather[^>]*numDigits="1"/);
    expect(body).toContain('Ada Example would like to speak with you');
    expect(body).toContain('It is about: a complaint.');
    expect(body.replace(/<Say[^>]*>[^<]*<\/Say>/, '')).not.toMatch(/Ada|complaint/);
  });

  test('and is connected by a key: then people speak, and the call is one answered call', async () => {
    const { server, done, call } = await asking(['agent']);
    await done();
    const taken = await about(server, call, 'answer', { Digits: '1' });
    expect(taken.body).toMatch(/<Response\s*\/>|<Response><\/Response>/);
    expect((await about(server, call, 'answer', { Digits: '1' })).body).toBe(taken.body);
    expect((await about(server, call, 'done', { DialCallStatus: 'completed' })).body).toContain('<Hangup/>');
    await post(server, 'status', call, { CallStatus: 'completed', SequenceNumber: '3' });
    expect(await rowsOf(call)).toMatchObject([{ state: 'accepted', endedAt: expect.any(Date) }]);
    expect(await attemptOf(world.db, call)).toMatchObject({ talkResult: 'handedOver', outcome: 'answered' });
    expect(await factsOf(world.db, call)).toEqual([`callEnded:${call.attemptId}`]);
  });

  test.each([
    ['does not answer', 'no-answer', null, 'noAnswer'],
    ['declines by another key', 'completed', '2', 'declined'],
    ['has a mailbox', 'completed', null, 'noAnswer'],
  ])('whom nobody takes over (%s) is back in the talk, which says so once', async (_, status, key, state) => {
    const { server, done, call } = await asking(['agent'], [says('About the visa, then?')]);
    await done();
    if (key) expect((await about(server, call, 'answer', { Digits: key })).body).toContain('<Hangup/>');
    const { body } = await about(server, call, 'done', { DialCallStatus: status });
    expect(body).toContain('<ConversationRelay');
    expect(body).not.toContain('welcomeGreeting');
    // the vendor did not get the answer and asks again
    const again = await about(server, call, 'done', { DialCallStatus: status });
    const back = await openRelay(server, parametersOf(again.body));
    await eventually(() =>
      expect(back.spoken()).toMatch(/^I am sorry, nobody is free[^.]*\. A colleague will call you back/),
    );
    back.says('No, about the visa');
    await eventually(() => expect(back.spoken()).toContain('About the visa, then?'));
    expect((await turns(call)).filter((turn) => turn.includes('nobody is free'))).toHaveLength(1);
    expect(await rowsOf(call)).toMatchObject([{ state }]);
    expect((await timeline(call)).filter((kind) => kind === 'callBackPromised')).toHaveLength(1);
    back.socket.close();
  });

  test('whoever took the call and was gone before the lines met counts as nobody: the next one is tried', async () => {
    const { server, done, call } = await asking(['agent', 'admin']);
    await done();
    await about(server, call, 'answer', { Digits: '1' });
    const over = { DialCallStatus: 'completed', DialBridged: 'false' };
    expect((await about(server, call, 'done', over)).body).toContain(`>${phoneOf('admin')}<`);
    expect(await rowsOf(call)).toMatchObject([
      { state: 'noAnswer', staffKey: 'agent' },
      { state: 'dialling', staffKey: 'admin' },
    ]);
  });

  test('who hangs up before the lines met is promised a call-back, and was not handed over', async () => {
    const { server, done, call } = await asking(['agent']);
    await done();
    await about(server, call, 'answer', { Digits: '1' });
    const over = { CallStatus: 'completed', DialCallStatus: 'completed', DialBridged: 'false' };
    expect((await about(server, call, 'done', over)).body).toContain('<Hangup/>');
    expect(await attemptOf(world.db, call)).toMatchObject({ talkResult: 'hungUp' });
    expect(await timeline(call)).toContain('callBackPromised');
  });

  test('the next member of staff is tried when the first does not answer', async () => {
    const { server, done, call } = await asking(['agent', 'admin']);
    await done();
    const { body } = await about(server, call, 'done', { DialCallStatus: 'no-answer' });
    expect(body).toContain(`>${phoneOf('admin')}<`);
    expect(await rowsOf(call)).toMatchObject([
      { state: 'noAnswer', staffKey: 'agent' },
      { state: 'dialling', staffKey: 'admin', number: 2 },
    ]);
  });

  test('is not dialled for after opting out', async () => {
    const { server, done, call } = await asking(['agent']);
    await done();
    await world.db.inTenant(call.tenantId, (tx) =>
      tx.execute('update lead set opted_out_at = now() where id = ?', [call.leadId]),
    );
    expect((await about(server, call, 'done', { DialCallStatus: 'no-answer' })).body).toContain('<Hangup/>');
  });

  test('where nobody can be asked hears that a colleague calls back, and the talk goes on', async () => {
    const { server } = await serve([calls('hand_over', { reason: null }), says('Gladly.')]);
    const call = await makeCall(world.db);
    const relay = await openRelay(server, await connect(server, call));
    relay.says('A person, please');
    await eventually(() => expect(relay.spoken()).toContain('A colleague will call you back'));
    relay.says('Then tell me about visas');
    await eventually(() => expect(relay.spoken()).toContain('Gladly.'));
    expect(await rowsOf(call)).toMatchObject([{ state: 'nobody', staffKey: null }]);
    expect(await timeline(call)).toContain('callBackPromised');
    const notes = await world.db.inTenant(call.tenantId, (tx) =>
      tx.execute<{ kind: string; recipient: string }[]>('select kind, recipient from staff_note'),
    );
    expect(notes.map(({ kind }) => kind)).toContain('callbackPromised');
    relay.socket.close();
  });
});

test('what happens on the phone of staff is kept, and is no word about the lead’s call', async () => {
  const { server, done, call } = await asking(['agent']);
  await done();
  const leg = { CallStatus: 'completed', SequenceNumber: '3' };
  expect((await about(server, call, 'status', leg)).status).toBe(204);
  expect((await about(server, call, 'status', leg)).status).toBe(204);
  const events = await world.db.inTenant(call.tenantId, (tx) =>
    tx.execute("select kind from call_event where attempt_id = ? and kind like 'handOver.%'", [
      call.attemptId,
    ]),
  );
  expect(events).toEqual([{ kind: 'handOver.completed' }]);
  expect(await attemptOf(world.db, call)).toMatchObject({ statusEndedAt: null });
});
