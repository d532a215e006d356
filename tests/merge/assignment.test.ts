// who looks after a lead, against PostgreSQL
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { assignmentPool } from '../../domain/leads/assign.ts';
import type { TenantSettings } from '../../schema/contracts/tenant.ts';
import { saveTenant } from '../../schema/database/tenants/save-tenant.ts';
import { uuidV7 } from '../../schema/database/uuid-v7.ts';
import { testLinkSecret, testSettings } from '../support/seed.ts';
import { type MergeWorld, mergeWorld } from './merge-world.ts';

let world: MergeWorld;
beforeAll(async () => {
  world = await mergeWorld();
});
afterAll(() => world.drop());

const assignee = async (leadId: string): Promise<unknown> => (await world.lead(leadId)).assigned_to;
const phone = (n: number): string => `+4477009${String(n).padStart(5, '0')}`;

describe('a new lead', () => {
  test('is given out in turn: of thirty at once everybody gets ten', async () => {
    const assignTo = ['admin', 'agent', 'viewer'];
    const leads = await Promise.all(
      Array.from({ length: 30 }, (_, n) => world.enquire({ phone: phone(n), assignTo })),
    );
    const by = await Promise.all(leads.map(({ leadId }) => assignee(leadId)));
    for (const key of assignTo) expect(by.filter((one) => one === key)).toHaveLength(10);
    const told = await world.sql<{ details: unknown }>(
      `select details from timeline_event where kind = 'assigned' and lead_id = ?`,
      [leads[0]?.leadId],
    );
    expect(told).toEqual([{ details: { from: null, to: by[0], because: 'rule' } }]);
  });

  test('of a group of one is theirs, and nobody’s of an empty one', async () => {
    const [one, none] = [
      await world.enquire({ phone: phone(100), assignTo: ['agent'] }),
      await world.enquire({ phone: phone(101), assignTo: [] }),
    ];
    expect([await assignee(one.leadId), await assignee(none.leadId)]).toEqual(['agent', null]);
  });

  test('that is known stays with whoever looks after it', async () => {
    const first = await world.enquire({ phone: phone(200), assignTo: ['agent'] });
    const again = await world.enquire({ phone: phone(200), assignTo: ['admin'] });
    expect([again.leadId, await assignee(again.leadId)]).toEqual([first.leadId, 'agent']);
  });
});

describe('staff', () => {
  const assign = async (leadId: string, staffKey: string | null): Promise<string> => {
    const { code } = await world.command(leadId, 'assign', { staffKey }, async ({ commandId }) => {
      await world.activities.applyCommand({
        ...world.stamped({ tenantId: world.tenantId, leadId }, 'rest'),
        commandId,
      });
      return { kind: 'answered' };
    });
    return code;
  };

  test('give a lead to somebody, to somebody else and to nobody; the timeline tells who did', async () => {
    const leadId = await world.somebody();
    expect(await assign(leadId, 'agent')).toBe('assigned');
    expect(await assign(leadId, 'agent')).toBe('nothingToDo');
    expect(await assign(leadId, null)).toBe('assigned');
    expect(await assignee(leadId)).toBeNull();
    const told = await world.sql<{ actor: string; details: unknown }>(
      `select actor, details from timeline_event where lead_id = ? and kind = 'assigned' order by at`,
      [leadId],
    );
    expect(told).toEqual([
      { actor: 'staff:agent', details: { from: null, to: 'agent', because: 'asked' } },
      { actor: 'staff:agent', details: { from: 'agent', to: null, because: 'asked' } },
    ]);
  });

  test('cannot give it to somebody who is not there', async () => {
    const leadId = await world.somebody();
    expect(await assign(leadId, 'nobody-of-that-name')).toBe('staffUnknown');
    expect(await assignee(leadId)).toBeNull();
  });
});

test('the leads of whoever leaves are given out among the others, by the rules', async () => {
  const other = await mergeWorld();
  const [study, plain] = [
    await other.enquire({ phone: phone(300), interest: 'pool', assignTo: ['agent'] }),
    await other.enquire({ phone: phone(301), assignTo: ['agent'] }),
  ];
  const settings: TenantSettings = {
    ...testSettings('Acts'),
    assignment: { rules: [{ when: { interest: 'pool' }, to: ['agent', 'admin'] }], otherwise: 'nobody' },
  };
  const staff = settings.staff
    .filter(({ key }) => key !== 'agent')
    .map((member) => (member.key === 'admin' ? { ...member, calendar: 'admin@acts.example' } : member));
  const left = { ...settings, staff };
  await saveTenant(
    other.db,
    {
      ...{ slug: 'acts', source: left, settings: left, savedBy: 'test' },
      assign: ({ interest = null, language }) => assignmentPool(left, { interest, language, country: null }),
    },
    { linkSecret: testLinkSecret, firstPassword: async () => null },
  );
  expect((await other.lead(study.leadId)).assigned_to).toBe('admin');
  expect((await other.lead(plain.leadId)).assigned_to).toBeNull();
  await other.drop();
});

test('the summary of a call goes to whoever looks after the lead as well', async () => {
  const { tenantId } = world;
  const lead = await world.newLead({ assignedTo: 'agent' } as never);
  const attempt = uuidV7();
  await world.sql(
    `insert into call_attempt (id, tenant_id, lead_id, number, cause_id, caused_by, from_number, to_number, slots_offered,
       answers, ended_at, outcome, summary)
     values (?, ?, ?, 1, ?, '{}', '1', '2', '[]', '{}', now(), 'answered', ?)`,
    [
      ...[attempt, tenantId, lead.leadId, uuidV7()],
      JSON.stringify({
        outcome: 'interested',
        answers: [],
        objections: [],
        scoreReasons: [],
        score: 50,
        summary: 's',
        leadSummary: 's',
        facts: [],
        dropped: [],
        byModel: true,
        sentiment: 'neutral',
        nextStep: 'Call.',
      }),
    ],
  );
  await world.beating(() => world.activities.summarise({ ...world.stamped(lead), attemptId: attempt }));
  const sent = await world.sql<{ recipient: string }>(
    `select recipient from email where lead_id = ? and recipient_kind = 'staff' order by recipient`,
    [lead.leadId],
  );
  expect(sent.map(({ recipient }) => recipient)).toEqual(['admin@acts.example', 'agent@acts.example']);
});
