// what nobody can tell of whether it was done, by a real mail server that takes a body and never says so
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { readEmailSettings } from '../../integrations/email/index.ts';
import { createSmtp } from '../../integrations/email/smtp/client.ts';
import { messageIdOf } from '../../integrations/email/smtp/message.ts';
import type { SmtpSettings } from '../../integrations/email/smtp/settings.ts';
import type { SettledAs } from '../../schema/contracts/commands.ts';
import { acceptCommand, settleForClosed } from '../../schema/database/leads/commands.ts';
import { imapServerBinary } from '../support/imap-server/binary.ts';
import { type ImapServer, startImapServer } from '../support/imap-server/imap-server.ts';
import { type MailServer, mailEnvironment, startMailServer } from '../support/mail-server.ts';
import { type ActivityWorld, activityWorld, type TestLead } from './activity-world.ts';

let world: ActivityWorld;
let server: MailServer;
let imap: ImapServer;

beforeAll(async () => {
  await imapServerBinary();
  [server, imap] = await Promise.all([startMailServer(), startImapServer()]);
  world = await activityWorld();
  const environment = mailEnvironment(server.port, {
    IMAP_URL: `imap://127.0.0.1:${imap.port}`,
    APP_ENV: 'production',
  });
  const settings = readEmailSettings(environment) as SmtpSettings;
  Object.assign(world.vendors.email.port, createSmtp(settings));
}, 300_000);
afterEach(() => {
  server.mails.length = 0;
});
afterAll(async () => {
  await world.drop();
  await server.close();
  await imap.close();
});

const welcome = (lead: TestLead) =>
  world.activities.welcome({ ...world.stamped(lead, 'intake'), cause: lead.form });

const rowOf = async (lead: TestLead) => {
  const [row] = await world.sql<{
    id: string;
    key: string;
    state: string;
    reason: string;
    payload: { from: string };
  }>('select * from outbound where lead_id = ?', [lead.leadId]);
  if (!row) throw new Error('no row');
  return row;
};

/** A welcome that the server has taken, or not, and said nothing. */
const leftOpen = async (): Promise<TestLead> => {
  const lead = await world.newLead();
  server.forgetNextReply();
  await expect(welcome(lead)).rejects.toMatchObject({ type: 'Ledger.Unsettled' });
  expect((await rowOf(lead)).state).toBe('unknown');
  await world.expireLeases();
  return lead;
};

const inDoubt = async (): Promise<TestLead> => {
  const lead = await leftOpen();
  expect(await welcome(lead)).toEqual({ kind: 'skipped' });
  return lead;
};

const accept = (lead: TestLead, actionId: string, as: SettledAs, vendorId: string | null = null) =>
  world.db.inTenant(world.tenantId, (tx) =>
    acceptCommand(tx, {
      ...lead,
      name: 'settleUnknown',
      arguments: { actionId, as, vendorId },
      actor: { kind: 'staff', id: 'agent' },
    }),
  );

const settle = async (lead: TestLead, as: SettledAs, vendorId: string | null = null) => {
  const commandId = await accept(lead, (await rowOf(lead)).id, as, vendorId);
  return world.activities.applyCommand({ ...world.stamped(lead, 'rest'), commandId });
};

const emails = (lead: TestLead) =>
  world.sql<{ vendor_id: string; state: string }>('select * from email where lead_id = ?', [lead.leadId]);
const timeline = async (lead: TestLead) =>
  (
    await world.sql<{ kind: string; actor: string }>('select * from timeline_event where lead_id = ?', [
      lead.leadId,
    ])
  ).map(({ kind, actor }) => `${kind} by ${actor}`);

describe('an e-mail whose answer is missing', () => {
  test('counts as sent when it is found in the Sent folder', async () => {
    const lead = await leftOpen();
    const { key, payload } = await rowOf(lead);
    const messageId = messageIdOf(payload, `${world.tenantId}:${key}`);
    await imap.deliver(`Message-ID: ${messageId}\nSubject: s\n\nt\n`, 'Sent');
    expect(await welcome(lead)).toEqual({ kind: 'done' });
    expect(await emails(lead)).toMatchObject([{ vendor_id: messageId, state: 'sent' }]);
    expect(server.mails).toHaveLength(1);
  });

  test('is otherwise never sent again by itself: the journey goes on, and staff are told once', async () => {
    const lead = await inDoubt();
    expect(await welcome(lead)).toEqual({ kind: 'skipped' });
    expect(server.mails).toHaveLength(1);
    expect(await rowOf(lead)).toMatchObject({ state: 'unknown', reason: 'untold' });
    expect(await world.sql('select kind from staff_note where lead_id = ?', [lead.leadId])).toEqual([
      { kind: 'actionInDoubt' },
    ]);
  });
});

test('an e-mail that the server refuses because there is no such mailbox is the last to that address', async () => {
  const lead = await world.newLead();
  server.refuseNext('recipient', 550, '5.1.1 No such user');
  expect(await welcome(lead)).toEqual({ kind: 'skipped' });
  expect(await rowOf(lead)).toMatchObject({ state: 'rejected', reason: '5.1.1' });
  expect(await world.sql('select reason from suppression where lead_id = ?', [lead.leadId])).toEqual([
    { reason: 'bounced' },
  ]);
});

describe('a person says', () => {
  test('that it was sent: it counts as sent from then on, and who said so is kept', async () => {
    const lead = await inDoubt();
    const { outcome, effect } = await settle(lead, 'sent', '<its@id>');
    expect([outcome, effect]).toEqual([{ status: 'done', code: 'settled' }, {}]);
    expect(await rowOf(lead)).toMatchObject({ state: 'sent', reason: 'byHand' });
    expect(await emails(lead)).toMatchObject([{ vendor_id: '<its@id>' }]);
    expect(await timeline(lead)).toEqual(['actionSettled by staff:agent', 'emailSent by staff:agent']);
    expect(await welcome(lead)).toEqual({ kind: 'done' });
    expect(server.mails).toHaveLength(1);
  });

  test('that it shall be sent again: it is, once, byte for byte as it was composed', async () => {
    const lead = await inDoubt();
    const { id } = await rowOf(lead);
    const { effect } = await settle(lead, 'again');
    expect(effect).toEqual({ again: id });
    await world.sql(`update lead set name = 'Somebody Else' where id = ?`, [lead.leadId]);
    const repeat = () => world.activities.repeatAction({ ...world.stamped(lead, 'rest'), actionId: id });
    expect(await repeat()).toEqual({ kind: 'done' });
    expect(await repeat()).toEqual({ kind: 'done' });
    const [first, second, ...more] = server.mails.map(({ raw }) => raw.replace(/^Date: .*$/m, ''));
    expect([second, more]).toEqual([first, []]);
    expect(await emails(lead)).toHaveLength(1);
  });

  test('that it shall be sent again, to who opted out meanwhile: it is not', async () => {
    const lead = await inDoubt();
    const { id } = await rowOf(lead);
    await settle(lead, 'again');
    await world.sql('update lead set opted_out_at = now() where id = ?', [lead.leadId]);
    expect(await world.activities.repeatAction({ ...world.stamped(lead, 'rest'), actionId: id })).toEqual({
      kind: 'skipped',
    });
    expect(server.mails).toHaveLength(1);
    expect(await rowOf(lead)).toMatchObject({ state: 'skipped' });
  });

  test('that it shall be sent again, to an address that is not the lead’s any more: it is not', async () => {
    const lead = await inDoubt();
    const { id } = await rowOf(lead);
    await settle(lead, 'again');
    await world.sql(`update lead set email = 'new@lead.example' where id = ?`, [lead.leadId]);
    expect(await world.activities.repeatAction({ ...world.stamped(lead, 'rest'), actionId: id })).toEqual({
      kind: 'skipped',
    });
    expect(server.mails).toHaveLength(1);
    expect(await rowOf(lead)).toMatchObject({ state: 'skipped', reason: 'otherAddress' });
  });

  test('that it was sent, to an address that is not the lead’s any more: it counts as the lead’s', async () => {
    const lead = await inDoubt();
    await world.sql(`update lead set email = 'new@lead.example' where id = ?`, [lead.leadId]);
    await settle(lead, 'sent');
    expect(await emails(lead)).toMatchObject([{ recipient_kind: 'lead' }]);
  });

  test.each(['sent', 'again'] as const)('of a lead that was merged, to who took it in: %s', async (as) => {
    const [lead, root] = [await inDoubt(), await world.newLead()];
    const { id } = await rowOf(lead);
    // one person, who is written to at one address
    const address = `update lead set email = (select email from lead where id = ?) where id = ?`;
    await world.sql(address, [lead.leadId, root.leadId]);
    await world.sql('update lead set merged_into = ? where id = ?', [root.leadId, lead.leadId]);
    const commandId = await accept(root, id, as);
    const { outcome } = await world.activities.applyCommand({ ...world.stamped(root, 'rest'), commandId });
    expect(outcome).toEqual({ status: 'done', code: 'settled' });
    if (as === 'again')
      expect(await world.activities.repeatAction({ ...world.stamped(root, 'rest'), actionId: id })).toEqual({
        kind: 'done',
      });
    expect(await rowOf(lead)).toMatchObject({ state: 'sent' });
    expect(server.mails).toHaveLength(as === 'again' ? 2 : 1);
  });

  test('that it shall be left: it is, and a second word about it is refused', async () => {
    const lead = await inDoubt();
    expect((await settle(lead, 'skip')).outcome).toEqual({ status: 'done', code: 'settled' });
    expect(await rowOf(lead)).toMatchObject({ state: 'skipped', reason: 'byHand' });
    expect((await settle(lead, 'sent')).outcome).toEqual({ status: 'refused', code: 'notInDoubt' });
    expect(await emails(lead)).toEqual([]);
  });

  test('nothing about an action that is still being looked into, or of another lead', async () => {
    const [lead, other] = [await leftOpen(), await world.newLead()];
    const { id } = await rowOf(lead);
    await world.sql(`update outbound set lease_until = now() + interval '1 minute' where id = ?`, [id]);
    expect((await settle(lead, 'sent')).outcome.code).toBe('notInDoubt');
    const commandId = await accept(other, id, 'sent');
    const { outcome } = await world.activities.applyCommand({ ...world.stamped(other, 'rest'), commandId });
    expect(outcome).toEqual({ status: 'refused', code: 'noSuchAction' });
  });

  test('what became of it after the journey is over; nothing is sent again then', async () => {
    for (const [as, state, code] of [
      ['again', 'unknown', 'leadClosed'],
      ['sent', 'sent', 'settled'],
    ] as const) {
      const lead = await inDoubt();
      const commandId = await accept(lead, (await rowOf(lead)).id, as);
      await world.db.inTenant(world.tenantId, (tx) =>
        settleForClosed(tx, { id: commandId, name: 'settleUnknown', leadId: lead.leadId }),
      );
      expect((await rowOf(lead)).state).toBe(state);
      expect(await world.sql('select code from command where id = ?', [commandId])).toEqual([{ code }]);
    }
  });
});
