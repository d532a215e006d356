// Over a real WebSocket, against a real PostgreSQL: what the lead says about language and recording is kept and respected.
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { contactFacts } from '../../schema/database/leads/contact-facts.ts';
import { Lead, LeadConsent, type LeadRow } from '../../schema/database/leads/entities.ts';
import { attemptOf, type CallUnderTest, makeCall } from './call-rows.ts';
import { openRelay, parametersOf, post } from './call-server.ts';
import { connect, eventually, lost, relayWorld } from './relay-world.ts';
import { calls, says } from './scripted-talk.ts';
import { testSettings } from './test-settings.ts';

const { world, serve, turns } = relayWorld();

test('the lead’s language is switched on the line, in the rows and for what follows', async () => {
  const { server, asked } = await serve([
    calls('switch_language', { language: 'de-AT' }),
    says('Gern.'),
    ['fail'],
    ['fail'],
  ]);
  const profile = { ...testSettings.profile, languages: ['en', 'de'] };
  const call = await makeCall(world.db, { settings: { profile } });
  const relay = await openRelay(server, await connect(server, call));
  relay.says('Können wir Deutsch sprechen?');
  await eventually(() => expect(relay.spoken()).toBe('Gern.'));
  expect(relay.frames).toContainEqual({
    type: 'language',
    ttsLanguage: 'de-DE',
    transcriptionLanguage: 'de-DE',
  });
  expect(asked[1]?.input.at(-1)).toMatchObject({ resultJson: expect.stringContaining('"switched"') });
  expect(await attemptOf(world.db, call)).toMatchObject({ language: 'de' });
  const lead = await world.db.inTenant(call.tenantId, (tx) => tx.findOneOrFail(Lead, { id: call.leadId }));
  expect(lead.language).toBe('de');
  relay.says('Danke');
  await eventually(() => expect(relay.spoken()).toContain('Es tut mir leid'));
  relay.socket.close();
});

describe('recording', () => {
  const talkIn = async (settings: object, consent: boolean): Promise<string[]> => {
    const { server } = await serve([]);
    const call = await makeCall(world.db, { settings });
    if (!consent)
      await world.db.inTenant(call.tenantId, (tx) => tx.nativeUpdate(LeadConsent, {}, { given: false }));
    const relay = await openRelay(server, await connect(server, call));
    await eventually(async () => expect(await turns(call)).toHaveLength(1));
    await pause(20);
    relay.socket.close();
    return server.recorded.map((id) => (id === call.attemptId ? 'recorded' : id));
  };
  const policy = (needed: boolean, record: boolean) => ({
    consent: { ...testSettings.consent, recordingNeeds: needed },
    calling: { ...testSettings.calling, record },
  });

  test.each([
    ['with consent', true, true, true, ['recorded']],
    ['not without a consent that is needed', true, true, false, []],
    ['without one where none is needed', false, true, false, ['recorded']],
    ['not where the tenant does not record', false, false, true, []],
  ])('%s', async (_, needed, record, consent, recorded) => {
    expect(await talkIn(policy(needed, record), consent)).toEqual(recorded);
  });

  const uncovered = {
    ...policy(true, true),
    consent: { ...testSettings.consent, recordingNeeds: true, formCoversRecording: false },
  };
  const consents = (call: CallUnderTest) =>
    world.db.inTenant(call.tenantId, (tx) =>
      tx.find(LeadConsent, { about: 'recording' }, { fields: ['given', 'text', 'causedBy'] }),
    );
  const askedIn = async (given: boolean, words: string, then = says('Which country?')) => {
    const { server, asked } = await serve([calls('record_consent', { given }), then]);
    const call = await makeCall(world.db, { settings: uncovered });
    const relay = await openRelay(server, await connect(server, call));
    await eventually(async () => expect(await turns(call)).toHaveLength(1));
    expect(server.recorded).toEqual([]);
    relay.says(words);
    await eventually(() => expect(relay.spoken()).toContain('Which country?'));
    return { server, call, relay, asked };
  };

  test('that the form does not cover is asked for, announced, and begins with the yes', async () => {
    const { server, call, relay } = await askedIn(true, 'Yes, you may');
    expect(relay.spoken()).toBe('Thank you. The call is recorded from now on.Which country?');
    expect(server.recorded).toEqual([call.attemptId]);
    expect(await consents(call)).toMatchObject([
      { given: true, text: 'Yes, you may', causedBy: { kind: 'call', id: call.attemptId } },
    ]);
    relay.socket.close();
  });

  test('is not taken from a model that hears a yes where there is none', async () => {
    const { server, call, relay, asked } = await askedIn(true, 'Well, I would not say so');
    expect(await consents(call)).toEqual([]);
    expect(server.recorded).toEqual([]);
    expect(asked[1]?.input.at(-1)).toMatchObject({ resultJson: '{"error":"noClearYes"}' });
    relay.socket.close();
  });

  test('is left alone after a no, which is kept in the lead’s words and not asked again', async () => {
    const { server, call, relay } = await askedIn(false, 'I would rather not');
    expect(await consents(call)).toMatchObject([{ given: false, text: 'I would rather not' }]);
    relay.socket.terminate();
    const next = await serve([calls('record_consent', { given: true }), says('Fine.')]);
    const again = await openRelay(
      next.server,
      parametersOf((await post(next.server, 'relay-done', call, lost)).body),
    );
    again.says('Hello?');
    await eventually(() => expect(again.spoken()).toBe('Fine.'));
    expect([server.recorded, next.server.recorded, (await consents(call)).length]).toEqual([[], [], 1]);
    again.socket.close();
  });

  test('a no to it takes no consent to calls away', async () => {
    const { call, relay } = await askedIn(false, 'No');
    const facts = await world.db.inTenant(call.tenantId, async (tx) =>
      contactFacts(tx, (await tx.findOneOrFail(Lead, { id: call.leadId })) as LeadRow, 'secret-of-this-test'),
    );
    expect(facts.consentGiven).toBe(true);
    relay.socket.close();
  });
});
