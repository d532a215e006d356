// What became of mail to people about their accounts, against PostgreSQL, with a mail vendor that misbehaves.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type ActivityWorld, activityWorld } from '../activities/activity-world.ts';
import { seedInvitation } from '../support/seed-invitation.ts';
import { ask, asRole, type Data } from './ask.ts';

let world: ActivityWorld;
let marks = 0;
beforeAll(async () => {
  world = await activityWorld();
});
afterAll(() => world.drop());
beforeEach(() => {
  world.vendors.email.next.length = 0;
});

const asked = async (query: string): Promise<Data> => {
  const { data, errors } = await ask(world.db, asRole(world.tenantId, 'admin'), query);
  expect(errors).toEqual([]);
  return data;
};
const invited = async () => {
  marks += 1;
  const linkId = await seedInvitation(world.db, world.tenantId, `Newcomer${marks}`);
  const [row] = await world.sql<{ id: string }>('select id from account_mail where about_id = ?', [linkId]);
  return { tenantId: world.tenantId, noteId: row?.id ?? '' };
};
/** Of the newest invitation. */
const mail = async (): Promise<Data> => {
  const { invitations } = await asked(
    '{ invitations(first: 1) { nodes { mail { kind address state reason } } } }',
  );
  return invitations.nodes[0].mail;
};

test('whoever invites sees that the mail waits, went out, arrived or came back', async () => {
  const note = await invited();
  const address = `newcomer@newcomer${marks}.example`;
  expect(await mail()).toEqual({ kind: 'INVITATION', address, state: 'WAITING', reason: null });
  await world.activities.sendStaffNote(note);
  expect(await mail()).toMatchObject({ state: 'SENT' });
  for (const [word, state] of [
    ['delivered', 'DELIVERED'],
    ['bounced', 'BOUNCED'],
  ]) {
    await world.sql('update email set state = ? where recipient = ?', [word, address]);
    expect(await mail()).toMatchObject({ state });
  }
});

test('a mail of which nobody knows whether it went out is in doubt, and one that the vendor refused was not sent', async () => {
  const doubtful = await invited();
  world.vendors.email.next.push('dropped');
  await expect(world.activities.sendStaffNote(doubtful)).rejects.toThrow();
  expect(await mail()).toMatchObject({ state: 'IN_DOUBT' });
  const refused = await invited();
  world.vendors.email.next.push('refused');
  await world.activities.sendStaffNote(refused);
  expect(await mail()).toMatchObject({ state: 'NOT_SENT', reason: expect.any(String) });
  const { accountMails } = await asked(
    '{ accountMails(first: 2) { nodes { state } pageInfo { hasNextPage } } }',
  );
  expect(accountMails.nodes).toEqual([{ state: 'NOT_SENT' }, { state: 'IN_DOUBT' }]);
});

test('an invitation that was sent again shows the last of its mails', async () => {
  const note = await invited();
  await world.activities.sendStaffNote(note);
  await world.sql(
    `insert into account_mail (id, tenant_id, kind, address, name, about_id, round, facts, caused_by)
     select gen_random_uuid(), tenant_id, kind, address, name, about_id, 2, facts, caused_by from account_mail where id = ?`,
    [note.noteId],
  );
  expect(await mail()).toMatchObject({ state: 'WAITING' });
});

test('nobody but an admin sees them', async () => {
  for (const role of ['agent', 'viewer'] as const) {
    const { errors } = await ask(
      world.db,
      asRole(world.tenantId, role),
      '{ accountMails { nodes { state } } }',
    );
    expect(errors).not.toEqual([]);
  }
});
