// API keys: made, used and ended, over HTTP and on a real database.
import express, { type Express } from 'express';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createKeyLimit, keyUsesPerMinute } from '../../api/auth/api-key.ts';
import { createAuth } from '../../api/auth/routes.ts';
import { createGraphql } from '../../api/graphql/routes.ts';
import { type KeyInForce, mostKeys, noteKeyUse } from '../../schema/database/tenants/api-keys.ts';
import { testApiContext } from '../support/api-context.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { seedTenant, testLinkSecret } from '../support/seed.ts';
import { type SeededLead, seedLead } from '../support/seed-lead.ts';
import { ask, asRole, asSuperAdmin, fakeCommands, globalId } from './ask.ts';

let database: TestDatabase;
let tenantId: string;
let lead: SeededLead;

beforeAll(async () => {
  database = await testDatabase();
  ({ tenantId } = await seedTenant(database.db, 'Alpha'));
  lead = await seedLead(database.db, tenantId, 'Alpha');
});
afterAll(() => database.drop());

const create = `mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) {
  __typename
  ... on CreatedApiKey { secret key { id name scopes lastFour inForce createdBy expiresAt lastUsedAt } }
  ... on InvalidInput { message }
} }`;
const revoke = `mutation ($keyId: ID!) { revokeApiKey(input: { keyId: $keyId }) {
  ... on ApiKey { inForce revokedAt revokedBy }
} }`;

const makeKey = async (input: Record<string, unknown> = {}) => {
  const given = { name: 'our CRM', scopes: ['LEADS_READ'], ...input };
  const { data, errors } = await ask(database.db, asRole(tenantId, 'admin'), create, { input: given });
  expect(errors).toEqual([]);
  return data.createApiKey;
};

const rows = <Row extends object>(sql: string, values: unknown[] = []): Promise<Row[]> =>
  database.db.inTenant(tenantId, (tx) => tx.execute<Row[]>(sql, values));

const idOf = (globalIdOfKey: string) => Buffer.from(globalIdOfKey, 'base64').toString().split(':')[1] ?? '';

const app = (given = {}): Express => {
  const context = testApiContext(database.db, given);
  return express().use(createGraphql(context)).use('/api/auth', createAuth(context));
};
const post = (secret: string, query: string, on = app()) =>
  request(on).post('/graphql').set('authorization', `Bearer ${secret}`).send({ query });

describe('a new key', () => {
  test('is shown once, and no table holds more of it than its hash and four characters', async () => {
    const { secret, key } = await makeKey();
    expect(secret).toMatch(/^ll_[\w-]{32}$/);
    expect(key).toMatchObject({ lastFour: secret.slice(-4), inForce: true, createdBy: 'staff:admin' });
    const kept = await rows<{ row: string }>(
      `select k::text || coalesce((select string_agg(a::text, '') from audit_entry a), '') as row from api_key k`,
    );
    expect(JSON.stringify(kept)).not.toContain(secret.slice(3, 20));
  });

  test.each([
    ['without a name', { name: '  ' }, 'name: expected 1 to 100 characters.'],
    ['without a scope', { scopes: [] }, 'scopes: expected at least one scope.'],
    [
      'that has ended',
      { expiresAt: '2020-01-01T00:00:00Z' },
      'expiresAt: expected an instant that is yet to come.',
    ],
  ])('%s is not made', async (_what, input, message) => {
    expect(await makeKey(input)).toEqual({ __typename: 'InvalidInput', message });
  });

  test('and its end are in the audit log, each once, by whoever did it', async () => {
    const { key } = await makeKey({ name: 'audited' });
    const admins = [asSuperAdmin(tenantId), asRole(tenantId, 'admin')];
    const answers = [];
    for (const viewer of admins) answers.push(await ask(database.db, viewer, revoke, { keyId: key.id }));
    expect(answers[0]?.data.revokeApiKey).toMatchObject({
      inForce: false,
      revokedBy: expect.stringMatching(/^superAdmin:/),
    });
    expect(answers[1]).toEqual(answers[0]);
    const written = await rows(
      'select action, actor_kind, after from audit_entry where subject_id = ? order by created_at',
      [idOf(key.id)],
    );
    expect(written).toMatchObject([
      { action: 'apiKeyCreated', actor_kind: 'staff', after: { name: 'audited', scopes: ['leads:read'] } },
      { action: 'apiKeyRevoked', actor_kind: 'superAdmin', after: { revokedAt: expect.any(String) } },
    ]);
  });
});

describe('a request with a key', () => {
  test('is the key’s: with its scopes, without a role and without a person', async () => {
    const { secret } = await makeKey();
    const { status, body } = await post(secret, '{ viewer { kind role scopes user { key } mayCommand } }');
    expect(status).toBe(200);
    expect(body.data.viewer).toEqual({
      ...{ kind: 'KEY', role: null, scopes: ['LEADS_READ'], user: null, mayCommand: false },
    });
  });

  test('names the key in commands and in timelines', async () => {
    const { secret, key } = await makeKey({ scopes: ['LEADS_READ', 'LEADS_WRITE'] });
    const { asked, command } = fakeCommands();
    const input = `input: { leadId: "${globalId('Lead', lead.leadId)}"`;
    const paused = `mutation { pause(${input} }) { ... on CommandPayload { command { status } } } }`;
    await post(secret, paused, app({ command }));
    expect(asked).toMatchObject([{ name: 'pause', actor: { kind: 'key', id: idOf(key.id) } }]);
    const tagged = `mutation { tag(${input}, add: ["by machine"] }) { ... on Lead { tags } } }`;
    expect((await post(secret, tagged)).body.data.tag).toEqual({ tags: ['by machine'] });
    const [line] = await rows(`select actor from timeline_event where kind = 'tagged'`);
    expect(line).toEqual({ actor: `key:${idOf(key.id)}` });
  });

  test('is noted as its last use, at most once a minute', async () => {
    const { secret, key } = await makeKey();
    const id = idOf(key.id);
    const used = async () =>
      (
        await rows<{ at: string | null }>('select last_used_at::text as at from api_key where id = ?', [id])
      )[0]?.at;
    expect(await used()).toBeNull();
    await post(secret, '{ viewer { kind } }');
    const first = await vi.waitFor(async () => {
      const at = await used();
      expect(at).toEqual(expect.any(String));
      return at;
    });
    await noteKeyUse(database.db, { tenantId, keyId: id } as KeyInForce);
    expect(await used()).toBe(first);
    await rows(`update api_key set last_used_at = now() - interval '2 minutes' where id = ?`, [id]);
    const before = await used();
    await noteKeyUse(database.db, { tenantId, keyId: id } as KeyInForce);
    expect(await used()).not.toBe(before);
  });

  test('is refused in one way, whether the key is unknown, expired or revoked', async () => {
    const [expired, revoked] = [await makeKey(), await makeKey()];
    await rows(`update api_key set expires_at = now() - interval '1 second' where id = ?`, [
      idOf(expired.key.id),
    ]);
    await ask(database.db, asRole(tenantId, 'admin'), revoke, { keyId: revoked.key.id });
    for (const secret of ['ll_00000000000000000000000000000000', expired.secret, revoked.secret]) {
      const { status, body } = await post(secret, '{ viewer { kind } }');
      expect([status, body]).toEqual([
        401,
        {
          errors: [{ message: 'This API key is not in force.', extensions: { code: 'UNAUTHENTICATED' } }],
        },
      ]);
    }
  });

  test('is refused when the key is used too often, in whichever process', async () => {
    const { secret, key } = await makeKey();
    const { key: counter } = createKeyLimit(database.db, testLinkSecret).of(idOf(key.id));
    await database.db.pool.query(
      `insert into routing.rate_limit (key, points, expire) values ($1, $2, extract(epoch from now() + interval '30 seconds') * 1000)`,
      [counter, keyUsesPerMinute],
    );
    const { status, headers } = await post(secret, '{ viewer { kind } }');
    expect([status, Number(headers['retry-after'])]).toEqual([429, expect.any(Number)]);
    expect(Number(headers['retry-after'])).toBeGreaterThan(20);
  });

  test('opens no account of a person', async () => {
    const { secret } = await makeKey();
    const asked = request(app()).get('/api/auth/profile').set('authorization', `Bearer ${secret}`);
    expect((await asked).status).toBe(401);
  });
});

test('the list tells the keys in force from the others, and no more may be in force than somebody looks after', async () => {
  const list = (inForce: boolean) =>
    ask(
      database.db,
      asRole(tenantId, 'admin'),
      `{ apiKeys(inForce: ${inForce}, first: 100) { nodes { inForce } } }`,
    );
  const [live, over] = [await list(true), await list(false)];
  const said = (answer: typeof live) => answer.data.apiKeys.nodes.map((k: { inForce: boolean }) => k.inForce);
  expect(new Set(said(live))).toEqual(new Set([true]));
  expect(new Set(said(over))).toEqual(new Set([false]));
  for (let n = said(live).length; n < mostKeys; n += 1) await makeKey();
  expect(await makeKey()).toMatchObject({ message: `name: expected at most ${mostKeys} keys in force.` });
});
