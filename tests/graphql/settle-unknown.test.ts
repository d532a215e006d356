// GraphQL on a real database: what is in doubt, and a person's word about it
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { seedTenant } from '../support/seed.ts';
import { type SeededLead, seedLead } from '../support/seed-lead.ts';
import { ask, asRole, fakeCommands, globalId } from './ask.ts';

let database: TestDatabase;
let tenantId: string;
let otherId: string;
let lead: SeededLead;
let actions: string[];

beforeAll(async () => {
  database = await testDatabase();
  ({ tenantId } = await seedTenant(database.db, 'Alpha'));
  ({ tenantId: otherId } = await seedTenant(database.db, 'Beta'));
  lead = await seedLead(database.db, tenantId, 'Alpha');
  const other = await seedLead(database.db, otherId, 'Beta');
  const sql = (tenant: string, text: string, values: unknown[]) =>
    database.db.inTenant(tenant, (tx) => tx.execute(text, values) as Promise<{ id: string }[]>);
  const rows = await sql(tenantId, 'select id from outbound where lead_id = ? order by id', [lead.leadId]);
  actions = rows.map(({ id }) => id);
  await sql(tenantId, `update outbound set state = 'unknown' where id = ?`, [actions[0]]);
  await sql(
    tenantId,
    `update outbound set state = 'unknown', lease_until = now() + interval '1 hour' where id = ?`,
    [actions[1]],
  );
  await sql(otherId, `update outbound set state = 'unknown' where lead_id = ?`, [other.leadId]);
});
afterAll(() => database.drop());

const settle = async (
  input: Record<string, unknown>,
  role: 'agent' | 'viewer' = 'agent',
  tenant = tenantId,
) => {
  const { asked, command } = fakeCommands();
  const query = `mutation ($input: SettleUnknownInput!) { settleUnknown(input: $input) {
    __typename ... on InvalidInput { field } ... on NotFound { what } } }`;
  const { data, errors } = await ask(database.db, asRole(tenant, role), query, { input }, { command });
  return { answer: data?.settleUnknown, errors, asked };
};

describe('actions in doubt', () => {
  test('are those of one’s own tenant that nobody is finding out about, with their leads', async () => {
    const query = '{ actionsInDoubt { edges { node { id state lead { id } } } } }';
    const { data, errors } = await ask(database.db, asRole(tenantId, 'viewer'), query);
    expect(errors).toEqual([]);
    expect(data?.actionsInDoubt.edges).toEqual([
      {
        node: {
          id: globalId('OutboundAction', actions[0] ?? ''),
          state: 'UNKNOWN',
          lead: { id: globalId('Lead', lead.leadId) },
        },
      },
    ]);
  });

  test('are settled through the journey of the lead they are about', async () => {
    const [actionId = ''] = actions;
    const { asked, errors } = await settle({ actionId: globalId('OutboundAction', actionId), as: 'AGAIN' });
    expect(errors).toEqual([]);
    expect(asked).toEqual([
      expect.objectContaining({
        leadId: lead.leadId,
        name: 'settleUnknown',
        arguments: { actionId, as: 'again', vendorId: null },
        actor: { kind: 'staff', id: 'agent' },
      }),
    ]);
  });

  test('are settled by nobody who only reads, nor by another tenant', async () => {
    const input = { actionId: globalId('OutboundAction', actions[0] ?? ''), as: 'SENT' };
    expect((await settle(input, 'viewer')).errors).toHaveLength(1);
    expect((await settle(input, 'agent', otherId)).answer).toEqual({
      __typename: 'NotFound',
      what: 'Action',
    });
    expect((await settle({ ...input, actionId: 'x' })).answer).toMatchObject({ field: 'actionId' });
  });
});
