// The calls' part of the api and the sandbox over a real PostgreSQL: leads who call us. Only the journey is a fake.
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import twilio from 'twilio';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { inboundRoutes } from '../../domain/calls/urls.ts';
import { createLanguageModel, readLanguageSettings } from '../../integrations/language/index.ts';
import { createTelephony, readTelephonySettings } from '../../integrations/telephony/index.ts';
import type { Telephony, VendorCall } from '../../integrations/telephony/port.ts';
import { type RunningSandbox, startSandbox } from '../../sandbox/server.ts';
import { sandboxCredentials } from '../../schema/contracts/sandbox.ts';
import type { TenantSettings } from '../../schema/contracts/tenant.ts';
import {
  CallAttempt,
  type CallAttemptRow,
  CallTurn,
  HandOver,
} from '../../schema/database/calls/entities.ts';
import { turnsOf } from '../../schema/database/calls/talk-turns.ts';
import {
  Lead,
  LeadConsent,
  LeadFact,
  LeadIdentity,
  TimelineEvent,
} from '../../schema/database/leads/entities.ts';
import { suspendTenant } from '../../schema/database/tenants/suspend.ts';
import { uuidV7 } from '../../schema/database/uuid-v7.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { seedTenant } from '../support/seed.ts';
import { account } from './call-rows.ts';
import { type CallServer, startCallServer } from './call-server.ts';

let made: TestDatabase;
let sandbox: RunningSandbox;
let server: CallServer;
let tenantId: string;
const folder = mkdtempSync(join(tmpdir(), 'inbound-'));
const ours = '+442079460321';
let callers = 0;
let vendorCall: VendorCall | null = null;

const settings = (number: string, change: Partial<TenantSettings['calling']> = {}) => ({
  change: (base: TenantSettings): TenantSettings => ({
    ...base,
    phone: { number },
    calling: { ...base.calling, ...change },
    talk: { ...base.talk, questions: [{ id: 'country', ask: 'Which country?', kind: 'text' as const }] },
  }),
});

beforeAll(async () => {
  made = await testDatabase();
  ({ tenantId } = await seedTenant(made.db, 'Inbound', settings(ours)));
  const telephonyOf = (url: string): Telephony => {
    const real = createTelephony(readTelephonySettings({ SANDBOX_URL: url }));
    return { ...real, fetchCall: async (sid) => vendorCall ?? real.fetchCall(sid) };
  };
  // the model's and the vendor's sandbox are one; it learns the api's address when that listens
  sandbox = await startSandbox({
    port: 0,
    stateFolder: folder,
    speechMs: 100,
    tokenMs: 1,
    resendWebhookUrl: null,
  });
  const language = createLanguageModel(readLanguageSettings({ SANDBOX_URL: sandbox.url }));
  server = await startCallServer(made.db, language, { telephony: telephonyOf(sandbox.url) });
});
afterAll(async () => {
  await server.close();
  await sandbox.stop();
  await made.drop();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  vendorCall = null;
  server.pumped.length = 0;
  server.hungUp.length = 0;
});

const newSid = () => `CA${randomUUID().replaceAll('-', '')}`;
const newCaller = () => `+171455501${String(++callers).padStart(2, '0')}`;
const ring = async (
  fields: Record<string, string>,
  change: { path?: string; signature?: string } = {},
): Promise<{ status: number; body: string }> => {
  const url = `${server.publicBaseUrl}${change.path ?? inboundRoutes.call}`;
  const form = {
    AccountSid: account,
    CallSid: newSid(),
    CallStatus: 'ringing',
    Direction: 'inbound',
    To: ours,
    ...fields,
  };
  const signature =
    change.signature ?? twilio.getExpectedTwilioSignature(sandboxCredentials.twilioAuthToken, url, form);
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'x-twilio-signature': signature },
    body: new URLSearchParams(form),
  });
  return { status: answer.status, body: await answer.text() };
};
const inTenant = <T>(work: Parameters<typeof made.db.inTenant<T>>[1], of = tenantId) =>
  made.db.inTenant(of, work);
const attemptsFrom = (from: string, of = tenantId) =>
  inTenant(
    async (tx) =>
      (await tx.find(
        CallAttempt,
        { fromNumber: from },
        { orderBy: { createdAt: 'asc' } },
      )) as CallAttemptRow[],
    of,
  );
const factsOf = (leadId: string) =>
  inTenant(async (tx) =>
    (await tx.find(LeadFact, { leadId }, { orderBy: { seq: 'asc' } })).map(({ kind, ref }) => [kind, ref]),
  );
const knownLead = async (phone: string, changes: object = {}) => {
  const [leadId, now] = [uuidV7(), new Date()];
  await inTenant(async (tx) => {
    const row = { tenantId, createdAt: now };
    await tx.insert(Lead, {
      id: leadId,
      ...row,
      updatedAt: now,
      name: 'Cleo Example',
      phone,
      language: 'en',
      source: 'form',
      answers: {},
      ...changes,
    } as never);
    await tx.insert(LeadIdentity, { id: uuidV7(), ...row, leadId, kind: 'phone', value: phone } as never);
  });
  return leadId;
};
const ourCallTo = async (leadId: string, changes: Partial<CallAttemptRow>) => {
  const id = uuidV7();
  await inTenant((tx) =>
    tx.insert(CallAttempt, {
      id,
      tenantId,
      createdAt: new Date(),
      leadId,
      number: 1,
      causeId: uuidV7(),
      causedBy: { kind: 'fact', id: leadId },
      fromNumber: ours,
      toNumber: '+17145550199',
      slotsOffered: [],
      answers: {},
      ...changes,
    } as never),
  );
  return id;
};

describe('a call that comes in', () => {
  test('without the vendor’s signature, or for nobody’s number, reaches nobody', async () => {
    expect(await ring({ From: newCaller() }, { signature: 'bm90IHJpZ2h0' })).toMatchObject({ status: 403 });
    const { body } = await ring({ From: newCaller(), To: '+442079460999' });
    expect(body).toContain('<Reject');
  });

  test('of an unknown number makes a lead, an attempt and a fact that starts its journey, and no consent', async () => {
    const from = newCaller();
    const { body } = await ring({ From: from });
    expect(body).toContain('Thank you for calling Inbound Ltd');
    expect(body).toContain('<ConversationRelay');
    const [attempt] = await attemptsFrom(from);
    expect(attempt).toMatchObject({
      direction: 'inbound',
      toNumber: ours,
      messageOnly: false,
      placedAt: null,
    });
    const { leadId = '', id } = attempt ?? {};
    const lead = await inTenant((tx) => tx.findOneOrFail(Lead, { id: leadId }));
    expect(lead).toMatchObject({ phone: from, phoneCountry: 'US', source: 'call', language: 'en' });
    expect(await factsOf(leadId)).toEqual([['callReceived', id]]);
    expect(server.pumped).toEqual([{ tenantId, leadId }]);
    expect(await inTenant((tx) => tx.count(LeadConsent, { leadId }))).toBe(0);
  });

  test('that makes leads gives them out in turn, as a form does, and keeps a known lead where it is', async () => {
    const { change } = settings('+442079460333');
    const rules = [{ when: { country: 'US' }, to: ['admin', 'agent'] }];
    const shared = await seedTenant(made.db, 'Shared', {
      change: (base) => ({ ...change(base), assignment: { rules, otherwise: 'nobody' } }),
    });
    const callers = [newCaller(), newCaller(), newCaller()];
    for (const From of [...callers, callers[0] ?? '']) await ring({ From, To: '+442079460333' });
    const leads = await inTenant(
      (tx) => tx.find(Lead, {}, { orderBy: { createdAt: 'asc' } }),
      shared.tenantId,
    );
    expect(leads.map(({ assignedTo }) => assignedTo)).toEqual(['admin', 'agent', 'admin']);
  });

  test('told again, even at once, is the same call', async () => {
    const fields = { From: newCaller(), CallSid: newSid() };
    await Promise.all([ring(fields), ring(fields), ring(fields)]);
    expect((await ring(fields)).body).toContain('<ConversationRelay');
    const [attempt, ...more] = await attemptsFrom(fields.From);
    expect(more).toEqual([]);
    expect(await factsOf(attempt?.leadId ?? '')).toHaveLength(1);
  });

  test.each(['anonymous', '+266696687', ''])(
    'of a withheld number (%j) makes a lead from the call alone',
    async (From) => {
      const CallSid = newSid();
      await Promise.all([ring({ From, CallSid }), ring({ From, CallSid })]);
      const found = await inTenant((tx) => tx.find(CallAttempt, { callSid: CallSid }));
      expect(found).toMatchObject([{ fromNumber: 'withheld' }]);
      const lead = await inTenant((tx) => tx.findOneOrFail(Lead, { id: found[0]?.leadId ?? '' }));
      expect(lead).toMatchObject({ phone: null, source: 'call' });
    },
  );

  test('of a known lead is theirs, also when they had opted out or were closed', async () => {
    const from = newCaller();
    const leadId = await knownLead(from, { optedOutAt: new Date(), closedAt: new Date() });
    expect((await ring({ From: from })).body).toContain('<ConversationRelay');
    expect(await attemptsFrom(from)).toMatchObject([{ leadId }]);
  });
});

describe('while a call of ours is open', () => {
  test('that is not talked in, theirs takes its place, and ours is let go', async () => {
    const from = newCaller();
    const leadId = await knownLead(from);
    const attemptId = await ourCallTo(leadId, { state: 'ringing', callSid: newSid() });
    expect((await ring({ From: from })).body).toContain('<ConversationRelay');
    const ended = await inTenant((tx) => tx.findOneOrFail(CallAttempt, { id: attemptId }));
    expect(ended).toMatchObject({ state: 'ended', outcome: 'skipped' });
    const [theirs] = await attemptsFrom(from);
    expect(await factsOf(leadId)).toEqual([
      ['callEnded', attemptId],
      ['callReceived', theirs?.id],
    ]);
    expect(server.hungUp).toEqual([ended.callSid]);
  });

  test('that ended a moment ago while staff were dialled, nobody is promised the call that they make themselves', async () => {
    const from = newCaller();
    const leadId = await knownLead(from);
    const talked = { talkSession: 1, answeredAt: new Date(), statusEndedAt: new Date() };
    const attemptId = await ourCallTo(leadId, { state: 'inProgress', callSid: newSid(), ...talked });
    await inTenant(async (tx) => {
      const row = { tenantId, createdAt: new Date(), attemptId };
      const causedBy = { kind: 'call', id: attemptId } as const;
      await tx.insert(HandOver, {
        ...{
          id: uuidV7(),
          ...row,
          leadId,
          number: 1,
          staffKey: 'agent',
          state: 'dialling',
          briefing: 'b',
          causedBy,
        },
      } as never);
      await tx.insert(CallTurn, {
        ...{
          id: uuidV7(),
          ...row,
          number: 0,
          speaker: 'lead',
          text: 'A person, please',
          interrupted: false,
          at: new Date(),
        },
      } as never);
    });
    expect((await ring({ From: from })).body).toContain('<ConversationRelay');
    const [ended] = await inTenant((tx) => tx.find(CallAttempt, { id: attemptId }));
    expect(ended).toMatchObject({ state: 'ended', outcome: 'answered' });
    expect(await inTenant((tx) => tx.find(HandOver, { attemptId }))).toMatchObject([{ state: 'cancelled' }]);
    expect(await inTenant((tx) => tx.count(TimelineEvent, { leadId, kind: 'callBackPromised' }))).toBe(0);
  });

  test('that is talked in, the line is busy', async () => {
    const from = newCaller();
    const leadId = await knownLead(from);
    const callSid = newSid();
    await ourCallTo(leadId, { state: 'inProgress', callSid, talkSession: 1, answeredAt: new Date() });
    vendorCall = { ...(await aCall(callSid)), status: 'in-progress', endedAt: null };
    expect((await ring({ From: from })).body).toContain('<Reject reason="busy"/>');
    expect(await attemptsFrom(from)).toEqual([]);
  });

  test('that our rows take for talked in, and the vendor knows to be over, theirs is taken', async () => {
    const from = newCaller();
    const leadId = await knownLead(from);
    const callSid = newSid();
    await ourCallTo(leadId, { state: 'inProgress', callSid, talkSession: 1, answeredAt: new Date() });
    vendorCall = await aCall(callSid);
    expect((await ring({ From: from })).body).toContain('<ConversationRelay');
  });
});

const aCall = async (callSid: string): Promise<VendorCall> => ({
  callSid,
  status: 'completed',
  answeredBy: null,
  durationSeconds: 20,
  createdAt: new Date().toISOString(),
  endedAt: new Date().toISOString(),
});

describe('through the sandbox', () => {
  const callIn = async (from: string | null, to: string) => {
    const answer = await fetch(`${calling.url}/_sandbox/twilio/inbound-call`, {
      method: 'POST',
      body: JSON.stringify({ from, to }),
    });
    return (await answer.json()) as { sid: string };
  };
  const ended = (callSid: string, of = tenantId) =>
    vi.waitFor(
      async () => {
        const [attempt] = await inTenant((tx) => tx.find(CallAttempt, { callSid }), of);
        expect(attempt?.endedAt).toBeTruthy();
        return attempt as CallAttemptRow;
      },
      { timeout: 25_000, interval: 50 },
    );
  let calling: RunningSandbox;
  const state = mkdtempSync(join(tmpdir(), 'inbound-calling-'));
  beforeAll(async () => {
    calling = await startSandbox({
      port: 0,
      stateFolder: state,
      speechMs: 100,
      resendWebhookUrl: null,
      twilioVoiceUrl: `${server.publicBaseUrl}${inboundRoutes.call}#rc=5&rp=all`,
      twilioVoiceStatusUrl: `${server.publicBaseUrl}${inboundRoutes.status}#rc=5&rp=all`,
    });
  });
  afterAll(async () => {
    await calling.stop();
    rmSync(state, { recursive: true, force: true });
  });
  const said = (id: string, of = tenantId) =>
    inTenant(async (tx) => (await turnsOf(tx, id)).map(({ speaker, text }) => `${speaker}: ${text}`), of);

  test('a lead who calls us is asked what we would have asked them', async () => {
    const { sid } = await callIn('+17145550150', ours);
    const attempt = await ended(sid);
    expect(attempt).toMatchObject({ outcome: 'answered', direction: 'inbound' });
    const turns = await said(attempt.id);
    expect(turns[0]).toMatch(/^agent: Thank you for calling/);
    expect(turns.join('\n')).toContain('Which country?');
    const facts = await factsOf(attempt.leadId);
    expect(facts).toEqual([
      ['callReceived', attempt.id],
      ['callEnded', attempt.id],
    ]);
  });

  test('out of hours a message is taken, and nothing else is asked or offered', async () => {
    const number = '+442079460322';
    const hours = [{ days: ['mon' as const], from: '00:00', to: '00:01' }];
    const closed = await seedTenant(made.db, 'Closed', settings(number, { inbound: { hours } }));
    const { sid } = await callIn('+17145550151', number);
    const attempt = await ended(sid, closed.tenantId);
    expect(attempt).toMatchObject({ outcome: 'answered', messageOnly: true, slotsOffered: [] });
    const turns = await said(attempt.id, closed.tenantId);
    expect(turns[0]).toContain('The office is closed at the moment');
    expect(turns.join('\n')).toContain('would like to know more');
    expect(turns.join('\n')).not.toContain('Which country?');
  });

  test('of a business that is suspended a message is taken as well', async () => {
    const number = '+442079460323';
    const { tenantId } = await seedTenant(made.db, 'Suspended', settings(number));
    const asked = { tenantId, actor: { kind: 'system', id: 'operator' } as const, reason: 'unpaid' };
    await made.db.inTenant(tenantId, (tx) => suspendTenant(tx, asked));
    const { sid } = await callIn('+17145550152', number);
    const attempt = await ended(sid, tenantId);
    expect(attempt).toMatchObject({ outcome: 'answered', messageOnly: true, slotsOffered: [] });
  });
});
