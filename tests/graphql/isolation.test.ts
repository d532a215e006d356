// GraphQL on a real database: nothing of one tenant is ever answered to another.
import {
  type GraphQLField,
  type GraphQLInputField,
  getNamedType,
  isInputObjectType,
  isObjectType,
  isRequiredArgument,
} from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { keyScopes } from '../../schema/contracts/key-scopes.ts';
import type { TenantSettings } from '../../schema/contracts/tenant.ts';
import type { ChangeNote } from '../../schema/database/live/changes.ts';
import { schema } from '../../schema/graphql/schema.ts';
import type { Viewer } from '../../schema/graphql/who-asks.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { seedTenant } from '../support/seed.ts';
import { seedBulk } from '../support/seed-bulk.ts';
import { seedExport } from '../support/seed-export.ts';
import { seedImport } from '../support/seed-import.ts';
import { type SeededLead, seedLead, seedProposal } from '../support/seed-lead.ts';
import { queueCalls, seedLists, seedSession } from '../support/seed-lists.ts';
import { adminsOf, asAgentOfOwn, asKey, ask, asRole, fakeCommands, globalId, tells } from './ask.ts';
import { wholeSelection } from './whole-selection.ts';

const tables: Record<string, string> = {
  ApiKey: 'api_key',
  Appointment: 'appointment',
  AppointmentVersion: 'appointment_version',
  AuditEntry: 'audit_entry',
  Call: 'call_attempt',
  Command: 'command',
  Consent: 'lead_consent',
  Decision: 'decision',
  DoNotCallEntry: 'do_not_call',
  Draft: 'draft',
  Email: 'email',
  BulkCommand: 'bulk_command',
  BulkItem: 'bulk_item',
  Erasure: 'erasure',
  ImportRow: 'lead_import_row',
  Invitation: 'invitation',
  Lead: 'lead',
  LeadExport: 'lead_export',
  LeadImport: 'lead_import',
  LeadNote: 'lead_note',
  MergeProposal: 'merge_proposal',
  Message: 'message',
  OutboundAction: 'outbound',
  Policy: 'tenant_policy',
  RetentionRun: 'retention_run',
  StaffNote: 'staff_note',
  StaffUser: 'staff_user',
  Suppression: 'suppression',
  Tenant: 'tenant',
  TimelineEvent: 'timeline_event',
};

let database: TestDatabase;
let lead: SeededLead;
let other: SeededLead;
/** whoever is forgotten in here: nothing can be asked of them afterwards */
let forgotten: SeededLead;
let proposalId: string;
let importId: string;
let remapped: string;
let bulkId: string;
const tenants = { alpha: '', bravo: '' };
const users = { alpha: '', bravo: '' };
const sessions = { alpha: '', bravo: '' };

beforeAll(async () => {
  database = await testDatabase();
  for (const name of ['alpha', 'bravo'] as const) {
    const mark = name === 'alpha' ? 'Alpha' : 'Bravo';
    tenants[name] = (await seedTenant(database.db, mark, { change: offering(mark) })).tenantId;
    const seeded = await seedLead(database.db, tenants[name], mark, 1);
    await queueCalls(database.db, tenants[name], seeded.leadId);
    await seedLists(database.db, tenants[name], mark);
    await leaveInDoubt(tenants[name], await firstId(name, 'outbound'));
    const second = await seedLead(database.db, tenants[name], mark, 2);
    const proposed = await seedProposal(database.db, tenants[name], [seeded.leadId, second.leadId]);
    if (name === 'alpha') [lead, other, proposalId] = [seeded, second, proposed];
    const seededImport = await seedImport(database.db, tenants[name], mark);
    const another = await seedImport(database.db, tenants[name], mark);
    const leadIds = [seeded.leadId, second.leadId];
    const seededBulk = await seedBulk(database.db, tenants[name], { mark, leadIds });
    if (name === 'alpha') [importId, remapped, bulkId] = [seededImport, another, seededBulk];
    await seedExport(database.db, tenants[name], { mark, leadId: seeded.leadId });
    await leaveInDoubt(tenants[name], await firstId(name, 'outbound'));
    users[name] = await firstId(name, 'staff_user');
    const person = { tenantId: tenants[name], userId: users[name] };
    sessions[name] = await seedSession(database.db, { ...person, device: `${mark} browser` });
  }
  forgotten = await seedLead(database.db, tenants.alpha, 'Alpha', 3);
});
afterAll(() => database.drop());

const offering = (mark: string) => (settings: TenantSettings) => ({
  ...settings,
  catalogue: [{ key: 'one', name: `${mark} item`, category: 'all', description: 'It.', rank: 1 }],
});

const leaveInDoubt = (tenantId: string, actionId: string): Promise<unknown> =>
  database.db.inTenant(tenantId, (tx) =>
    tx.execute(`update outbound set state = 'unknown' where id = ?`, [actionId]),
  );

const firstId = async (of: 'alpha' | 'bravo', table: string): Promise<string> => {
  const [row] = await database.db.inTenant(tenants[of], (tx) =>
    tx.execute<{ id: string }[]>(`select id from "${table}" order by id limit 1`),
  );
  if (!row) throw new Error(`nothing seeded in ${table}`);
  return row.id;
};

const viewerId = async (): Promise<string> => {
  const [row] = await database.db.inTenant(tenants.alpha, (tx) =>
    tx.execute<{ id: string }[]>(`select id from staff_user where staff_key = 'viewer'`),
  );
  return row?.id ?? '';
};

const freeSlots = async (tenantId: string) => {
  const staffKey = tenantId === tenants.alpha ? 'Alpha-agent' : 'Bravo-agent';
  return [{ staffKey, startAt: '2030-01-01T00:00:00Z', endAt: '2030-01-01T01:00:00Z' }];
};

const askAs = (who: 'alpha' | 'bravo', query: string, variables = {}) =>
  ask(database.db, asRole(tenants[who], 'admin', users[who]), query, variables, { freeSlots });

const strangers = () => adminsOf(tenants.bravo, users.bravo);
const askAsStrangers = (query: string, variables = {}) =>
  Promise.all(strangers().map((viewer) => ask(database.db, viewer, query, variables, { freeSlots })));

/** An agent of Alpha where agents see their own leads only: every lead there is somebody else's. */
const asStranger = () => asAgentOfOwn(tenants.alpha, 'somebody-else');
const ofALead = /alpha (lead|text|turn|note|draft|summary|reason|large)/i;

const nodeTypes = Object.values(schema.getTypeMap())
  .filter(isObjectType)
  .filter((type) => type.getInterfaces().some(({ name }) => name === 'Node'));

const queryFields = Object.values(schema.getQueryType()?.getFields() ?? {});
// these change a list or the settings of the tenant, and ask no journey: see contact, api-keys, people and policy.test.ts
const ofNoLead = [
  ...['addToDoNotCall', 'removeFromDoNotCall', 'createApiKey', 'invitePerson'],
  ...['updatePolicy', 'rollBackPolicy', 'saveCatalogueItem', 'removeCatalogueItem'],
  ...['suspendTenant', 'resumeTenant'],
];
const mutationFields = Object.values(schema.getMutationType()?.getFields() ?? {}).filter(
  ({ name }) => !ofNoLead.includes(name),
);

/** The arguments with which a query asks for what is the tenant Alpha's. */
const argumentsOf = (field: GraphQLField<unknown, unknown>): string => {
  const known: Record<string, string> = {
    'lead.id': JSON.stringify(globalId('Lead', lead.leadId)),
    'node.id': JSON.stringify(globalId('Lead', lead.leadId)),
    'leadChanged.id': JSON.stringify(globalId('Lead', lead.leadId)),
    'liveCall.id': JSON.stringify(globalId('Call', lead.callId)),
    'previewPolicy.input': '{ patch: { profile: { description: "new" } } }',
    'why.id': JSON.stringify(globalId('Call', lead.callId)),
    'nodes.ids': JSON.stringify([globalId('Lead', lead.leadId), globalId('Call', lead.callId)]),
  };
  const written = field.args.filter(isRequiredArgument).map(({ name }) => {
    const value = known[`${field.name}.${name}`];
    if (!value) throw new Error(`${field.name}.${name}: say here how a foreign one is asked for`);
    return `${name}: ${value}`;
  });
  if (field.args.some(({ name }) => name === 'first')) written.push('first: 3');
  if (field.args.some(({ name }) => name === 'search'))
    written.push('search: "alpha", filter: { source: "form" }');
  return written.length > 0 ? `(${written.join(', ')})` : '';
};

const selectionOf = (field: GraphQLField<unknown, unknown>): string =>
  field.name.startsWith('node')
    ? `{ __typename ... on Lead ${wholeSelection(schema.getType('Lead') as never)} }`
    : wholeSelection(field.type);

test('every type with a global id has a table here', () => {
  expect(nodeTypes.map(({ name }) => name).sort()).toEqual(Object.keys(tables).sort());
});

/** What shows that these answer rows: they have no text that could be the tenant's. */
const withoutWords: Record<string, string> = { counts: 'draftsWaiting', retentionRuns: '"leads":65' };

describe.each(queryFields)('the query $name', (field) => {
  const query = () => `{ ${field.name}${argumentsOf(field)} ${selectionOf(field)} }`;

  test('shows a tenant its own data', async () => {
    const { data, errors } = await askAs('alpha', query());
    expect(errors).toEqual([]);
    expect(JSON.stringify(data)).toContain(withoutWords[field.name] ?? 'Alpha');
  });

  test('shows nothing of another tenant, whatever is asked for', async () => {
    const said = JSON.stringify(await askAsStrangers(query())).toLowerCase();
    expect(said).not.toContain('alpha');
    for (const [type, id] of [
      ['Lead', lead.leadId],
      ['Call', lead.callId],
      ['Appointment', lead.appointmentId],
      ['Draft', lead.draftId],
      ['Tenant', tenants.alpha],
      ['RetentionRun', await firstId('alpha', 'retention_run')],
    ] as const) {
      expect(said).not.toContain(id);
      expect(said).not.toContain(globalId(type, id).toLowerCase());
    }
  });
});

const subscriptionFields = Object.values(schema.getSubscriptionType()?.getFields() ?? {});

/** That everything of the tenant Alpha changed, as if its feed had been confused with another's. */
const alphasChanges = async (): Promise<ChangeNote[]> => {
  const change = async (kind: ChangeNote['kind'], table: string, parentId: string) => ({
    ...{ kind, parentId, cursor: kind },
    ref: await firstId('alpha', table),
  });
  const { leadId, callId } = lead;
  return [
    { kind: 'lead', ref: leadId, parentId: leadId, cursor: 'lead' },
    await change('timeline', 'timeline_event', leadId),
    { kind: 'call', ref: callId, parentId: leadId, cursor: 'call' },
    await change('turn', 'call_turn', callId),
    await change('draft', 'draft', leadId),
  ];
};

describe.each(subscriptionFields)('the subscription $name', (field) => {
  const query = () => `subscription { ${field.name}${argumentsOf(field)} ${wholeSelection(field.type)} }`;
  const followAs = async (viewer: Viewer) =>
    ask(database.db, viewer, query(), {}, { live: tells(await alphasChanges()) });

  test('tells a tenant of its own data', async () => {
    const { data, errors } = await followAs(asRole(tenants.alpha, 'admin', users.alpha));
    expect(errors).toEqual([]);
    // numbers have no names
    expect(JSON.stringify(data)).toContain(field.name === 'countsChanged' ? 'draftsWaiting' : 'Alpha');
  });

  test('tells nothing of another tenant, even of changes that are not the viewer’s own', async () => {
    const told = await Promise.all(strangers().map(followAs));
    expect(told.flatMap(({ errors }) => errors)).toEqual([]);
    const said = JSON.stringify(told).toLowerCase();
    expect(said).not.toContain('alpha');
    for (const id of [lead.leadId, lead.callId, globalId('Lead', lead.leadId), globalId('Call', lead.callId)])
      expect(said).not.toContain(id.toLowerCase());
  });

  test('tells an agent who sees only their own leads nothing of those of others', async () => {
    const told = { live: tells(await alphasChanges()) };
    const { data } = await ask(database.db, asStranger(), query(), {}, told);
    const said = JSON.stringify(data);
    expect(said).not.toMatch(ofALead);
    for (const id of [lead.leadId, lead.callId, globalId('Lead', lead.leadId), globalId('Call', lead.callId)])
      expect(said).not.toContain(id);
  });
});

describe.each(queryFields)('the query $name, to an agent who sees only their own leads', (field) => {
  test('shows nothing of the leads of others, whatever is asked for', async () => {
    const query = `{ ${field.name}${argumentsOf(field)} ${selectionOf(field)} }`;
    const { data } = await ask(database.db, asStranger(), query, {}, { freeSlots });
    const said = JSON.stringify(data);
    expect(said).not.toMatch(ofALead);
    for (const [type, id] of [
      ['Lead', lead.leadId],
      ['Lead', other.leadId],
      ['Call', lead.callId],
      ['Appointment', lead.appointmentId],
      ['Draft', lead.draftId],
    ] as const)
      expect([said.includes(id), said.includes(globalId(type, id))]).toEqual([false, false]);
  });
});

describe.each(nodeTypes)('the global id of a $name', ({ name, extensions }) => {
  const query = 'query ($id: ID!) { node(id: $id) { __typename id } nodes(ids: [$id]) { id } }';

  test('is answered to its own tenant and is null for another', async () => {
    const id = globalId(name, await firstId('alpha', tables[name] ?? ''));
    const own = await askAs('alpha', query, { id });
    expect(own).toEqual({ data: { node: { __typename: name, id }, nodes: [{ id }] }, errors: [] });
    const none = { data: { node: null, nodes: [null] }, errors: [] };
    expect(await askAsStrangers(query, { id })).toEqual([none, none]);
  });

  test('is answered to an API key as far as the type names a scope that the key has', async () => {
    const id = globalId(name, await firstId('alpha', tables[name] ?? ''));
    const { keyScopes: named = [] } = extensions as { keyScopes?: string[] };
    for (const scope of keyScopes) {
      const { data, errors } = await ask(database.db, asKey(tenants.alpha, scope), query, { id });
      if (named.includes(scope)) expect([data.node, errors]).toEqual([{ __typename: name, id }, []]);
      else expect([data.node, data.nodes, errors[0]?.code]).toEqual([null, [null], 'FORBIDDEN']);
    }
  });
});

test.each(nodeTypes)(
  'a $name of a lead of others is there for nobody who sees only their own',
  async ({ name }) => {
    const table = tables[name] ?? '';
    const { rows } = await database.db.pool.query(
      `select from pg_policies where policyname = 'seen' and tablename = $1`,
      [table],
    );
    const id = globalId(name, await firstId('alpha', table));
    const query = 'query ($id: ID!) { node(id: $id) { __typename id } }';
    const { data, errors } = await ask(database.db, asStranger(), query, { id });
    const closed = errors[0]?.code === 'FORBIDDEN';
    expect([data.node === null, closed]).toEqual([rows.length > 0 || closed, closed]);
  },
);

/** These change rows of the tenant and ask no journey: what they answer instead. */
const ofRows: Record<string, string> = {
  eraseLead: 'Erasure',
  exportLead: 'LeadExport',
  liftSuppression: 'Suppression',
  revokeApiKey: 'ApiKey',
  tag: 'Lead',
  addNote: 'LeadNote',
  editNote: 'LeadNote',
  removeNote: 'LeadNote',
  startImport: 'LeadImport',
  stopImport: 'LeadImport',
  remapImport: 'LeadImport',
  endSession: 'Session',
  bulkAssign: 'BulkPayload',
  bulkChangeStatus: 'BulkPayload',
  bulkClose: 'BulkPayload',
  bulkTag: 'BulkPayload',
  stopBulk: 'BulkCommand',
  changePersonRole: 'StaffUser',
  updatePerson: 'StaffUser',
  disablePerson: 'StaffUser',
  enablePerson: 'StaffUser',
  resendInvitation: 'Invitation',
  withdrawInvitation: 'Invitation',
};

/** An input that names what is Alpha's, with everything else in order. */
const inputOf = async (field: GraphQLField<unknown, unknown>): Promise<Record<string, unknown>> => {
  const type = getNamedType(field.args[0]?.type ?? schema.getQueryType()) as unknown;
  if (!isInputObjectType(type)) throw new Error(`${field.name} has no input`);
  const values: Record<string, unknown> = {
    leadId: globalId('Lead', (field.name === 'eraseLead' ? forgotten : lead).leadId),
    otherLeadId: globalId('Lead', other.leadId),
    proposalId: globalId('MergeProposal', proposalId),
    appointmentId: globalId('Appointment', lead.appointmentId),
    sessionId: globalId('Session', sessions.alpha),
    suppressionId: globalId('Suppression', lead.suppressionId),
    noteId: globalId('LeadNote', lead.noteId),
    keyId: globalId('ApiKey', await firstId('alpha', 'api_key')),
    personId: globalId('StaffUser', await viewerId()),
    role: 'VIEWER',
    invitationId: globalId('Invitation', await firstId('alpha', 'invitation')),
    confirmName: 'Alpha lead 3',
    add: ['vip'],
    // one that is read another way is being checked, and cannot be started
    importId: globalId('LeadImport', field.name === 'remapImport' ? remapped : importId),
    columns: [{ column: 'EMAIL', heading: 'email' }],
    bulkId: globalId('BulkCommand', bulkId),
    leads: { ids: [globalId('Lead', lead.leadId)] },
    startAt: '2100-01-01T00:00:00Z',
    status: 'QUALIFIED',
    staffKey: 'agent',
    reason: 'because',
    draftId: globalId('Draft', lead.draftId),
    decision: 'APPROVE',
    text: 'Hello.',
    actionId: globalId('OutboundAction', await firstId('alpha', 'outbound')),
    as: 'SKIP',
  };
  const inputs: GraphQLInputField[] = Object.values(type.getFields());
  return Object.fromEntries(
    inputs.filter(({ name }) => name in values).map(({ name }) => [name, values[name]]),
  );
};

describe.each(mutationFields)('the mutation $name', (field) => {
  const mutate = async (
    who: 'alpha' | 'bravo',
    viewer: Viewer = asRole(tenants[who], 'admin', users[who]),
  ) => {
    const commands = fakeCommands();
    const inputType = String(field.args[0]?.type);
    const query = `mutation ($input: ${inputType}) { ${field.name}(input: $input) { __typename } }`;
    const { command } = commands;
    const answer = await ask(database.db, viewer, query, { input: await inputOf(field) }, { command });
    return { typename: answer.data?.[field.name]?.__typename, errors: answer.errors, asked: commands.asked };
  };

  test('reaches the journey of the own tenant’s lead, in its tenant and by its actor', async () => {
    const { typename, errors, asked } = await mutate('alpha');
    expect(errors).toEqual([]);
    const answered = ofRows[field.name];
    if (answered) {
      expect([typename, asked]).toEqual([answered, []]);
      return;
    }
    expect(typename).toBe('CommandPayload');
    expect(asked).toMatchObject([
      {
        name: field.name,
        tenantId: tenants.alpha,
        leadId: lead.leadId,
        actor: { kind: 'staff', id: 'admin' },
      },
    ]);
  });

  test('finds nothing of another tenant and asks no journey', async () => {
    for (const viewer of strangers()) {
      const { typename, asked } = await mutate('bravo', viewer);
      expect([typename, asked]).toEqual(['NotFound', []]);
    }
  });

  test('reaches no lead of others for an agent who sees only their own', async () => {
    const { typename, errors, asked } = await mutate('alpha', asStranger());
    expect(asked).toEqual([]);
    expect(errors.length > 0 ? errors[0]?.code : typename).toBe(errors.length > 0 ? 'FORBIDDEN' : 'NotFound');
  });
});
