// GraphQL on a real database: what staff ask of a journey, with a port that stands for the journey.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Lead } from '../../schema/database/leads/entities.ts';
import type { GraphqlContext } from '../../schema/graphql/context.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { seedTenant } from '../support/seed.ts';
import { type SeededLead, seedLead } from '../support/seed-lead.ts';
import { ask, asRole, fakeCommands, globalId } from './ask.ts';

let database: TestDatabase;
let tenantId: string;
let lead: SeededLead;
let other: SeededLead;
const future = '2100-01-01T09:00:00+02:00';

beforeAll(async () => {
  database = await testDatabase();
  ({ tenantId } = await seedTenant(database.db, 'Alpha'));
  lead = await seedLead(database.db, tenantId, 'Alpha', 1);
  other = await seedLead(database.db, tenantId, 'Alpha', 2);
});
afterAll(() => database.drop());

const result = `{ __typename
  ... on CommandPayload { command { id status code message } lead { id name journey { paused } } }
  ... on InvalidInput { field expected message }
  ... on NotFound { what message } }`;

const mutate = async (
  name: string,
  input: Record<string, unknown>,
  command: GraphqlContext['command'] = fakeCommands().command,
) => {
  const type = `${name[0]?.toUpperCase()}${name.slice(1)}Input!`;
  const query = `mutation ($input: ${type}) { ${name}(input: $input) ${result} }`;
  const { data, errors } = await ask(database.db, asRole(tenantId, 'agent'), query, { input }, { command });
  return { answer: data?.[name], errors };
};

const leadId = () => globalId('Lead', lead.leadId);
const nobody = '01900000-0000-7000-8000-000000000000';
const appointmentId = () => globalId('Appointment', lead.appointmentId);

test.each([
  ['pause', (gone: SeededLead) => ({ leadId: globalId('Lead', gone.leadId) }), 'Lead'],
  [
    'cancelAppointment',
    (gone: SeededLead) => ({ appointmentId: globalId('Appointment', gone.appointmentId) }),
    'Appointment',
  ],
  [
    'decideDraft',
    (gone: SeededLead) => ({ draftId: globalId('Draft', gone.draftId), decision: 'REJECT' }),
    'Draft',
  ],
] as const)('%s asks nothing of a lead who is forgotten', async (name, input, what) => {
  const gone = await seedLead(database.db, tenantId, 'Gone', 90 + name.length);
  await database.db.inTenant(tenantId, (tx) =>
    tx.nativeUpdate(Lead, { id: gone.leadId }, { erasedAt: new Date() }),
  );
  const { asked, command } = fakeCommands();
  const { answer, errors } = await mutate(name, input(gone), command);
  expect({ answer, errors, asked }).toMatchObject({
    answer: { __typename: 'NotFound', what },
    errors: [],
    asked: [],
  });
});

describe('a command', () => {
  test.each([
    ['requestCall', () => ({ leadId: leadId() }), { at: null }],
    ['requestCall', () => ({ leadId: leadId(), at: future }), { at: '2100-01-01T07:00:00.000Z' }],
    [
      'bookAppointment',
      () => ({ leadId: leadId(), startAt: future, staffKey: 'agent' }),
      { startAt: '2100-01-01T07:00:00.000Z', staffKey: 'agent', free: null },
    ],
    [
      'bookAppointment',
      () => ({ leadId: leadId(), startAt: future }),
      { startAt: '2100-01-01T07:00:00.000Z', staffKey: null, free: null },
    ],
    [
      'changeStatus',
      () => ({ leadId: leadId(), status: 'OPTED_OUT' }),
      { status: 'opted_out', reason: null },
    ],
    ['pause', () => ({ leadId: leadId(), reason: ' on holiday ' }), { reason: 'on holiday' }],
    ['resume', () => ({ leadId: leadId() }), {}],
    ['optOut', () => ({ leadId: leadId(), reason: '' }), { reason: null }],
    ['close', () => ({ leadId: leadId() }), { reason: null }],
  ] as const)('%s hands the journey what was asked, in our words', async (name, input, particulars) => {
    const { asked, command } = fakeCommands();
    const { errors } = await mutate(name, input(), command);
    expect(errors).toEqual([]);
    expect(asked).toEqual([
      {
        tenantId,
        leadId: lead.leadId,
        name,
        arguments: particulars,
        actor: { kind: 'staff', id: 'agent' },
      },
    ]);
  });

  test.each([
    ['rescheduleAppointment', { startAt: future }, { startAt: '2100-01-01T07:00:00.000Z', free: null }],
    ['cancelAppointment', { reason: 'ill' }, { reason: 'ill' }],
    ['markNoShow', {}, {}],
    ['markCompleted', {}, {}],
  ])('%s finds the lead by the appointment', async (name, input, particulars) => {
    const { asked, command } = fakeCommands();
    const { errors } = await mutate(name, { appointmentId: appointmentId(), ...input }, command);
    expect(errors).toEqual([]);
    const wanted = { appointmentId: lead.appointmentId, ...particulars };
    expect(asked).toMatchObject([{ name, leadId: lead.leadId, arguments: wanted }]);
  });

  test.each([
    ['done', 'DONE', 'Paused.'],
    ['refused', 'REFUSED', 'The journey is closed.'],
    ['accepted', 'ACCEPTED', 'Accepted, being done.'],
  ] as const)(
    'that comes to "%s" is answered with that, a code and a sentence',
    async (status, shown, text) => {
      const { command } = fakeCommands({ status, code: 'aCode', text });
      const { answer } = await mutate('pause', { leadId: leadId() }, command);
      expect(answer.command).toMatchObject({ status: shown, code: 'aCode', message: text });
    },
  );

  test('is answered with the lead as it is afterwards, each of several in one request', async () => {
    const command: GraphqlContext['command'] = async ({ name, leadId: id }) => {
      const pausedAt = name === 'pause' ? new Date() : null;
      await database.db.inTenant(tenantId, (tx) => tx.nativeUpdate(Lead, { id }, { pausedAt }));
      return { commandId: lead.leadId, status: 'done', code: 'done', text: 'Done.' };
    };
    const paused =
      '{ ... on CommandPayload { lead { journey { paused } calls { nodes { lead { journey { paused } } } } } } }';
    const query = `mutation ($id: ID!) { pause(input: { leadId: $id }) ${paused} resume(input: { leadId: $id }) ${paused} }`;
    const { data } = await ask(database.db, asRole(tenantId, 'agent'), query, { id: leadId() }, { command });
    for (const [name, expected] of [
      ['pause', true],
      ['resume', false],
    ] as const) {
      expect(data[name].lead.journey.paused).toBe(expected);
      expect(data[name].lead.calls.nodes[0].lead.journey.paused).toBe(expected);
    }
  });
});

describe('an input that is wrong', () => {
  test.each([
    ['pause', () => ({ leadId: 'rubbish' }), 'leadId'],
    ['pause', () => ({ leadId: appointmentId() }), 'leadId'],
    ['pause', () => ({ leadId: globalId('Lead', "' or true --") }), 'leadId'],
    ['markNoShow', () => ({ appointmentId: globalId('Appointment', 'x') }), 'appointmentId'],
    ['pause', () => ({ leadId: leadId(), reason: 'x'.repeat(501) }), 'reason'],
    ['requestCall', () => ({ leadId: leadId(), at: '2020-01-01T00:00:00Z' }), 'at'],
    ['bookAppointment', () => ({ leadId: leadId(), startAt: '2020-01-01T00:00:00Z' }), 'startAt'],
    ['bookAppointment', () => ({ leadId: leadId(), startAt: future, staffKey: 'nobody' }), 'staffKey'],
    ['bookAppointment', () => ({ leadId: leadId(), startAt: future, staffKey: 'admin' }), 'staffKey'],
    ['cancelAppointment', () => ({ appointmentId: leadId() }), 'appointmentId'],
    [
      'rescheduleAppointment',
      () => ({ appointmentId: appointmentId(), startAt: '2020-01-01T00:00:00Z' }),
      'startAt',
    ],
  ] as const)(
    'of %s is named, with what was expected, and no journey is asked',
    async (name, input, field) => {
      const { asked, command } = fakeCommands();
      const { answer, errors } = await mutate(name, input(), command);
      expect(errors).toEqual([]);
      expect(answer).toMatchObject({ __typename: 'InvalidInput', field });
      expect(answer.message).toBe(`${field}: expected ${answer.expected}.`);
      expect(asked).toEqual([]);
    },
  );

  test.each([
    ['pause', { leadId: globalId('Lead', nobody) }, 'Lead'],
    ['markNoShow', { appointmentId: globalId('Appointment', nobody) }, 'Appointment'],
  ])('of %s that names nothing is answered so', async (name, input, what) => {
    const { answer, errors } = await mutate(name, input);
    expect(errors).toEqual([]);
    expect(answer).toEqual({
      __typename: 'NotFound',
      what,
      message: `There is no such ${what.toLowerCase()}.`,
    });
  });

  test.each(['tomorrow', '2100-01-01', '2100-01-01T09:00:00'])(
    'for an instant, as %s, is refused with an example',
    async (startAt) => {
      const { errors } = await mutate('bookAppointment', { leadId: leadId(), startAt });
      expect(errors).toMatchObject([
        { code: 'BAD_USER_INPUT', message: expect.stringContaining('2026-11-20T09:30:00Z') },
      ]);
    },
  );
});

describe('a request key', () => {
  const idOf = async (name: string, input: Record<string, unknown>) => {
    const { asked, command } = fakeCommands();
    await mutate(name, input, command);
    return asked[0]?.commandId;
  };

  test('makes a repeated request the same command, and only that', async () => {
    const first = await idOf('pause', { leadId: leadId(), requestKey: 'one' });
    expect(first).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(await idOf('pause', { leadId: leadId(), requestKey: 'one' })).toBe(first);
    const others = await Promise.all([
      idOf('pause', { leadId: leadId(), requestKey: 'two' }),
      idOf('close', { leadId: leadId(), requestKey: 'one' }),
      idOf('pause', { leadId: globalId('Lead', other.leadId), requestKey: 'one' }),
    ]);
    expect(new Set([first, ...others]).size).toBe(4);
  });

  test('that is left out makes every request a command of its own', async () => {
    expect(await idOf('pause', { leadId: leadId() })).toBeUndefined();
  });
});
