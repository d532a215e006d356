// the settings of a tenant and who changes them, against PostgreSQL
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { assignmentRule } from '../../domain/leads/assign.ts';
import { draftSettings } from '../../domain/tenant/draft-settings.ts';
import type { TenantSettings } from '../../schema/contracts/tenant.ts';
import { loginByHash } from '../../schema/database/routing/doors.ts';
import { keyedHash } from '../../schema/database/secrets.ts';
import { changeSettings, type SettingsChanged } from '../../schema/database/tenants/change-settings.ts';
import { tenantInForce } from '../../schema/database/tenants/policy.ts';
import { saveTenant } from '../../schema/database/tenants/save-tenant.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { seedTenant, testLinkSecret } from '../support/seed.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
  await seedTenant(database.db, 'Other');
});
afterAll(() => database.drop());

let tenant: Awaited<ReturnType<typeof seedTenant>>;
let mark = 0;
beforeEach(async () => {
  mark += 1;
  const number = `+44207000000${mark}`;
  tenant = await seedTenant(database.db, `Mark${mark}`, {
    change: (settings) => ({ ...settings, phone: { number } }),
    firstPassword: async ({ key }) => (key === 'admin' ? '$argon2id$of-a-test' : null),
  });
});

type Edit = (settings: TenantSettings) => TenantSettings;

const change = (edit: Edit, expectedVersion: number | null = null): Promise<SettingsChanged> =>
  database.db.inTenant(tenant.tenantId, (tx) =>
    changeSettings(tx, {
      tenantId: tenant.tenantId,
      expectedVersion,
      change: (source) => draftSettings(edit(source)),
      actor: { kind: 'staff', id: 'admin' },
      assign: assignmentRule,
    }),
  );

const inForce = () => database.db.inTenant(tenant.tenantId, (tx) => tenantInForce(tx, tenant.tenantId));
const users = () =>
  database.db.inTenant(tenant.tenantId, (tx) =>
    tx.execute<{ key: string; email: string; out: boolean }[]>(
      'select staff_key as key, email, disabled_at is not null as out from staff_user order by staff_key',
    ),
  );

const named =
  (agentName: string): Edit =>
  (settings) => ({ ...settings, talk: { ...settings.talk, agentName } });
const staffed =
  (edit: (staff: TenantSettings['staff']) => TenantSettings['staff']): Edit =>
  (settings) => ({ ...settings, staff: edit(settings.staff) });
const newcomer = () => {
  const email = `nora@mark${mark}.example`;
  return { key: 'nora', name: 'Nora', role: 'admin' as const, calendar: email, notify: false, email };
};

describe('a change of settings', () => {
  test('is the next version, in force at once, and names who made it', async () => {
    expect(await change(named('Bea'), 1)).toMatchObject({ kind: 'changed', version: 2 });
    expect(await inForce()).toMatchObject({ policyVersion: 2, settings: { talk: { agentName: 'Bea' } } });
    const [row] = await database.db.inTenant(tenant.tenantId, (tx) =>
      tx.execute('select created_by from tenant_policy where version = 2'),
    );
    expect(row).toEqual({ created_by: 'staff:admin' });
  });

  test('of nothing makes no version', async () => {
    expect(await change((settings) => settings, 1)).toEqual({ kind: 'unchanged', version: 1 });
  });

  test('by two who have seen the same version is made once; the other is told of the version in force', async () => {
    const both = await Promise.all([change(named('Bea'), 1), change(named('Cem'), 1)]);
    expect(both.map(({ kind }) => kind).sort()).toEqual(['changed', 'conflict']);
    expect(both).toContainEqual({ kind: 'conflict', version: 2 });
  });

  test('by two who do not mind the version is made twice, and neither undoes the other', async () => {
    const both = await Promise.all([
      change(named('Bea')),
      change((settings) => ({ ...settings, brand: { ...settings.brand, signature: 'All of us' } })),
    ]);
    expect(both.map(({ kind }) => kind)).toEqual(['changed', 'changed']);
    const { policyVersion, settings } = await inForce();
    expect([policyVersion, settings.talk.agentName, settings.brand.signature]).toEqual([
      ...[3, 'Bea', 'All of us'],
    ]);
  });

  test('that is wrong changes nothing and says what is', async () => {
    expect(await change(named(''))).toMatchObject({
      kind: 'invalid',
      problems: [{ path: '/talk/agentName' }],
    });
    expect((await inForce()).policyVersion).toBe(1);
  });

  test('cannot take the number of another business', async () => {
    const number = String((await seedTenant(database.db, 'Rival')).settings.phone?.number);
    expect(await change((settings) => ({ ...settings, phone: { number } }))).toMatchObject({
      problems: [{ path: '/phone/number', expected: 'one that no other business uses' }],
    });
  });
});

describe('a change of staff', () => {
  test('lets somebody come, whose address logs nobody in before an invitation was opened', async () => {
    expect(await change(staffed((staff) => [...staff, newcomer()]))).toMatchObject({ kind: 'changed' });
    expect(await users()).toContainEqual({ key: 'nora', email: newcomer().email, out: false });
    const watches = await database.db.inTenant(tenant.tenantId, (tx) =>
      tx.execute('select mailbox from calendar_watch where staff_key = ? and ended_at is null', ['nora']),
    );
    expect(watches).toEqual([{ mailbox: newcomer().calendar }]);
    expect(await loginByHash(database.db.pool, keyedHash(testLinkSecret, newcomer().email))).toBeNull();
  });

  test('shuts out whoever leaves, and lets them in again when they come back', async () => {
    await change(staffed((staff) => staff.filter(({ key }) => key !== 'viewer')));
    expect(await users()).toContainEqual(expect.objectContaining({ key: 'viewer', out: true }));
    await change(
      staffed((staff) => [...staff, ...tenant.settings.staff.filter(({ key }) => key === 'viewer')]),
    );
    expect(await users()).toContainEqual(expect.objectContaining({ key: 'viewer', out: false }));
  });

  test('leaves an admin who can log in, not one who never could', async () => {
    const withNora = staffed((staff) => [...staff, newcomer()]);
    await change(withNora);
    const withoutAdmin = staffed((staff) => staff.filter(({ key }) => key !== 'admin'));
    expect(await change(withoutAdmin)).toEqual({
      kind: 'invalid',
      problems: [{ path: '/staff', expected: 'at least one admin who can log in' }],
    });
  });

  test('changes nobody’s address, and gives nobody’s to another', async () => {
    const moved = staffed((staff) => staff.map((one) => ({ ...one, email: `new-${one.email}` })));
    expect(await change(moved)).toMatchObject({
      kind: 'invalid',
      problems: [0, 1, 2].map((index) => ({ path: `/staff/${index}/email` })),
    });
    await change(staffed((staff) => staff.filter(({ key }) => key !== 'viewer')));
    const gone = tenant.settings.staff.find(({ key }) => key === 'viewer')?.email ?? '';
    expect(
      await change(staffed((staff) => [...staff, { ...newcomer(), email: gone.toUpperCase() }])),
    ).toEqual({
      kind: 'invalid',
      problems: [{ path: '/staff/2/email', expected: 'an address that nobody here has had' }],
    });
  });
});

describe('a file that is loaded again', () => {
  const load = (source: TenantSettings) =>
    saveTenant(
      database.db,
      { slug: tenant.slug, source, settings: source, savedBy: 'test' },
      { linkSecret: testLinkSecret, firstPassword: async () => null },
    );

  test('undoes nothing that people changed since, staff included', async () => {
    await change(staffed((staff) => [...staff, newcomer()]));
    expect(await load(tenant.settings)).toMatchObject({ changed: false, policyVersion: 2 });
    expect(await users()).toContainEqual({ key: 'nora', email: newcomer().email, out: false });
  });

  test('is the next version when it was edited', async () => {
    await change(named('Bea'));
    const edited = named('Cem')(tenant.settings);
    expect(await load(edited)).toMatchObject({ changed: true, policyVersion: 3 });
    expect((await inForce()).settings.talk.agentName).toBe('Cem');
  });
});
