// Over a real WebSocket, against a real PostgreSQL: the talk as the vendor relays it.
import { once } from 'node:events';
import { connect as connectTo } from 'node:net';
import pg from 'pg';
import twilio from 'twilio';
import { describe, expect, test } from 'vitest';
import WebSocket from 'ws';
import type { ModelInput } from '../../integrations/language/port.ts';
import { sandboxCredentials } from '../../schema/contracts/sandbox.ts';
import { attemptOf, callSid, factsOf, makeCall, otherSid } from './call-rows.ts';
import { openRelay, parametersOf, post } from './call-server.ts';
import { connect, eventually, lost, relayWorld } from './relay-world.ts';
import { calls, type ScriptedStep, says } from './scripted-talk.ts';
import { testSettings } from './test-settings.ts';

const { world, serve, turns } = relayWorld();

describe('the socket', () => {
  test.each([
    ['missing', null],
    ['wrong', 'bm90IHJpZ2h0'],
    [
      'borrowed',
      twilio.getExpectedTwilioSignature(sandboxCredentials.twilioAuthToken, 'wss://other/relay', {}),
    ],
  ])('is refused with a %s signature', async (_, signature) => {
    const { server } = await serve([]);
    await expect(openRelay(server, {}, { signature })).rejects.toThrow('403');
  });

  test('is refused on any other path, and not left open', async () => {
    const { server } = await serve([]);
    const elsewhere = new WebSocket(`${server.publicBaseUrl.replace('http', 'ws')}/elsewhere`);
    await expect(once(elsewhere, 'open')).rejects.toThrow('404');
  });

  test('that does not answer when the process leaves is cut', async () => {
    const { server } = await serve([]);
    const { hostname, port } = new URL(server.publicBaseUrl);
    const url = `wss://${hostname}:${port}/api/calls/relay`;
    const token = sandboxCredentials.twilioAuthToken;
    const deaf = connectTo(Number(port), hostname);
    const lines = ['GET /api/calls/relay HTTP/1.1', `Host: ${hostname}`, 'Connection: Upgrade'];
    lines.push(
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    );
    lines.push(`X-Twilio-Signature: ${twilio.getExpectedTwilioSignature(token, url, {})}`, '', '');
    deaf.on('error', () => undefined).write(lines.join('\r\n'));
    expect(String(await once(deaf, 'data'))).toContain('101');
    server.relay.close();
    await once(deaf, 'close', { signal: AbortSignal.timeout(4_000) });
  });

  test.each<[string, (given: Record<string, string>) => Record<string, string>, string]>([
    ['a token that nobody gave', (given) => ({ ...given, token: 'x'.repeat(32) }), callSid],
    ['no token', ({ tenantId = '', attemptId = '' }) => ({ tenantId, attemptId }), callSid],
    ['another call', (given) => given, otherSid],
    ['ids that are none', (given) => ({ ...given, attemptId: 'mine' }), callSid],
  ])('is closed for %s, before a word is said', async (_, change, sid) => {
    const { server } = await serve([]);
    const call = await makeCall(world.db);
    const relay = await openRelay(server, change(await connect(server, call)), { sid });
    expect(await relay.closed).toBe(1008);
    expect(relay.frames).toEqual([]);
    expect(await attemptOf(world.db, call)).toMatchObject({ talkSession: 0 });
  });

  test('a token opens one socket only', async () => {
    const { server } = await serve([]);
    const call = await makeCall(world.db);
    const parameters = await connect(server, call);
    const first = await openRelay(server, parameters);
    await eventually(async () => expect(await turns(call)).toHaveLength(1));
    const second = await openRelay(server, parameters);
    expect(await second.closed).toBe(1008);
    expect(first.socket.readyState).toBe(first.socket.OPEN);
    first.socket.close();
  });
});

describe('a talk', () => {
  test('goes on token by token, books what was offered, ends politely, and is one fact', async () => {
    const startAt = /"slotId":"([^"]+)"/;
    const { server } = await serve([
      calls('record_answer', { questionId: 'country', answer: 'Malta' }),
      [{ type: 'text', delta: 'Good. ' }, ...calls('offer_slots', { preference: null })],
      says('Which one?'),
      (input) => {
        const offer = input.findLast((line) => line.role === 'toolResult');
        const slotId = startAt.exec(offer?.resultJson ?? '')?.[1];
        return calls('book_slot', { slotId });
      },
      says('Booked.'),
      [{ type: 'text', delta: 'Goodbye!' }, ...calls('end_call', { reason: 'done' })],
    ]);
    const call = await makeCall(world.db);
    const relay = await openRelay(server, await connect(server, call));
    relay.says('Malta please');
    await eventually(() => expect(relay.spoken()).toContain('Which one?'));
    relay.says('The first');
    await eventually(() => expect(relay.spoken()).toContain('Booked.'));
    relay.says('Thank you');
    await eventually(() =>
      expect(relay.frames.at(-1)).toEqual({ type: 'end', handoffData: '{"reason":"done"}' }),
    );
    relay.socket.close();
    expect(
      (await post(server, 'relay-done', call, { SessionId: 'VX1', SessionStatus: 'ended' })).body,
    ).toContain('<Hangup/>');
    await post(server, 'status', call, { CallStatus: 'completed', SequenceNumber: '3', CallDuration: '30' });

    expect(server.commands).toMatchObject([
      {
        name: 'bookAppointment',
        actor: { kind: 'model', id: call.attemptId },
        // whoever is free then and has their turn meets the lead
        arguments: { staffKey: null, free: ['agent'] },
      },
    ]);
    expect(await attemptOf(world.db, call)).toMatchObject({
      outcome: 'answered',
      answers: { country: 'Malta' },
      slotsOffered: [{ staffKey: 'agent' }, { staffKey: 'agent' }, { staffKey: 'agent' }],
    });
    expect((await turns(call)).slice(1)).toEqual([
      'lead: Malta please',
      'tool: record_answer',
      'agent: Good. ',
      'tool: offer_slots',
      'agent: Which one?',
      'lead: The first',
      'tool: book_slot',
      'agent: Booked.',
      'lead: Thank you',
      'agent: Goodbye!',
      'tool: end_call',
    ]);
    expect(await factsOf(world.db, call)).toEqual([`callEnded:${call.attemptId}`]);
    expect(server.pumped).toHaveLength(1);
    const metered = await world.db.inTenant(call.tenantId, (tx) =>
      tx.execute("select count(*)::int as calls from model_call where purpose = 'talk'"),
    );
    expect(metered).toEqual([{ calls: 6 }]);
  });

  test('an interruption keeps what was heard, in the rows', async () => {
    const { server } = await serve([says('One two three. ', 'Four five six.'), says('Yes?')]);
    const call = await makeCall(world.db);
    const relay = await openRelay(server, await connect(server, call));
    relay.says('Count');
    await eventually(() => expect(relay.spoken()).toContain('six.'));
    relay.interrupts('One two');
    relay.says('Stop');
    await eventually(() => expect(relay.spoken()).toContain('Yes?'));
    await eventually(async () =>
      expect((await turns(call)).slice(1)).toEqual([
        'lead: Count',
        'agent: One two',
        'lead: Stop',
        'agent: Yes?',
      ]),
    );
    relay.socket.close();
  });

  test('a slot that was not offered is not booked', async () => {
    const { server, asked } = await serve([calls('book_slot', { slotId: 's1' }), says('Sorry.')]);
    const call = await makeCall(world.db);
    const relay = await openRelay(server, await connect(server, call));
    relay.says('Book tomorrow');
    await eventually(() => expect(relay.spoken()).toBe('Sorry.'));
    expect(server.commands).toEqual([]);
    expect(asked[1]?.input.at(-1)).toMatchObject({ resultJson: '{"status":"unknown","spoken":""}' });
    relay.socket.close();
  });

  test('booking the same slot twice is one command, also on a new socket', async () => {
    const book = (input: ModelInput[]): ScriptedStep[] => {
      const offer = input.find((line) => line.role === 'toolResult');
      return calls('book_slot', { slotId: /"slotId":"([^"]+)"/.exec(offer?.resultJson ?? '')?.[1] });
    };
    const { server } = await serve([
      calls('offer_slots', { preference: null }),
      book,
      book,
      says('Done.'),
      book,
      says('Still done.'),
    ]);
    const call = await makeCall(world.db);
    const relay = await openRelay(server, await connect(server, call));
    relay.says('The first one');
    await eventually(() => expect(relay.spoken()).toContain('Done.'));
    relay.socket.terminate();
    const again = await openRelay(server, parametersOf((await post(server, 'relay-done', call, lost)).body));
    again.says('Did you book it?');
    await eventually(() => expect(again.spoken()).toContain('Still done.'));
    expect(server.commands).toHaveLength(3);
    expect(new Set(server.commands.map(({ commandId }) => commandId)).size).toBe(1);
    again.socket.close();
  });

  test('a journey that answers late is bridged: the command stands', async () => {
    const { server, asked } = await serve([
      calls('offer_slots', { preference: null }),
      calls('book_slot', { slotId: 's1' }),
      says('You will hear from us.'),
    ]);
    server.answer = async () => ({ status: 'accepted', code: 'accepted', text: '' });
    const call = await makeCall(world.db);
    const relay = await openRelay(server, await connect(server, call));
    relay.says('The first one');
    await eventually(() => expect(relay.spoken()).toBe('Let me arrange that for you.You will hear from us.'));
    const result = asked[2]?.input.find(
      (line) => line.role === 'toolResult' && line.callId === 'call-book_slot',
    );
    expect(result).toMatchObject({ resultJson: expect.stringContaining('"status":"accepted"') });
    relay.socket.close();
  });

  test('a calendar that is away offers nothing, and the talk goes on', async () => {
    const { server, asked } = await serve([
      calls('offer_slots', { preference: null }),
      says('By e-mail then.'),
    ]);
    server.busy = () => Promise.reject(new Error('calendar away'));
    const call = await makeCall(world.db);
    const relay = await openRelay(server, await connect(server, call));
    relay.says('When?');
    await eventually(() => expect(relay.spoken()).toBe('By e-mail then.'));
    expect(asked[1]?.input.at(-1)).toMatchObject({ resultJson: '{"slots":[]}' });
    relay.socket.close();
  });

  test('opting out is a command before it is a farewell, and the call’s outcome', async () => {
    const { server } = await serve([calls('opt_out', { reason: 'annoyed' })]);
    const call = await makeCall(world.db);
    const relay = await openRelay(server, await connect(server, call));
    relay.says('Never call me again');
    await eventually(() => expect(relay.frames.at(-1)?.type).toBe('end'));
    relay.socket.close();
    expect(server.commands).toMatchObject([{ name: 'optOut', arguments: { reason: 'annoyed' } }]);
    await post(server, 'relay-done', call, { SessionId: 'VX1', SessionStatus: 'ended' });
    await post(server, 'status', call, { CallStatus: 'completed', SequenceNumber: '3' });
    expect(await attemptOf(world.db, call)).toMatchObject({ outcome: 'optedOut' });
  });

  test.each([
    ['tomorrow', () => new Date(Date.now() + 86_400_000).toISOString(), 1, 'noted'],
    ['two days from now without a zone', () => localIn(2), 1, 'noted'],
    ['yesterday', () => new Date(Date.now() - 86_400_000).toISOString(), 0, 'refused'],
    ['no time at all', () => 'whenever', 0, 'refused'],
    ['nothing', () => null, 0, 'refused'],
  ])('a call-back asked for at %s', async (_, at, commands, status) => {
    const { server, asked } = await serve([calls('request_callback', { at: at() }), says('Fine.')]);
    const call = await makeCall(world.db);
    const relay = await openRelay(server, await connect(server, call));
    relay.says('Call me back');
    await eventually(() => expect(relay.spoken()).toBe('Fine.'));
    expect(server.commands).toHaveLength(commands);
    expect(asked[1]?.input.at(-1)).toMatchObject({ resultJson: expect.stringContaining(`"${status}"`) });
    expect((await attemptOf(world.db, call)).callbackAt !== null).toBe(commands === 1);
    relay.socket.close();
  });
});

test('a call-back outside the calling hours is answered with the next time that is possible', async () => {
  const { server, asked } = await serve([
    calls('request_callback', {
      at: new Date(
        `${new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10)}T03:00:00Z`,
      ).toISOString(),
    }),
    says('At nine then?'),
  ]);
  const windows = [{ days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'], from: '09:00', to: '18:00' }];
  const call = await makeCall(world.db, {
    lead: { timeZone: 'Europe/London' },
    settings: { calling: { ...testSettings.calling, windows } },
  });
  const relay = await openRelay(server, await connect(server, call));
  relay.says('Call me in the night');
  await eventually(() => expect(relay.spoken()).toBe('At nine then?'));
  expect(asked[1]?.input.at(-1)).toMatchObject({
    resultJson: expect.stringMatching(/"refused","spoken":"[^"]*at 9:00","because":"outsideHours"/),
  });
  expect(server.commands).toEqual([]);
  relay.socket.close();
});

const localIn = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 16);

describe('a lost socket', () => {
  test('is taken over by another process: no greeting, no question again, the old one is fenced off', async () => {
    const old = await serve([says('Which country?'), says('never said')]);
    const call = await makeCall(world.db);
    const first = await openRelay(old.server, await connect(old.server, call));
    first.says('Hello');
    await eventually(async () => expect(await turns(call)).toHaveLength(3));
    const next = await serve([says('Malta is nice.')]);
    const { body } = await post(next.server, 'relay-done', call, lost);
    expect(body).not.toContain('welcomeGreeting');
    const second = await openRelay(next.server, parametersOf(body));
    await eventually(async () => expect(await attemptOf(world.db, call)).toMatchObject({ talkSession: 2 }));
    first.says('I speak into the old line');
    expect(await first.closed).toBe(1012);
    second.says('Malta');
    await eventually(() => expect(second.spoken()).toBe('Malta is nice.'));
    await eventually(async () =>
      expect((await turns(call)).slice(1)).toEqual([
        'lead: Hello',
        'agent: Which country?',
        'lead: Malta',
        'agent: Malta is nice.',
      ]),
    );
    expect(next.asked[0]?.input.filter(({ role }) => role === 'assistant')).toHaveLength(2);
    second.socket.close();
  });

  test('in the middle of an answer: the lead is answered on the new one', async () => {
    const old = await serve([[{ type: 'text', delta: 'Let me ' }, { type: 'text', delta: 'see' }, 'hang']]);
    const call = await makeCall(world.db);
    const first = await openRelay(old.server, await connect(old.server, call));
    first.says('What does it cost?');
    await eventually(() => expect(first.frames.length).toBeGreaterThan(0));
    first.socket.terminate();
    const next = await serve([says('It depends.')]);
    const { body } = await post(next.server, 'relay-done', call, lost);
    const second = await openRelay(next.server, parametersOf(body));
    await eventually(() => expect(second.spoken()).toBe('It depends.'));
    await eventually(async () =>
      expect((await turns(call)).slice(1)).toEqual(['lead: What does it cost?', 'agent: It depends.']),
    );
    second.socket.close();
  });

  test('a process that stops lets go of its talks, so that the vendor asks the next one', async () => {
    const { server } = await serve([]);
    const call = await makeCall(world.db);
    const relay = await openRelay(server, await connect(server, call));
    await eventually(async () => expect(await turns(call)).toHaveLength(1));
    server.relay.close();
    expect(await relay.closed).toBe(1012);
    expect(await attemptOf(world.db, call)).toMatchObject({ talkEndedAt: null, talkResult: null });
  });
});

test('a machine found late reaches the talk in whichever process holds its socket', async () => {
  const holder = await serve([says('Hello?')]);
  const hearer = await serve([]);
  const call = await makeCall(world.db);
  const relay = await openRelay(holder.server, await connect(holder.server, call));
  relay.says('You have reached the mailbox of');
  await eventually(() => expect(relay.spoken()).toBe('Hello?'));
  const amd = await post(hearer.server, 'amd', call, {
    AnsweredBy: 'machine_start',
    MachineDetectionDuration: '3000',
  });
  expect(amd.status).toBe(204);
  await eventually(() =>
    expect(relay.frames.at(-1)).toEqual({ type: 'end', handoffData: '{"reason":"voicemail"}' }),
  );
  relay.socket.close();
  await post(holder.server, 'status', call, { CallStatus: 'completed', SequenceNumber: '3' });
  await eventually(async () =>
    expect(await attemptOf(world.db, call)).toMatchObject({ outcome: 'voicemail' }),
  );
});

test('a machine found between the connecting and the socket is not missed', async () => {
  const { server } = await serve([]);
  const call = await makeCall(world.db);
  const parameters = await connect(server, call);
  await post(server, 'amd', call, { AnsweredBy: 'machine_start' });
  const relay = await openRelay(server, parameters);
  await eventually(() => expect(relay.frames.at(-1)?.type).toBe('end'));
  relay.socket.close();
});

test('a machine is heard of although the connection that listens was cut at that moment', async () => {
  const { server } = await serve([says('Hello?')]);
  const call = await makeCall(world.db);
  const relay = await openRelay(server, await connect(server, call));
  relay.says('You have reached');
  await eventually(() => expect(relay.spoken()).toBe('Hello?'));
  const owner = new pg.Client(world.made.ownerUrl);
  await owner.connect();
  const listening = "datname = current_database() and query like 'listen %'";
  const cut = () => owner.query(`select pg_terminate_backend(pid) from pg_stat_activity where ${listening}`);
  expect((await cut()).rowCount).toBe(1);
  await owner.end();
  await post(server, 'amd', call, { AnsweredBy: 'machine_start' });
  await eventually(() => expect(relay.frames.at(-1)?.type).toBe('end'));
  relay.socket.close();
});
