// The command line of operators, on a real database: who of the platform may enter businesses.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { verify } from '@node-rs/argon2';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { projectFolder } from '../../local/settings.ts';
import { superAdminByHash } from '../../schema/database/platform/enter-tenant.ts';
import { keyedHash } from '../../schema/database/secrets.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { testLinkSecret } from '../support/seed.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

const superAdmin = (words: string[], input = '') => {
  const env = { ...process.env, DATABASE_OWNER_URL: database.ownerUrl, LINK_SECRET: testLinkSecret };
  const main = path.join(projectFolder, 'cli', 'main.ts');
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, 'super-admin', ...words], {
    ...{ env, input, encoding: 'utf8' },
  });
  return { status, stdout, stderr };
};
const known = (email: string) => superAdminByHash(database.db.pool, keyedHash(testLinkSecret, email));
const passwordOf = async (email: string, password: string) =>
  verify((await known(email))?.passwordHash ?? '', password);

test('an operator makes somebody with a password of their own, lists, disables and enables them', async () => {
  const email = 'pat@platform.example';
  const created = superAdmin(
    ['create', email, '--name', 'Pat', '--password-stdin'],
    'seven lamps in the harbour\n',
  );
  expect(created).toEqual({ status: 0, stdout: 'Pat may enter businesses.\n', stderr: '' });
  expect(await passwordOf(email, 'seven lamps in the harbour')).toBe(true);
  expect(superAdmin(['disable', email]).status).toBe(0);
  expect(await known(email)).toBeNull();
  expect(superAdmin(['list']).stdout).toMatch(/^[0-9a-f-]{36} {2}Pat {2}since \S+ {2}disabled\n$/);
  expect(superAdmin(['enable', email]).status).toBe(0);
  expect(await known(email)).not.toBeNull();
});

test('a password that is made is printed once, and a reset makes another', async () => {
  const email = 'kim@platform.example';
  const { stdout } = superAdmin(['create', email, '--name', 'Kim']);
  const printed = /shown only now: (\S+)\n$/.exec(stdout)?.[1] ?? '';
  expect(await passwordOf(email, printed)).toBe(true);
  const reset = superAdmin(['reset-password', email]).stdout;
  expect(await passwordOf(email, printed)).toBe(false);
  expect(await passwordOf(email, /shown only now: (\S+)\n$/.exec(reset)?.[1] ?? '')).toBe(true);
});

test('what cannot be done is one sentence, and changes nothing', async () => {
  const email = 'lee@platform.example';
  const weak = superAdmin(['create', email, '--name', 'Lee', '--password-stdin'], 'lee\n');
  expect([weak.status, weak.stderr]).toEqual([
    ...[1, 'The password on stdin may not be used: expected at least 12 characters.\n'],
  ]);
  expect(await known(email)).toBeNull();
  const unknown = superAdmin(['disable', email]);
  expect([unknown.status, unknown.stderr]).toEqual([
    ...[1, "lee@platform.example is nobody's: create makes somebody new.\n"],
  ]);
});
