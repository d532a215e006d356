// `/graphql` over HTTP, on a real database.
import express, { type ErrorRequestHandler, type Express } from 'express';
import { getIntrospectionQuery } from 'graphql';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createGraphql } from '../../api/graphql/routes.ts';
import { type InnerContext, keptLog, testApiContext } from '../support/api-context.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { seedTenant } from '../support/seed.ts';
import { type SeededLead, seedLead } from '../support/seed-lead.ts';
import { fakeCommands, globalId } from './ask.ts';
import { tokenOfStaff } from './sign-in.ts';

let database: TestDatabase;
let tenantId: string;
let lead: SeededLead;
let token: string;

beforeAll(async () => {
  database = await testDatabase();
  ({ tenantId } = await seedTenant(database.db, 'Alpha'));
  lead = await seedLead(database.db, tenantId, 'Alpha');
  token = await tokenOfStaff(database.db, tenantId, 'agent');
});
afterAll(() => database.drop());

const appWith = (given: Partial<InnerContext> = {}, production = false): Express => {
  const context = testApiContext(database.db, given);
  const settings = { ...context.settings, appEnv: production ? ('production' as const) : ('test' as const) };
  const app = express();
  app.use(createGraphql({ ...context, settings }));
  const last: ErrorRequestHandler = (_error, _request, response, _next) => {
    response.status(500).json({ unhandled: true });
  };
  return app.use(last);
};

const post = (app: Express, query: string, as: string | null = token) => {
  const sending = request(app).post('/graphql');
  return (as ? sending.set('authorization', `Bearer ${as}`) : sending).send({ query });
};

describe('a signed-in caller', () => {
  test('is answered', async () => {
    const { status, body } = await post(appWith(), '{ viewer { user { key } role } }');
    expect(status).toBe(200);
    expect(body).toEqual({ data: { viewer: { user: { key: 'agent' }, role: 'AGENT' } } });
  });

  test('commands through the port of the api', async () => {
    const { asked, command } = fakeCommands();
    const id = globalId('Lead', lead.leadId);
    const mutation = `mutation { pause(input: { leadId: "${id}" }) { ... on CommandPayload { command { message } } } }`;
    const { body } = await post(appWith({ command }), mutation);
    expect(body).toEqual({ data: { pause: { command: { message: 'Paused.' } } } });
    expect(asked).toMatchObject([
      { name: 'pause', leadId: lead.leadId, actor: { kind: 'staff', id: 'agent' } },
    ]);
  });

  test('may read the schema in production, too', async () => {
    const { body } = await post(appWith({}, true), getIntrospectionQuery());
    expect(body.data.__schema.types.length).toBeGreaterThan(20);
  });
});

describe('an anonymous caller', () => {
  test('is told to sign in', async () => {
    const { status, body } = await post(appWith(), '{ leads { nodes { id } } }', null);
    expect(status).toBe(401);
    expect(body.errors).toMatchObject([
      { message: expect.stringMatching(/^Sign in first/), extensions: { code: 'UNAUTHENTICATED' } },
    ]);
    expect(body.data ?? null).toBeNull();
  });

  test.each([
    ['the schema', getIntrospectionQuery()],
    ['one type', '{ __type(name: "Lead") { name } }'],
    ['a field that is not there, whose refusal would name its neighbours', '{ leadz { id } }'],
    ['nonsense', '}{'],
  ])('learns nothing in production from asking for %s', async (_what, query) => {
    const { status, body } = await post(appWith({}, true), query, null);
    expect(status).toBe(401);
    expect(body.errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
    expect(body.data ?? null).toBeNull();
  });

  test('may read the schema outside production', async () => {
    const { body } = await post(appWith(), getIntrospectionQuery(), null);
    expect(body.data.__schema.types.length).toBeGreaterThan(20);
  });
});

describe('a browser', () => {
  const open = (app: Express, cookie = '') =>
    request(app).get('/graphql').set('accept', 'text/html').set('cookie', cookie);

  test('without a session sees the form to sign in', async () => {
    const { status, text, headers } = await open(appWith());
    expect(status).toBe(200);
    expect(text).toContain('/api/auth/login');
    const nonce = /script-src 'nonce-([^']+)'/.exec(String(headers['content-security-policy']))?.[1];
    expect(text).toContain(`<script nonce="${nonce}">`);
  });

  test('with a session sees GraphiQL, whole and from here', async () => {
    const { status, text } = await open(appWith(), `leadline_session=${token}`);
    expect(status).toBe(200);
    expect(text).toContain('GraphiQL');
    expect(text).not.toMatch(/(src|href)="https?:/);
  });

  describe('whose cookie is sent along', () => {
    const pausing = () => {
      const { asked, command } = fakeCommands();
      const id = globalId('Lead', lead.leadId);
      const query = `mutation { pause(input: { leadId: "${id}" }) { __typename } }`;
      const sending = request(appWith({ command }))
        .post('/graphql')
        .set('cookie', `leadline_session=${token}`);
      return { asked, query, sending };
    };

    test('commands as our own pages do, with JSON', async () => {
      const { asked, query, sending } = pausing();
      const { body } = await sending.send({ query });
      expect([body.data.pause.__typename, asked.length]).toEqual(['CommandPayload', 1]);
    });

    // what a form or a script of another origin can send without a preflight, which is answered to none
    test.each([
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'text/plain',
      'text/plain; application/json',
      '',
    ])('commands nothing by a body of "%s"', async (type) => {
      const { asked, query, sending } = pausing();
      const { status } = await sending.set('content-type', type).send(JSON.stringify({ query }));
      expect([status, asked]).toEqual([415, []]);
    });

    test('commands nothing by an address', async () => {
      const { asked, command } = fakeCommands();
      const query = `mutation { pause(input: { leadId: "${globalId('Lead', lead.leadId)}" }) { __typename } }`;
      const opened = request(appWith({ command })).get('/graphql').query({ query });
      const { status } = await opened.set('cookie', `leadline_session=${token}`);
      expect([status, asked]).toEqual([405, []]);
    });
  });

  test('gets no data by an address, which logs would keep', async () => {
    const { text } = await request(appWith())
      .get('/graphql')
      .query({ query: '{ viewer { role } }' })
      .set('authorization', `Bearer ${token}`);
    expect(text).not.toContain('AGENT');
  });

  test('of another origin is not told that it may read', async () => {
    const { headers } = await post(appWith(), '{ viewer { role } }').set(
      'origin',
      'https://elsewhere.example',
    );
    expect(headers['access-control-allow-origin']).toBeUndefined();
  });
});

describe('a request that is wrong', () => {
  test('is refused when it is not JSON', async () => {
    const sending = request(appWith()).post('/graphql').set('content-type', 'application/json');
    const { status, body } = await sending.set('authorization', `Bearer ${token}`).send('{"query":');
    expect([status, body.errors[0].extensions.code]).toEqual([400, 'BAD_REQUEST']);
  });

  test.each(['put', 'delete', 'patch'] as const)('is refused as %s', async (method) => {
    expect((await request(appWith())[method]('/graphql')).status).toBe(405);
  });
});

describe('an unexpected failure', () => {
  const secret = 'Jane Roe +447700900123';
  const failing = async () => {
    const { log, lines } = keptLog();
    // the database refuses the row, and says it all in its answer
    const command = (): Promise<never> =>
      database.db.inTenant(tenantId, (tx) =>
        tx.execute('insert into lead (id, tenant_id, name) values (gen_random_uuid(), ?, ?)', [
          tenantId,
          secret,
        ]),
      );
    const id = globalId('Lead', lead.leadId);
    const mutation = `mutation { pause(input: { leadId: "${id}", reason: "${secret}" }) { __typename } }`;
    const { body } = await post(appWith({ log, command }), mutation);
    return { body, lines };
  };

  test('is answered with a reference and nothing of what happened', async () => {
    const { body } = await failing();
    expect(body.errors).toHaveLength(1);
    expect(body.errors[0]).toMatchObject({
      message: expect.stringMatching(/^Something went wrong on our side\. Reference: [\w-]{36}$/),
      extensions: { code: 'INTERNAL_SERVER_ERROR' },
    });
    expect(JSON.stringify(body)).not.toMatch(/Jane|7700900123|null value|lead|stack/);
  });

  test('is logged once under that reference with type, code and place, without personal data', async () => {
    const { body, lines } = await failing();
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      reference: body.errors[0].extensions.reference,
      type: 'NotNullConstraintViolationException',
      code: '23502',
      path: ['pause'],
      frames: expect.arrayContaining([expect.stringContaining('run-command.ts')]),
    });
    expect(lines.join('')).not.toMatch(/Jane|7700900123/);
  });

  test.each<[string, () => unknown]>([
    ['a mistake of ours', () => new TypeError(secret)],
    [
      'a vendor',
      () => Object.assign(new Error('400'), { status: 400, response: { body: secret }, code: 'E' }),
    ],
    ['a failure inside another', () => new Error('asking failed', { cause: new Error(secret) })],
    ['something that is no error', () => secret],
  ])('of %s tells neither the caller nor the log what it says', async (_what, failure) => {
    const { log, lines } = keptLog();
    const command = (): Promise<never> => Promise.reject(failure());
    const id = globalId('Lead', lead.leadId);
    const mutation = `mutation { pause(input: { leadId: "${id}" }) { __typename } }`;
    const { body } = await post(appWith({ log, command }), mutation);
    expect(body.errors[0].extensions.code).toBe('INTERNAL_SERVER_ERROR');
    expect(lines).toHaveLength(1);
    expect(`${JSON.stringify(body)}${lines.join('')}`).not.toMatch(/Jane|7700900123/);
  });
});
