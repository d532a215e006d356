// Suspending and resuming a business, by whom and with what effect on those who work with it, on a real database.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { readContactability } from '../../api/contactability.ts';
import { createSendCommand } from '../../api/send-command.ts';
import type { CommandName } from '../../schema/contracts/commands.ts';
import type { CommandRequest } from '../../schema/database/leads/commands.ts';
import { ask, asRole, asSuperAdmin } from '../graphql/ask.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { seedTenant, testLinkSecret } from '../support/seed.ts';
import { type SeededLead, seedLead } from '../support/seed-lead.ts';

let database: TestDatabase;
let tenantId: string;
let lead: SeededLead;
beforeAll(async () => {
  database = await testDatabase();
  ({ tenantId } = await seedTenant(database.db, 'Alpha'));
  lead = await seedLead(database.db, tenantId, 'Alpha');
});
afterAll(() => database.drop());

const change = (
  name: 'suspendTenant' | 'resumeTenant',
  viewer = asSuperAdmin(tenantId),
  reason = 'unpaid',
) => {
  const type = name === 'suspendTenant' ? 'SuspendTenantInput!' : 'ResumeTenantInput!';
  const told = '... on Tenant { state suspendedAt suspendedBecause } ... on InvalidInput { field expected }';
  const query = `mutation ($input: ${type}) { answer: ${name}(input: $input) { __typename ${told} } }`;
  return ask(database.db, viewer as never, query, { input: { reason } });
};
afterEach(async () => {
  await change('resumeTenant');
});

const audited = async (): Promise<unknown[]> => {
  const query = '{ auditLog(first: 1) { nodes { action actorKind actorName before after } } }';
  return (await ask(database.db, asRole(tenantId, 'admin'), query)).data.auditLog.nodes;
};

describe('a business', () => {
  test('is suspended and resumed by the platform, which its audit log tells with the reason', async () => {
    const { data, errors } = await change('suspendTenant');
    expect(errors).toEqual([]);
    expect(data.answer).toMatchObject({ state: 'SUSPENDED', suspendedBecause: 'unpaid' });
    expect(await audited()).toMatchObject([
      {
        ...{ action: 'tenantSuspended', actorKind: 'SUPER_ADMIN', actorName: 'Platform staff' },
        after: { suspendedBecause: 'unpaid' },
      },
    ]);
    const resumed = await change('resumeTenant', asSuperAdmin(tenantId), 'paid');
    expect(resumed.data.answer).toMatchObject({ state: 'ACTIVE', suspendedAt: null, suspendedBecause: null });
    expect(await audited()).toMatchObject([
      { action: 'tenantResumed', after: { reason: 'paid', released: 0 } },
    ]);
  });

  test('is suspended by none of its own, and its admins see that it is and why', async () => {
    const { errors } = await change('suspendTenant', asRole(tenantId, 'admin') as never);
    expect(errors[0]?.code).toBe('FORBIDDEN');
    await change('suspendTenant');
    const query = '{ viewer { tenant { state suspendedBecause } } leads { nodes { id } } }';
    const { data } = await ask(database.db, asRole(tenantId, 'viewer'), query);
    expect(data.viewer.tenant).toEqual({ state: 'SUSPENDED', suspendedBecause: 'unpaid' });
    expect(data.leads.nodes).toHaveLength(1);
  });

  test.each(['', ' ', 'x'.repeat(501)])('is not suspended without a reason that fits: %j', async (reason) => {
    const { data } = await change('suspendTenant', asSuperAdmin(tenantId), reason);
    expect(data.answer).toMatchObject({ __typename: 'InvalidInput', field: 'reason' });
  });
});

const command = <Name extends CommandName>(
  name: Name,
  args: CommandRequest<Name>['arguments'],
  actor: CommandRequest['actor'] = { kind: 'staff', id: 'agent' },
) => {
  const asked: string[] = [];
  const send = createSendCommand(
    database.db,
    async ({ name }) => {
      asked.push(name);
      return { kind: 'pending' };
    },
    testLinkSecret,
  );
  const request = { tenantId, leadId: lead.leadId, name, arguments: args, actor };
  return send(request as CommandRequest).then((answer) => ({ ...answer, asked }));
};

describe('of a suspended business', () => {
  const sending = {
    requestCall: { at: null },
    sendReply: { text: 'Hello.' },
    bookAppointment: { startAt: '2100-01-01T10:00:00Z', staffKey: null },
    rescheduleAppointment: {
      appointmentId: '01900000-0000-7000-8000-000000000000',
      startAt: '2100-01-01T10:00:00Z',
    },
  };
  test.each(Object.entries(sending))('%s is refused, and no journey asked', async (name, args) => {
    await change('suspendTenant');
    const answer = await command(name as 'requestCall', args as never);
    expect(answer).toMatchObject({ status: 'refused', code: 'suspended', asked: [] });
    expect(answer.text).toMatch(/^The business is suspended/);
    await change('resumeTenant');
    expect((await command(name as 'requestCall', args as never)).status).toBe('accepted');
  });

  test('a reply is not approved and nothing sent again, but a reply is rejected and an action left', async () => {
    await change('suspendTenant');
    const draft = { draftId: lead.draftId, text: null, reason: 'no' };
    expect((await command('decideDraft', { ...draft, decision: 'approve' })).code).toBe('suspended');
    expect((await command('decideDraft', { ...draft, decision: 'reject' })).status).toBe('accepted');
    const action = { actionId: lead.draftId, vendorId: null };
    expect((await command('settleUnknown', { ...action, as: 'again' })).code).toBe('suspended');
    expect((await command('settleUnknown', { ...action, as: 'skip' })).status).toBe('accepted');
  });

  test('a lead who books by a link is not told of it, only to come again', async () => {
    await change('suspendTenant');
    const { code, text } = await command('bookAppointment', sending.bookAppointment, {
      kind: 'lead',
      id: 'link',
    });
    expect([code, text]).toEqual(['suspended', 'This cannot be done at the moment. Please try again later.']);
  });

  test.each(['assign', 'changeStatus', 'pause', 'close', 'cancelAppointment'] as const)(
    '%s is done',
    async (name) => {
      await change('suspendTenant');
      const args = { staffKey: 'agent', status: 'lost', reason: null, appointmentId: lead.appointmentId };
      expect(await command(name, args as never)).toMatchObject({ status: 'accepted', asked: [name] });
    },
  );

  test('nobody may be contacted now, and it says why', async () => {
    await change('suspendTenant');
    const may = await readContactability(database.db, {
      ...{ tenantId, leadId: lead.leadId, linkSecret: testLinkSecret },
    });
    for (const answer of [may?.call, may?.email])
      expect(answer).toMatchObject({ verdict: 'wait', reason: 'suspended', rule: 'tenantSuspended' });
    expect(may?.call.sentence).toBe('A call has to wait: the business is suspended.');
  });
});
