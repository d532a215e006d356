// the log, over everything that code could hand to it
import { Writable } from 'node:stream';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createLogger } from '../../integrations/log/logger.ts';
import { scrubText } from '../../integrations/log/scrub.ts';
import { openDatabase } from '../../schema/database/database.ts';
import { Lead } from '../../schema/database/leads/entities.ts';
import { testDatabase } from '../support/database.ts';
import { seedTenant } from '../support/seed.ts';

type Log = ReturnType<typeof createLogger>;

/** Everything that is written while `work` logs. */
const written = (work: (log: Log) => void): string => {
  let lines = '';
  const destination = new Writable({
    write: (chunk, _, done) => {
      lines += String(chunk);
      done();
    },
  });
  work(createLogger({ name: 'test', level: 'trace', destination }));
  // so may the clock and the process's number, which are no secrets
  return lines.replaceAll(/"(time|pid)":\d+/g, '"$1":0');
};

const secrets = [
  'ada.lovelace+x@example.com',
  'jörg@exämple.de',
  'ada%40example.com',
  '+44 20 7946 0958',
  '+442079460958',
  '%2B442079460958',
  '020 7946 0958',
  '07700 900123',
  '(212) 555-2368',
  '212-555-2368',
  '919876543210',
];
const leaks = /lovelace|exa?ä?mple\.(com|de)|j?örg|7946|0958|900123|2368|98765/i;

test.each(secrets)('%s does not survive in a text', (secret) => {
  expect(scrubText(`before ${secret} after`)).toMatch(/^before \[(email|number)\] after$/);
  expect(scrubText(`to=${secret}&x`)).not.toMatch(leaks);
});

test.each([
  '01939c1e-0123-7456-8901-234567890123',
  '2026-01-31T12:34:56.789Z',
  '127.0.0.1:4032',
  'call:01900000-0000-7000-8000-000000000000',
  'node_modules/@temporalio/client/lib/index.js:123:45',
  'AC5a0db0c5a0db0c5a0db0c5a0db0c5a0d',
])('%s is left as it is', (harmless) => {
  expect(scrubText(`at ${harmless}.`)).toBe(`at ${harmless}.`);
});

const key = fc.constantFrom('leadId', 'note', 'a', 'list', 'err', 'meta', 'email', 'text', ...secrets);
const leaf = fc.oneof(
  fc.constantFrom(...secrets).map((secret) => `x ${secret} y`),
  fc
    .constantFrom(...secrets)
    .map((secret) => new Error(`failed for ${secret}`, { cause: new Error(secret) })),
  fc.constantFrom(...secrets).map((secret) => Buffer.from(secret)),
  // small ones: a large one may hold a secret's digits by chance
  fc.integer({ min: 0, max: 1_000 }),
  fc.constant(null),
);
const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 9, withCrossShrink: true },
    leaf,
    fc.array(tie('tree'), { maxLength: 3 }),
    fc.dictionary(key, tie('tree'), { maxKeys: 3 }),
  ),
}));

test('no address and no number survives in any shape, in any argument', () => {
  fc.assert(
    fc.property(tree, tree, fc.constantFrom(...secrets), (value, other, secret) => {
      const lines = written((log) => {
        log.info({ value }, `told ${secret}`);
        log.warn({ err: value, other });
        log.error(new Error(secret));
        log.error({ err: new Error(secret, { cause: new Error(secret) }) });
        log.info('%s and %j', secret, { value, other });
        log.info('%o', value as object);
        log.info(`only ${secret}`);
      });
      expect(lines).not.toMatch(leaks);
      for (const line of lines.trim().split('\n')) expect(() => JSON.parse(line)).not.toThrow();
    }),
    { numRuns: 300 },
  );
});

test('what people wrote does not survive, under the names that our code gives it', () => {
  const words = 'Dear Ada, the pool is green';
  const lines = written((log) => {
    const email = { subject: words, text: words, html: words, body: words, to: words, attachments: 1 };
    log.info({ email, list: [{ message: words, name: words }], payload: { a: words } }, 'sent');
  });
  expect(lines).not.toContain('Ada');
});

test('an error that quotes a document does not tell it', () => {
  const lines = written((log) => {
    try {
      JSON.parse('Dear Ada, the pool');
    } catch (err) {
      log.warn({ err }, 'not JSON');
      log.warn({ err });
      log.warn(err);
    }
  });
  expect(lines).toContain('SyntaxError');
  expect(lines).not.toContain('Dear');
});

test('errors of the database tell their state and their constraint, no value of a row', async () => {
  const database = await testDatabase();
  const { db } = database;
  const { tenantId } = await seedTenant(db, 'Log');
  const name = 'Ada Lovelace';
  const attempts: (() => Promise<unknown>)[] = [
    () => db.pool.query('select $1::uuid', [name]),
    () => db.pool.query(`select '${name}'::int`),
    () => db.inTenant(tenantId, (tx) => tx.execute('insert into lead (name) values (?)', [name])),
    () => db.inTenant(tenantId, (tx) => tx.findOneOrFail(Lead, { name })),
    () =>
      db.inTenant(tenantId, async (tx) => {
        for (const _ of [1, 2])
          await tx.execute(
            `insert into lead_identity (id, tenant_id, lead_id, kind, value)
             values (gen_random_uuid(), ?, gen_random_uuid(), 'email', ?)`,
            [tenantId, name],
          );
      }),
    () => db.inTenant(tenantId, (tx) => tx.insert(Lead, { id: name, name } as never)),
    () => openDatabase('postgres://lovelace:secret@127.0.0.1:1/ada').then((x) => x.pool.query('select 1')),
  ];
  for (const attempt of attempts) {
    const err = await attempt().then(
      () => null,
      (error: unknown) => error,
    );
    expect(err).toBeInstanceOf(Error);
    const lines = written((log) => {
      log.error({ err }, 'failed');
      log.error({ err });
      log.error(err);
      log.error({ inner: { err, plain: { ...(err as object) } } }, 'failed');
      log.warn('failed %o', err as Error);
    });
    expect(lines).not.toMatch(/Ada|Lovelace|secret/);
    expect(lines).toContain('"type"');
  }
  await database.drop();
});
