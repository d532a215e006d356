// mail to people about their own accounts, against PostgreSQL, with a vendor that misbehaves
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  accountToken,
  createAccountLink,
  endAccountLinks,
  findAccountLink,
} from '../../schema/database/accounts/account-links.ts';
import { type NoteForAccount, noteAccount } from '../../schema/database/accounts/note-account.ts';
import { uuidV7 } from '../../schema/database/uuid-v7.ts';
import { testLinkSecret } from '../support/seed.ts';
import { type ActivityWorld, activityWorld } from './activity-world.ts';

let world: ActivityWorld;
beforeAll(async () => {
  world = await activityWorld((settings) => ({
    ...settings,
    profile: { ...settings.profile, language: 'de', languages: ['de'] },
  }));
});
afterAll(() => world.drop());
beforeEach(() => {
  world.vendors.email.next.length = 0;
});

const address = 'nora@acts.example';
const causedBy = { kind: 'system', id: 'test' } as const;

/** A link for a new password, with the mail that brings it. */
const reset = async (over: Partial<NoteForAccount> = {}) => {
  const { tenantId } = world;
  const link = await world.db.inTenant(tenantId, async (tx) => {
    const given = { tenantId, kind: 'passwordReset', userId: uuidV7(), lastsMs: 3_600_000 } as const;
    const made = await createAccountLink(tx, given, testLinkSecret);
    const facts = { at: made.expiresAt.toISOString() };
    const to = { address, name: 'Nora' };
    await noteAccount(tx, {
      tenantId,
      kind: 'passwordReset',
      to,
      aboutId: made.id,
      facts,
      causedBy,
      ...over,
    });
    return made;
  });
  return { ...link, token: accountToken(testLinkSecret, link.id), note: await noteAbout(link.id) };
};

const noteAbout = async (aboutId: string) => {
  const [row] = await world.sql<{ id: string }>('select id from account_mail where about_id = ?', [aboutId]);
  return { tenantId: world.tenantId, noteId: row?.id ?? '' };
};

const sent = () => [...world.vendors.email.sent.values()].map(({ payload }) => payload);
const sentWith = (token: string) => sent().filter(({ html }) => html.includes(token));
const stateOf = async ({ noteId }: { noteId: string }) =>
  (
    await world.sql<{ state: string; reason: string | null }>(
      'select state, reason from account_mail where id = ?',
      [noteId],
    )
  )[0];

describe('a mail about an account', () => {
  test('is sent once, to the address, in the language and the brand of the business', async () => {
    const { note, token } = await reset();
    expect(await world.activities.sendStaffNote(note)).toBe('sent');
    expect(await world.activities.sendStaffNote(note)).toBe('sent');
    const [mail, more] = sentWith(token);
    expect(more).toBeUndefined();
    expect(mail).toMatchObject({ to: [address], subject: 'Ihr neues Passwort – Acts Ltd' });
    expect(mail?.text).toContain(`/account/reset/${token}`);
    expect(mail?.text).toContain('Acts Street 1');
    expect(await stateOf(note)).toEqual({ state: 'sent', reason: null });
  });

  test('has a link that opens, and whose token stands in no row', async () => {
    const { id, note, token } = await reset();
    await world.activities.sendStaffNote(note);
    expect(await findAccountLink(world.db.pool, 'passwordReset', token)).toEqual({
      tenantId: world.tenantId,
      linkId: id,
    });
    const rows = [];
    for (const table of ['outbound', 'email', 'account_mail', 'account_link'])
      rows.push(await world.sql(`select * from ${table}`));
    expect(JSON.stringify(rows)).toContain('/account/reset/');
    expect(JSON.stringify(rows)).not.toContain(token);
  });

  test('is the same to the byte when the vendor is asked again after no answer', async () => {
    const { note, token } = await reset();
    world.vendors.email.next.push('dropped');
    await expect(world.activities.sendStaffNote(note)).rejects.toThrow();
    await world.expireLeases();
    expect(await world.activities.sendStaffNote(note)).toBe('sent');
    expect(sentWith(token)).toHaveLength(1);
  });

  test('is not sent once its link opens nothing any more', async () => {
    const { id, note, token } = await reset();
    await world.db.inTenant(world.tenantId, (tx) => endAccountLinks(tx, world.tenantId, [id]));
    expect(await world.activities.sendStaffNote(note)).toBe('skipped');
    expect(await stateOf(note)).toEqual({ state: 'skipped', reason: 'linkOver' });
    expect(sentWith(token)).toEqual([]);
    expect(await findAccountLink(world.db.pool, 'passwordReset', token)).toBeNull();
  });

  test('of a changed password leads to where whoever did not change it asks for a new one', async () => {
    const aboutId = uuidV7();
    const { tenantId } = world;
    await world.db.inTenant(tenantId, (tx) =>
      noteAccount(tx, {
        tenantId,
        kind: 'passwordChanged',
        to: { address, name: 'Nora' },
        aboutId,
        causedBy,
      }),
    );
    expect(await world.activities.sendStaffNote(await noteAbout(aboutId))).toBe('sent');
    const mail = sent().find(({ subject }) => subject.startsWith('Ihr Passwort wurde'));
    expect(mail?.text).toMatch(/Wenn Sie das nicht waren.*\/account\/forgot/s);
  });

  test('without a link tells when and with what it happened', async () => {
    const userId = uuidV7();
    await world.db.inTenant(world.tenantId, (tx) =>
      noteAccount(tx, {
        ...{ tenantId: world.tenantId, kind: 'newSignIn', to: { address, name: null }, aboutId: userId },
        ...{ facts: { at: '2026-11-26T09:30:00.000Z', device: 'Firefox on Linux' }, causedBy },
      }),
    );
    expect(await world.activities.sendStaffNote(await noteAbout(userId))).toBe('sent');
    const mail = sent().find(({ subject }) => subject.startsWith('Eine neue Anmeldung'));
    expect(mail?.text).toContain('Wann: Donnerstag');
    expect(mail?.text).toContain('Womit: Firefox on Linux');
  });

  test('that could not be sent in time is given up', async () => {
    const { note } = await reset();
    expect(await world.activities.giveUpStaffNote(note)).toBe('givenUp');
    expect(await world.activities.sendStaffNote(note)).toBe('givenUp');
    expect(await stateOf(note)).toEqual({ state: 'givenUp', reason: 'notSentInTime' });
  });

  test('reaches the list of what Temporal has not heard of, by its id alone', async () => {
    const { note } = await reset();
    const { rows } = await world.db.pool.query(
      `select kind, ref, tenant_id from routing.pending_work('0 seconds', 1000) where ref = $1`,
      [note.noteId],
    );
    expect(rows).toEqual([{ kind: 'note', ref: note.noteId, tenant_id: world.tenantId }]);
  });
});
