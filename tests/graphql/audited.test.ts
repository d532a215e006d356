// GraphQL on a real database: every mutation leaves an entry in the audit log. Generated from the schema: a new mutation
// fails here until it says how it changes something.
import type { GraphQLField } from 'graphql';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createCommandActivities } from '../../activities/commands/index.ts';
import type { Ports } from '../../activities/ports.ts';
import { createSendCommand } from '../../api/send-command.ts';
import { StaffSession } from '../../schema/database/tenants/entities.ts';
import { uuidV7 } from '../../schema/database/uuid-v7.ts';
import { schema } from '../../schema/graphql/schema.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { seedTenant, testLinkSecret } from '../support/seed.ts';
import { seedBulk } from '../support/seed-bulk.ts';
import { seedImport } from '../support/seed-import.ts';
import { seedInvitation } from '../support/seed-invitation.ts';
import { type SeededLead, seedLead, seedProposal } from '../support/seed-lead.ts';
import { ask, asRole, asSuperAdmin, type Data, globalId } from './ask.ts';

let database: TestDatabase;
let tenantId: string;
let lead: SeededLead;
let n = 0;

beforeAll(async () => {
  database = await testDatabase();
  ({ tenantId } = await seedTenant(database.db, 'Alpha'));
});
afterAll(() => database.drop());
beforeEach(async () => {
  n += 1;
  await sql('update tenant set suspended_at = null');
  lead = await seedLead(database.db, tenantId, 'Alpha', n);
});

const sql = <Row>(text: string, values: unknown[] = []): Promise<Row[]> =>
  database.db.inTenant(tenantId, (tx) => tx.execute(text, values) as Promise<Row[]>);

/** Commands as in the running system, with the journey's local activity at once in place of Temporal. */
const command: Parameters<typeof ask>[4] = {
  command: async (request) => {
    const { applyCommand } = createCommandActivities({
      db: database.db,
      linkSecret: testLinkSecret,
    } as Ports);
    const send = createSendCommand(
      database.db,
      async ({ leadId, commandId }) => {
        const stamp = {
          runStartedAt: new Date().toISOString(),
          runId: 'run',
          version: 1,
          step: 'rest',
        } as const;
        await applyCommand({ tenantId, leadId, commandId, stamp });
        return { kind: 'answered' };
      },
      testLinkSecret,
    );
    return send(request as Parameters<typeof send>[0]);
  },
};

const isOfPlatform = (name: string): boolean => ['suspendTenant', 'resumeTenant'].includes(name);

const mutate = async (name: string, input: Record<string, unknown>): Promise<Data> => {
  const field = schema.getMutationType()?.getFields()[name];
  const isCommand = String(field?.type).startsWith('CommandResult');
  const told = isCommand ? '... on CommandPayload { command { status code message } }' : '';
  const asked = `mutation ($input: ${field?.args[0]?.type}) { answer: ${name}(input: $input) { __typename ${told} } }`;
  const viewer = isOfPlatform(name) ? asSuperAdmin(tenantId) : asRole(tenantId, 'admin');
  const { data, errors } = await ask(database.db, viewer, asked, { input }, command);
  expect(errors).toEqual([]);
  return data.answer;
};

const inDays = (days: number): string => {
  const at = new Date(Date.now() + days * 86_400_000);
  at.setUTCHours(n % 24, 0, 0, 0);
  return at.toISOString();
};

const booked = async (): Promise<string> => {
  await mutate('bookAppointment', { leadId: globalId('Lead', lead.leadId), startAt: inDays(2) });
  const [row] = await sql<{ id: string }>(
    `select id from appointment where lead_id = ? and state = 'reserved' and starts_at > now()`,
    [lead.leadId],
  );
  return globalId('Appointment', row?.id ?? '');
};

const inDoubt = async (): Promise<string> => {
  const [row] = await sql<{ id: string }>(
    `update outbound set state = 'unknown' where id = (select id from outbound where lead_id = ? limit 1) returning id`,
    [lead.leadId],
  );
  return globalId('OutboundAction', row?.id ?? '');
};

const number = () => ({ number: `+4479460${String(n).padStart(5, '0')}`, reason: 'asked by letter' });
const leadId = () => globalId('Lead', lead.leadId);
const version = async (): Promise<number> =>
  (await sql<{ policy_version: number }>('select policy_version from tenant'))[0]?.policy_version ?? 0;
const named = (nth: number) => ({ talk: { agentName: `Ann ${nth}` } });
const leads = () => ({ ids: [leadId()] });
/** Somebody new of the staff, as an agent. */
const newcomer = async (): Promise<string> => {
  const { staff } = (await sql<Data>('select source from tenant_policy order by version desc limit 1'))[0]
    .source;
  const one = { key: `nora${n}`, name: 'Nora', role: 'agent', calendar: null, notify: false };
  const patch = { staff: [...staff, { ...one, email: `nora${n}@alpha.example` }] };
  await mutate('updatePolicy', { expectedVersion: await version(), patch });
  const [row] = await sql<{ id: string }>('select id from staff_user where staff_key = ?', [one.key]);
  return globalId('StaffUser', row?.id ?? '');
};
const invited = async (): Promise<string> => {
  await seedInvitation(database.db, tenantId, `Alpha${n}`);
  const [row] = await sql<{ id: string }>('select id from invitation order by created_at desc limit 1');
  return globalId('Invitation', row?.id ?? '');
};
const item = () => ({
  ...{ key: `item${n}`, name: 'Advice', category: 'service', description: 'An hour.', rank: 1 },
});
const newKey = { name: 'our CRM', scopes: ['LEADS_READ'] };
const noteId = () => globalId('LeadNote', lead.noteId);
const importId = async () => globalId('LeadImport', await seedImport(database.db, tenantId, `Alpha${n}`));
const another = () => seedLead(database.db, tenantId, 'Alpha', n + 500);
const nameOf = async ({ leadId }: SeededLead): Promise<string> => {
  const [row] = await sql<{ name: string | null }>('select name from lead where id = ?', [leadId]);
  return row?.name ?? '';
};

/** An input with which each mutation changes something, after whatever has to be so before. */
const inputs: Record<string, () => Promise<Record<string, unknown>>> = {
  bookAppointment: async () => ({ leadId: leadId(), startAt: inDays(1) }),
  rescheduleAppointment: async () => ({ appointmentId: await booked(), startAt: inDays(3) }),
  cancelAppointment: async () => ({ appointmentId: await booked(), reason: 'ill' }),
  markNoShow: async () => ({ appointmentId: globalId('Appointment', lead.appointmentId) }),
  markCompleted: async () => ({ appointmentId: globalId('Appointment', lead.appointmentId) }),
  requestCall: async () => ({ leadId: leadId() }),
  changeStatus: async () => ({ leadId: leadId(), status: 'LOST' }),
  pause: async () => ({ leadId: leadId() }),
  resume: async () => {
    await sql('update lead set paused_at = now() where id = ?', [lead.leadId]);
    return { leadId: leadId() };
  },
  optOut: async () => ({ leadId: leadId() }),
  close: async () => ({ leadId: leadId() }),
  assign: async () => ({ leadId: leadId(), staffKey: 'admin' }),
  merge: async () => ({ leadId: leadId(), otherLeadId: globalId('Lead', (await another()).leadId) }),
  rejectMerge: async () => {
    const other = await another();
    const proposed = await seedProposal(database.db, tenantId, [lead.leadId, other.leadId]);
    return { proposalId: globalId('MergeProposal', proposed) };
  },
  decideDraft: async () => ({
    draftId: globalId('Draft', lead.draftId),
    decision: 'REJECT',
    reason: 'untrue',
  }),
  sendReply: async () => ({ leadId: leadId(), text: 'We call you tomorrow.' }),
  settleUnknown: async () => ({ actionId: await inDoubt(), as: 'SKIP' }),
  liftSuppression: async () => ({
    suppressionId: globalId('Suppression', lead.suppressionId),
    reason: 'works',
  }),
  exportLead: async () => ({ leadId: leadId() }),
  eraseLead: async () => ({ leadId: leadId(), confirmName: await nameOf(lead) }),
  tag: async () => ({ leadId: leadId(), add: ['vip'] }),
  addNote: async () => ({ leadId: leadId(), text: 'Prefers mornings.' }),
  editNote: async () => ({ noteId: noteId(), text: 'Prefers evenings.' }),
  removeNote: async () => ({ noteId: noteId() }),
  addToDoNotCall: async () => number(),
  removeFromDoNotCall: async () => {
    await mutate('addToDoNotCall', number());
    return number();
  },
  updatePolicy: async () => ({ expectedVersion: await version(), patch: named(n) }),
  rollBackPolicy: async () => {
    const was = await version();
    await mutate('updatePolicy', { expectedVersion: was, patch: named(n) });
    return { toVersion: was, expectedVersion: was + 1 };
  },
  bulkAssign: async () => ({ leads: leads(), staffKey: 'admin' }),
  bulkTag: async () => ({ leads: leads(), add: ['vip'] }),
  bulkChangeStatus: async () => ({ leads: leads(), status: 'LOST' }),
  bulkClose: async () => ({ leads: leads() }),
  stopBulk: async () => {
    const leadIds = [lead.leadId];
    return {
      bulkId: globalId('BulkCommand', await seedBulk(database.db, tenantId, { mark: 'Alpha', leadIds })),
    };
  },
  changePersonRole: async () => ({ personId: await newcomer(), role: 'VIEWER' }),
  updatePerson: async () => ({ personId: await newcomer(), name: `Nora ${n}` }),
  disablePerson: async () => ({ personId: await newcomer() }),
  enablePerson: async () => {
    const personId = await newcomer();
    await mutate('disablePerson', { personId });
    return { personId };
  },
  invitePerson: async () => ({ name: 'Nora', email: `nora${n}@alpha.example`, role: 'AGENT' }),
  resendInvitation: async () => ({ invitationId: await invited() }),
  withdrawInvitation: async () => ({ invitationId: await invited() }),
  saveCatalogueItem: async () => item(),
  removeCatalogueItem: async () => {
    await mutate('saveCatalogueItem', item());
    return { key: item().key };
  },
  createApiKey: async () => newKey,
  revokeApiKey: async () => {
    await mutate('createApiKey', newKey);
    const [key] = await sql<{ id: string }>('select id from api_key order by created_at desc limit 1');
    return { keyId: globalId('ApiKey', key?.id ?? '') };
  },
  endSession: async () => {
    const session = { id: uuidV7(), tenantId, userId: tenantId, createdAt: new Date() };
    const expiresAt = new Date('2100-01-01T00:00:00Z');
    await database.db.inTenant(tenantId, (tx) => tx.insert(StaffSession, { ...session, expiresAt }));
    return { sessionId: globalId('Session', session.id) };
  },
  startImport: async () => ({ importId: await importId() }),
  stopImport: async () => ({ importId: await importId() }),
  remapImport: async () => ({ importId: await importId(), columns: [{ column: 'NAME' }] }),
  suspendTenant: async () => ({ reason: 'unpaid' }),
  resumeTenant: async () => {
    await mutate('suspendTenant', { reason: 'unpaid' });
    return { reason: 'paid' };
  },
};

interface Entry {
  actor: string;
  action: string;
  subject_kind: string;
  lead_id: string | null;
  command: string | null;
  before: Data;
  after: Data;
}

const newest = async (): Promise<Entry | undefined> => {
  const [entry] = await sql<Entry>(
    `select e.actor_kind || ':' || e.actor_id as actor, e.action, e.subject_kind, e.lead_id, e.before, e.after, c.name as command
     from audit_entry e left join command c on c.id = e.command_id order by e.created_at desc, e.id desc limit 1`,
  );
  return entry;
};
const count = async () => Number((await sql<{ n: string }>('select count(*) as n from audit_entry'))[0]?.n);

const fields: GraphQLField<unknown, unknown>[] = Object.values(schema.getMutationType()?.getFields() ?? {});

describe.each(fields)('the mutation $name', ({ name }) => {
  test('leaves one entry with who did it and what changed', async () => {
    const prepare = inputs[name];
    if (!prepare) throw new Error(`${name}: say here with which input it changes something`);
    const input = await prepare();
    const before = await count();
    const answer = await mutate(name, input);
    expect({ answer, entries: await count() }).toMatchObject({ entries: before + 1 });
    const entry = await newest();
    expect(entry?.actor).toMatch(isOfPlatform(name) ? /^superAdmin:/ : /^staff:admin$/);
    if (answer.__typename !== 'CommandPayload') expect(entry?.before ?? entry?.after).not.toBeNull();
    else expect(entry).toMatchObject({ command: name, lead_id: lead.leadId });
  });
});

test('a command’s entry has the columns that changed, of each thing that did', async () => {
  const appointmentId = (await inputs.cancelAppointment?.())?.appointmentId as string;
  await mutate('cancelAppointment', { appointmentId });
  const entry = await newest();
  const [row] = await sql<{ id: string }>(
    `select id from appointment where lead_id = ? and state = 'cancelled'`,
    [lead.leadId],
  );
  expect(entry?.action).toBe('appointmentCancelled');
  expect(entry?.before).toMatchObject({
    Appointment: { [row?.id ?? '']: { state: 'reserved' } },
    Lead: { [lead.leadId]: { status: 'appointment' } },
  });
  expect(entry?.after.Appointment).toEqual({ [row?.id ?? '']: { state: 'cancelled' } });
});

test('what is refused, or was so already, leaves none', async () => {
  await mutate('pause', { leadId: leadId() });
  const before = await count();
  expect((await mutate('pause', { leadId: leadId() })).command.code).toBe('nothingToDo');
  expect((await mutate('assign', { leadId: leadId(), staffKey: 'nobody' })).command.status).toBe('REFUSED');
  expect(await count()).toBe(before);
});
