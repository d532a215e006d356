// Loading the files of tenants, on a real database: what people changed meanwhile is not undone, and it is said.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { assignmentRule } from '../../domain/leads/assign.ts';
import { draftSettings } from '../../domain/tenant/draft-settings.ts';
import { loadTenants } from '../../local/load-tenants.ts';
import { projectFolder } from '../../local/settings.ts';
import { tenantBySlug } from '../../schema/database/routing/doors.ts';
import { changeSettings } from '../../schema/database/tenants/change-settings.ts';
import { tenantInForce } from '../../schema/database/tenants/policy.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { testLinkSecret } from '../support/seed.ts';

let database: TestDatabase;
const folder = mkdtempSync(path.join(tmpdir(), 'tenants-'));
const file = path.join(folder, 'nexora', 'tenant.yaml');
beforeAll(async () => {
  database = await testDatabase();
  cpSync(path.join(projectFolder, 'tenants', 'nexora'), path.join(folder, 'nexora'), { recursive: true });
});
afterAll(async () => {
  await database.drop();
  rmSync(folder, { recursive: true });
});

const load = async () => (await loadTenants(database.ownerUrl, folder, testLinkSecret)).tenants[0];
const inForce = async () => {
  const tenantId = (await tenantBySlug(database.db.pool, 'nexora')) ?? '';
  return database.db.inTenant(tenantId, (tx) => tenantInForce(tx, tenantId));
};

const renameAgent = async (agentName: string): Promise<void> => {
  const { tenantId } = await inForce();
  await database.db.inTenant(tenantId, (tx) =>
    changeSettings(tx, {
      ...{ tenantId, expectedVersion: null, actor: { kind: 'staff', id: 'admin' }, assign: assignmentRule },
      change: (source) => draftSettings({ ...source, talk: { ...source.talk, agentName } }),
    }),
  );
};

test('a file is left alone where people have changed the settings since, and whoever loads it hears so', async () => {
  expect((await load())?.remark).toBeNull();
  expect((await load())?.remark).toBeNull();
  await renameAgent('Mira');
  expect((await load())?.remark).toBe(
    'left alone: staff:admin has changed the settings since this file was loaded (version 2 is in force)',
  );
  expect((await inForce()).settings.talk.agentName).toBe('Mira');
});

test('a file that was edited is in force, and says whose settings it took the place of', async () => {
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.replace(/agentName: .*/, 'agentName: Zoe'));
  expect((await load())?.remark).toBe(
    'the file is in force as version 3, in place of settings that staff:admin had made since',
  );
  expect((await inForce()).settings.talk.agentName).toBe('Zoe');
  expect((await load())?.remark).toBeNull();
});
