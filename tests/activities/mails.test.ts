// welcome, summary, offer, follow-up and reply against PostgreSQL, with a vendor and a model that misbehave
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { CallAttempt, CallTurn } from '../../schema/database/calls/entities.ts';
import { Message } from '../../schema/database/conversations/entities.ts';
import { recordInboundMessage } from '../../schema/database/conversations/record-inbound-message.ts';
import { replyAddressOf } from '../../schema/database/conversations/reply-address.ts';
import type { Tx } from '../../schema/database/database.ts';
import { contactFacts } from '../../schema/database/leads/contact-facts.ts';
import { Lead, type LeadRow } from '../../schema/database/leads/entities.ts';
import { uuidV7 } from '../../schema/database/uuid-v7.ts';
import { waitUntil } from '../end-to-end/wait-until.ts';
import { testLinkSecret } from '../support/seed.ts';
import { type ActivityWorld, activityWorld, type TestLead } from './activity-world.ts';

let world: ActivityWorld;
beforeAll(async () => {
  world = await activityWorld((settings) => ({
    ...settings,
    email: { ...settings.email, plusAddress: true },
    replies: { auto: true, minConfidence: 0.5 },
    knowledge: [{ title: 'What we do', text: 'We test things.' }],
    followUps: [
      { after: '0 seconds', subject: 'One', text: 'First.' },
      { after: '1 day', subject: 'Two', text: 'Second.' },
    ],
  }));
});
afterAll(() => world.drop());
beforeEach(() => {
  world.vendors.email.next.length = 0;
  world.vendors.language.answers.length = 0;
});

const states = async (lead: TestLead) =>
  Object.fromEntries((await world.actions(lead)).map(({ key, state }) => [key.split(':')[0], state]));
const sentTo = (lead: TestLead) =>
  [...world.vendors.email.sent.values()].filter(({ payload }) => payload.tags.lead === lead.leadId);
const welcome = (lead: TestLead) =>
  world.activities.welcome({ ...world.stamped(lead, 'intake'), cause: lead.form });

describe('an e-mail', () => {
  test('that nobody asked for can be stopped by a mail to the address that finds its lead', async () => {
    const lead = await world.newLead();
    await welcome(lead);
    const [mail] = sentTo(lead);
    const replyTo = mail?.payload.replyTo ?? '';
    expect(replyTo).toBe(replyAddressOf(replyTo.replace(/\+[^@]*/, ''), lead.leadId, testLinkSecret));
    expect(mail?.payload.headers['List-Unsubscribe']).toContain(`<mailto:${replyTo}?subject=unsubscribe>`);
  });

  test('counts for the cap of the day whatever it is about, unless it is an answer', async () => {
    const lead = await world.newLead();
    await welcome(lead);
    const counted = () =>
      world.db.inTenant(lead.tenantId, async (tx) => {
        const row = (await tx.findOneOrFail(Lead, { id: lead.leadId })) as LeadRow;
        return (await contactFacts(tx, row, testLinkSecret)).emailsSentAt.length;
      });
    expect(await counted()).toBe(1);
    const becomes = (template: string) =>
      world.sql('update email set template = ? where lead_id = ?', [template, lead.leadId]);
    for (const template of ['callSummaryLead', 'appointmentConfirmed', 'reminderLead', 'followUp']) {
      await becomes(template);
      expect(await counted()).toBe(1);
    }
    await becomes('reply');
    expect(await counted()).toBe(0);
  });

  test('whose answer was lost is repeated with the same bytes and the same key: one arrives', async () => {
    const lead = await world.newLead();
    world.vendors.email.next.push('dropped');
    await expect(welcome(lead)).rejects.toMatchObject({ type: 'Ledger.Unsettled' });
    await world.sql(`update lead set name = 'Somebody Else' where id = ?`, [lead.leadId]);
    await world.expireLeases();
    expect(await welcome(lead)).toEqual({ kind: 'done' });
    expect(sentTo(lead)).toHaveLength(1);
    expect(await world.sql('select from email where lead_id = ?', [lead.leadId])).toHaveLength(1);
  });

  test('whose answer was lost, to who opted out meanwhile, is not asked for again, and nobody says it was not sent', async () => {
    const lead = await world.newLead();
    world.vendors.email.next.push('dropped');
    await expect(welcome(lead)).rejects.toMatchObject({ type: 'Ledger.Unsettled' });
    await world.sql('update lead set opted_out_at = now() where id = ?', [lead.leadId]);
    await world.expireLeases();
    for (let i = 0; i < 2; i++) expect(await welcome(lead)).toEqual({ kind: 'skipped' });
    expect(await world.actions(lead)).toMatchObject([{ state: 'unknown', reason: 'optedOut', attempt: 1 }]);
    expect(await world.sql('select kind from staff_note where lead_id = ?', [lead.leadId])).toEqual([
      { kind: 'actionInDoubt' },
    ]);
  });

  test('without an answer for longer than its key protects it is left to a person', async () => {
    const lead = await world.newLead();
    world.vendors.email.next.push('lost');
    await expect(welcome(lead)).rejects.toThrow();
    await world.sql(`update outbound set first_sent_at = now() - interval '24 hours' where lead_id = ?`, [
      lead.leadId,
    ]);
    await world.expireLeases();
    expect(await welcome(lead)).toEqual({ kind: 'skipped' });
    expect(sentTo(lead)).toEqual([]);
    expect(await states(lead)).toEqual({ welcome: 'unknown' });
  });

  test('is not sent to who opted out, also not as a repetition', async () => {
    const lead = await world.newLead();
    world.vendors.email.next.push('limited');
    await expect(welcome(lead)).rejects.toThrow();
    await world.sql('update lead set opted_out_at = now() where id = ?', [lead.leadId]);
    expect(await welcome(lead)).toEqual({ kind: 'skipped' });
    expect(sentTo(lead)).toEqual([]);
    expect(await states(lead)).toEqual({ welcome: 'skipped' });
  });
});

describe('a follow-up', () => {
  const followUp = (lead: TestLead, done = 0) =>
    world.activities.followUp({ ...world.stamped(lead, 'followUp'), cause: lead.form, done });

  test('is sent once, and the next one waits its time', async () => {
    const lead = await world.newLead();
    const first = await followUp(lead);
    expect(first).toMatchObject({ kind: 'sent', done: 1, next: expect.any(String) });
    expect(await followUp(lead)).toEqual(first);
    expect(await followUp(lead, 1)).toMatchObject({ kind: 'at' });
    expect(sentTo(lead)).toHaveLength(1);
  });

  test('of a paused lead waits and is not lost', async () => {
    const lead = await world.newLead({ pausedAt: new Date() });
    expect(await followUp(lead)).toEqual({ kind: 'wait', because: 'paused' });
    await world.sql('update lead set paused_at = null where id = ?', [lead.leadId]);
    expect(await followUp(lead)).toMatchObject({ kind: 'sent' });
  });
});

describe('a reply', () => {
  const followUp = (lead: TestLead) =>
    world.activities.followUp({ ...world.stamped(lead, 'followUp'), cause: lead.form, done: 0 });
  const decisions = (lead: TestLead) =>
    world.sql<{ verdict: string; reason: string; rule: string }>(
      `select verdict, reason, rule from decision where lead_id = ? order by created_at`,
      [lead.leadId],
    );
  const known = async () => {
    const lead = await world.newLead();
    await world.sql(
      `insert into lead_identity (id, tenant_id, lead_id, kind, value)
       select ?, tenant_id, id, 'email', email from lead where id = ?`,
      [uuidV7(), lead.leadId],
    );
    return lead;
  };
  const replies = async (lead: TestLead, tx: Tx) => {
    const [row] = await tx.execute<{ email: string }[]>('select email from lead where id = ?', [lead.leadId]);
    return recordInboundMessage(tx, {
      tenantId: world.tenantId,
      vendor: 'resend',
      account: 'test',
      eventId: uuidV7(),
      vendorId: uuidV7(),
      internetMessageId: null,
      assignTo: [],
      from: row?.email ?? '',
      to: 'hello@leads.example',
      subject: 'Re: hello',
      text: 'Yes please.',
      ownText: 'Yes please.',
      attachments: [],
      automatic: null,
      bounced: null,
      answers: [],
      at: new Date().toISOString(),
      language: 'en',
      names: [],
      optOut: false,
      linkSecret: testLinkSecret,
    });
  };

  test('that is being stored as the follow-up falls due stops it: nothing is sent, and the decision says why', async () => {
    const lead = await known();
    const stored = Promise.withResolvers<void>();
    const mayCommit = Promise.withResolvers<void>();
    const replying = world.db.inTenant(world.tenantId, async (tx) => {
      await replies(lead, tx);
      stored.resolve();
      await mayCommit.promise;
    });
    await stored.promise;
    const following = followUp(lead);
    // it waits for the lead, whose lock the reply holds: only then may the reply be committed
    await waitUntil('the follow-up that waits for the lead', async () => {
      const { rows } = await world.db.pool.query(
        `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      return rows.length > 0;
    });
    mayCommit.resolve();
    await replying;
    expect(await following).toEqual({ kind: 'never', because: 'replied', to: 'rest' });
    expect(sentTo(lead)).toEqual([]);
    expect(await decisions(lead)).toEqual([{ verdict: 'never', reason: 'replied', rule: 'followUp.stops' }]);
  });

  test('in the same moment as the follow-up: either nothing is sent, or the reply was stored after it was decided', async () => {
    for (let round = 0; round < 12; round += 1) {
      const lead = await known();
      const [answer] = await Promise.all([
        followUp(lead),
        world.db.inTenant(world.tenantId, (tx) => replies(lead, tx)),
      ]);
      const sent = answer.kind === 'sent';
      expect(answer).toMatchObject(sent ? { kind: 'sent' } : { kind: 'never', because: 'replied' });
      expect(sentTo(lead)).toHaveLength(sent ? 1 : 0);
      expect(await decisions(lead)).toMatchObject([{ reason: sent ? 'allowed' : 'replied' }]);
      expect(await followUp(lead)).toMatchObject(sent ? { kind: 'sent' } : { because: 'replied' });
    }
  });

  test.each([
    ['a lost lead', `update lead set status = 'lost' where id = ?`, 'lost'],
    ['a won lead', `update lead set status = 'converted' where id = ?`, 'converted'],
  ])('is not the only thing that stops it: %s is followed up no more', async (_, change, because) => {
    const lead = await world.newLead();
    await world.sql(change, [lead.leadId]);
    expect(await followUp(lead)).toEqual({ kind: 'never', because, to: 'rest' });
    expect(sentTo(lead)).toEqual([]);
  });
});

describe('a summary', () => {
  const summary = {
    outcome: 'interested',
    interest: null,
    budget: null,
    answers: [],
    objections: [],
    sentiment: 'neutral',
    nextStep: 'Send times.',
    summary: 'They want to know more.',
    leadSummary: 'You want to know more.',
  };
  const call = async (lead: TestLead): Promise<string> => {
    const [attemptId, at] = [uuidV7(), new Date()];
    const row = { tenantId: lead.tenantId, createdAt: at };
    await world.db.inTenant(lead.tenantId, async (tx) => {
      await tx.insert(CallAttempt, {
        ...row,
        id: attemptId,
        leadId: lead.leadId,
        number: 1,
        causeId: lead.form.id,
        causedBy: lead.form,
        fromNumber: '+440000000000',
        toNumber: lead.phone,
        state: 'ended',
        outcome: 'answered',
        endedAt: at,
        slotsOffered: [],
        answers: {},
      });
      const turn = {
        id: uuidV7(),
        attemptId,
        number: 1,
        speaker: 'lead' as const,
        text: 'I am curious.',
        at,
      };
      await tx.insert(CallTurn, { ...row, ...turn });
    });
    return attemptId;
  };
  const summarise = (lead: TestLead, attemptId: string) =>
    world.beating(() => world.activities.summarise({ ...world.stamped(lead, 'summarise'), attemptId }));

  test('that died between its mails is made once and goes on with who is left', async () => {
    const lead = await world.newLead();
    const attemptId = await call(lead);
    world.vendors.language.answers.push(summary);
    const before = world.vendors.language.asked();
    world.vendors.email.next.push('ok', 'dies');
    await expect(summarise(lead, attemptId)).rejects.toThrow('died');
    await world.expireLeases();
    const onward = await summarise(lead, attemptId);
    expect(onward).toMatchObject({ kind: 'onward', to: 'schedule', score: 40, status: 'contacted' });
    expect(world.vendors.language.asked() - before).toBe(1);
    expect(sentTo(lead)).toHaveLength(2);
    expect(
      await world.sql(`select from timeline_event where kind = 'callSummarised' and lead_id = ?`, [
        lead.leadId,
      ]),
    ).toHaveLength(1);
  });

  test('that the model has in no usable form is made from our own rows', async () => {
    const lead = await world.newLead();
    world.vendors.language.answers.push('refused');
    expect(await summarise(lead, await call(lead))).toMatchObject({ to: 'schedule', score: 40 });
    expect(sentTo(lead)).toHaveLength(2);
  });

  test('waits for a model that is away, and tells nobody anything meanwhile', async () => {
    const lead = await world.newLead();
    world.vendors.language.answers.push('lost');
    await expect(summarise(lead, await call(lead))).rejects.toMatchObject({ code: 'timeout' });
    expect(sentTo(lead)).toEqual([]);
  });
});

describe('a reply', () => {
  const message = async (lead: TestLead): Promise<string> => {
    const [id, at] = [uuidV7(), new Date()];
    await world.db.inTenant(lead.tenantId, (tx) =>
      tx.insert(Message, {
        id,
        tenantId: lead.tenantId,
        createdAt: at,
        leadId: lead.leadId,
        channel: 'email',
        direction: 'inbound',
        subject: 'Hello',
        text: 'What do you do?',
        causedBy: lead.form,
        at,
      }),
    );
    return id;
  };
  const answer = (lead: TestLead, messageId: string) =>
    world.beating(() => world.activities.answer({ ...world.stamped(lead, 'rest'), messageId, seq: 1 }));
  const reply = (confidence: number) => ({
    reply: 'We test things.',
    confidence,
    language: 'en',
    sources: ['What we do'],
  });

  test('that died after it was sent is composed once and arrives once', async () => {
    const lead = await world.newLead();
    const id = await message(lead);
    const before = world.vendors.language.asked();
    world.vendors.language.answers.push(reply(0.9));
    world.vendors.email.next.push('dies');
    await expect(answer(lead, id)).rejects.toThrow('died');
    await world.expireLeases();
    expect(await answer(lead, id)).toEqual({ kind: 'sent' });
    expect(await answer(lead, id)).toEqual({ kind: 'sent' });
    expect(world.vendors.language.asked() - before).toBe(1);
    expect(sentTo(lead)).toHaveLength(1);
    const written = await world.sql(`select from message where direction = 'outbound' and lead_id = ?`, [
      lead.leadId,
    ]);
    expect(written).toHaveLength(1);
  });

  test('that the model is not sure of waits for a person and is not sent', async () => {
    const lead = await world.newLead();
    const id = await message(lead);
    world.vendors.language.answers.push(reply(0.2));
    const held = await answer(lead, id);
    expect(held).toEqual({ kind: 'held', draftId: expect.any(String), at: expect.any(String) });
    expect(await answer(lead, id)).toEqual(held);
    expect(sentTo(lead)).toEqual([]);
  });

  test('to who opted out while it was composed is not sent', async () => {
    const lead = await world.newLead({ optedOutAt: new Date() });
    world.vendors.language.answers.push(reply(0.9));
    expect(await answer(lead, await message(lead))).toEqual({ kind: 'skipped' });
    expect(sentTo(lead)).toEqual([]);
  });
});
