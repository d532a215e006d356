// GraphQL on a real database: who may do what.
import type { GraphQLField } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { schema } from '../../schema/graphql/schema.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { seedTenant } from '../support/seed.ts';
import { type SeededLead, seedLead, seedProposal } from '../support/seed-lead.ts';
import { ask, asRole, fakeCommands, globalId } from './ask.ts';

let database: TestDatabase;
let tenantId: string;
let lead: SeededLead;
let other: SeededLead;
let proposalId: string;
let actionId: string;

beforeAll(async () => {
  database = await testDatabase();
  ({ tenantId } = await seedTenant(database.db, 'Alpha'));
  lead = await seedLead(database.db, tenantId, 'Alpha');
  other = await seedLead(database.db, tenantId, 'Alpha', 1);
  const [action] = await database.db.inTenant(tenantId, (tx) =>
    tx.execute<{ id: string }[]>('select id from outbound where lead_id = ? limit 1', [lead.leadId]),
  );
  actionId = action?.id ?? '';
  proposalId = await seedProposal(database.db, tenantId, [lead.leadId, other.leadId]);
});
afterAll(() => database.drop());

const fieldsOf = (type: { getFields(): Record<string, GraphQLField<unknown, unknown>> } | null | undefined) =>
  Object.values(type?.getFields() ?? {});
const someId = JSON.stringify(globalId('Lead', '01900000-0000-7000-8000-000000000000'));
const required: Record<string, string> = {
  lead: `(id: ${someId})`,
  node: `(id: ${someId})`,
  nodes: `(ids: [${someId}])`,
  why: `(id: ${someId})`,
};

const inputs: Record<string, string> = {
  bookAppointment: 'leadId: $lead, startAt: "2100-01-01T00:00:00Z"',
  rescheduleAppointment: 'appointmentId: $appointment, startAt: "2100-01-01T00:00:00Z"',
  cancelAppointment: 'appointmentId: $appointment',
  markNoShow: 'appointmentId: $appointment',
  markCompleted: 'appointmentId: $appointment',
  merge: 'leadId: $lead, otherLeadId: $other',
  rejectMerge: 'proposalId: $proposal',
  changeStatus: 'leadId: $lead, status: LOST',
  decideDraft: 'draftId: $draft, decision: APPROVE',
  sendReply: 'leadId: $lead, text: "Hello"',
  settleUnknown: 'actionId: $action, as: SKIP',
  liftSuppression: 'suppressionId: $suppression, reason: "it works again"',
  addNote: 'leadId: $lead, text: "Hello"',
  editNote: 'noteId: $note, text: "Hello"',
  removeNote: 'noteId: $note',
};

const mutation = (name: string): string => {
  const input = (inputs[name] ?? 'leadId: $lead')
    .replace('$lead', JSON.stringify(globalId('Lead', lead.leadId)))
    .replace('$draft', JSON.stringify(globalId('Draft', lead.draftId)))
    .replace('$other', JSON.stringify(globalId('Lead', other.leadId)))
    .replace('$proposal', JSON.stringify(globalId('MergeProposal', proposalId)))
    .replace('$appointment', JSON.stringify(globalId('Appointment', lead.appointmentId)))
    .replace('$action', JSON.stringify(globalId('OutboundAction', actionId)))
    .replace('$note', JSON.stringify(globalId('LeadNote', lead.noteId)))
    .replace('$suppression', JSON.stringify(globalId('Suppression', lead.suppressionId)));
  return `mutation { ${name}(input: { ${input} }) { __typename } }`;
};

describe.each(fieldsOf(schema.getQueryType()))('the query $name', ({ name }) => {
  test('is refused to anonymous callers with a sentence that says what to do', async () => {
    const query = `{ ${name}${required[name] ?? ''} { __typename } }`;
    const { data, errors } = await ask(database.db, null, query);
    expect(data?.[name] ?? null).toBeNull();
    expect(errors).toMatchObject([
      { code: 'UNAUTHENTICATED', message: expect.stringMatching(/^Sign in first/) },
    ]);
  });
});

// these change a list of the tenant, are for admins and ask no journey: see contact.test.ts
const ofNoLead = ['addToDoNotCall', 'removeFromDoNotCall'];
const commands = fieldsOf(schema.getMutationType()).filter(({ name }) => !ofNoLead.includes(name));

describe.each(commands)('the mutation $name', ({ name }) => {
  test.each([
    ['anonymous callers', null, 'UNAUTHENTICATED'],
    ['viewers', 'viewer', 'FORBIDDEN'],
  ] as const)('is refused to %s, and no journey is asked', async (_who, role, code) => {
    const { asked, command } = fakeCommands();
    const viewer = role && asRole(tenantId, role);
    const { data, errors } = await ask(database.db, viewer, mutation(name), {}, { command });
    expect(data?.[name] ?? null).toBeNull();
    expect(errors).toMatchObject([{ code }]);
    expect(asked).toEqual([]);
  });

  // suppressions are no journey's: an admin lifts one at once
  if (name === 'liftSuppression') {
    test('is open to admins only', async () => {
      const [asAgent, asAdmin] = await Promise.all(
        (['agent', 'admin'] as const).map((role) => ask(database.db, asRole(tenantId, role), mutation(name))),
      );
      expect(asAgent?.errors).toMatchObject([{ code: 'FORBIDDEN' }]);
      expect(asAdmin?.data[name].__typename).toBe('Suppression');
    });
    return;
  }

  // tags and notes change no journey
  if (['tag', 'addNote', 'editNote', 'removeNote'].includes(name)) {
    test.each(['agent', 'admin'] as const)('is open to an %s, and asks no journey', async (role) => {
      const { asked, command } = fakeCommands();
      const { data, errors } = await ask(
        database.db,
        asRole(tenantId, role),
        mutation(name),
        {},
        { command },
      );
      expect([errors, asked]).toEqual([[], []]);
      expect(data[name].__typename).toMatch(/^Lead(Note)?$/);
    });
    return;
  }

  test.each(['agent', 'admin'] as const)('is open to an %s', async (role) => {
    const { asked, command } = fakeCommands();
    const { data, errors } = await ask(database.db, asRole(tenantId, role), mutation(name), {}, { command });
    expect(errors).toEqual([]);
    expect(data[name].__typename).toBe('CommandPayload');
    expect(asked).toMatchObject([{ name, actor: { kind: 'staff', id: role } }]);
  });
});

test('a viewer reads what an agent reads', async () => {
  const query = '{ leads { nodes { id name phone email calls { nodes { turns { text } } } } } }';
  const [asViewer, asAgent] = await Promise.all([
    ask(database.db, asRole(tenantId, 'viewer'), query),
    ask(database.db, asRole(tenantId, 'agent'), query),
  ]);
  expect(asViewer).toEqual(asAgent);
  expect(asViewer.data.leads.nodes).toHaveLength(2);
});
