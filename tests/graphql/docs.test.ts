// docs/graphql.md on a real database: what it tells people to send is taken, and answers something.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addNote } from '../../schema/database/leads/lead-notes.ts';
import { createApiKey } from '../../schema/database/tenants/api-keys.ts';
import { StaffSession } from '../../schema/database/tenants/entities.ts';
import { uuidV7 } from '../../schema/database/uuid-v7.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { seedTenant } from '../support/seed.ts';
import { seedBulk } from '../support/seed-bulk.ts';
import { seedImport } from '../support/seed-import.ts';
import { seedInvitation } from '../support/seed-invitation.ts';
import { type SeededLead, seedLead, seedProposal } from '../support/seed-lead.ts';
import { ask, asRole, asSuperAdmin, type Data, globalId } from './ask.ts';

const text = readFileSync(new URL('../../docs/graphql.md', import.meta.url), 'utf8');

/** Each block with the heading that it stands under. */
const blocks = text.split(/^## /m).flatMap((section) => {
  const heading = section.slice(0, section.indexOf('\n'));
  return [...section.matchAll(/```graphql\n([\s\S]*?)```/g)].map((match, n) => ({
    title: `${heading} (${n + 1})`,
    source: match[1] ?? '',
  }));
});

let database: TestDatabase;
let tenantId: string;
let lead: SeededLead;
let ids: Record<string, string>;

const firstId = async (table: string): Promise<string> => {
  const [row] = await database.db.inTenant(tenantId, (tx) =>
    tx.execute<{ id: string }[]>(`select id from "${table}" order by id limit 1`),
  );
  return row?.id ?? '';
};

const seedSession = async (): Promise<string> => {
  const [id, userId] = [uuidV7(), await firstId('staff_user')];
  const session = {
    id,
    tenantId,
    userId,
    createdAt: new Date(),
    expiresAt: new Date('2100-01-01T00:00:00Z'),
  };
  await database.db.inTenant(tenantId, (tx) => tx.insert(StaffSession, session));
  return id;
};

const viewerId = async (): Promise<string> => {
  const [row] = await database.db.inTenant(tenantId, (tx) =>
    tx.execute<{ id: string }[]>(`select id from staff_user where staff_key = 'viewer'`),
  );
  return row?.id ?? '';
};

beforeAll(async () => {
  database = await testDatabase();
  ({ tenantId } = await seedTenant(database.db, 'Alpha'));
  lead = await seedLead(database.db, tenantId, 'Alpha');
  const other = await seedLead(database.db, tenantId, 'Alpha', 1);
  const proposal = await seedProposal(database.db, tenantId, [lead.leadId, other.leadId]);
  const note = { tenantId, id: uuidV7(), actor: { kind: 'staff', id: 'admin' }, text: 'A note.' } as const;
  await database.db.inTenant(tenantId, (tx) => addNote(tx, { ...note, leadId: lead.leadId }));
  const key = { tenantId, name: 'old', scopes: ['leads:read'], expiresAt: null, actor: note.actor } as const;
  await database.db.inTenant(tenantId, (tx) => createApiKey(tx, key));
  await seedInvitation(database.db, tenantId, 'Alpha');
  ids = {
    'lead.id': globalId('Lead', lead.leadId),
    'leadChanged.id': globalId('Lead', lead.leadId),
    'liveCall.id': globalId('Call', lead.callId),
    'why.id': globalId('Call', lead.callId),
    leadId: globalId('Lead', lead.leadId),
    otherLeadId: globalId('Lead', other.leadId),
    draftId: globalId('Draft', lead.draftId),
    proposalId: globalId('MergeProposal', proposal),
    appointmentId: globalId('Appointment', lead.appointmentId),
    actionId: globalId('OutboundAction', await firstId('outbound')),
    suppressionId: globalId('Suppression', lead.suppressionId),
    sessionId: globalId('Session', await seedSession()),
    noteId: globalId('LeadNote', note.id),
    bulkId: globalId(
      'BulkCommand',
      await seedBulk(database.db, tenantId, { mark: 'Alpha', leadIds: [lead.leadId] }),
    ),
    importId: globalId('LeadImport', await seedImport(database.db, tenantId, 'Alpha')),
    keyId: globalId('ApiKey', await firstId('api_key')),
    personId: globalId('StaffUser', await viewerId()),
    invitationId: globalId('Invitation', await firstId('invitation')),
    startAt: '2100-01-01T00:00:00Z',
    // an example that needs its name is the last of all: it forgets the lead
    confirmName: 'Alpha lead 0',
  };
});
afterAll(() => database.drop());

/** The variables of a block, by the arguments that they are given to. */
const variablesOf = (source: string): Record<string, string> =>
  Object.fromEntries(
    [...source.matchAll(/(?:(\w+)\()?(\w+): \$(\w+)/g)].map(([, field, argument = '', name = '']) => {
      const value = ids[`${field}.${argument}`] ?? ids[argument];
      if (value === undefined) throw new Error(`say in this test what ${field}.${argument} stands for`);
      return [name, value];
    }),
  );

const freeSlots = async () => [
  { staffKey: 'agent', startAt: '2030-01-01T00:00:00Z', endAt: '2030-01-01T01:00:00Z' },
];

/** A member of a union that says what is to be mended, and nothing else. */
const isProblem = (answer: Data): boolean =>
  answer !== null && typeof answer === 'object' && 'message' in answer && Object.keys(answer).length <= 3;

test('there is an example of nearly everything', () => {
  expect(blocks.length).toBeGreaterThan(15);
});

describe.each(blocks)('$title', ({ source }) => {
  test('is answered', async () => {
    const staff = asRole(tenantId, 'admin', await firstId('staff_user'));
    const viewer = /(suspend|resume)Tenant/.test(source) ? asSuperAdmin(tenantId) : staff;
    const { data, errors } = await ask(database.db, viewer, source, variablesOf(source), { freeSlots });
    expect(errors).toEqual([]);
    expect(Object.values(data).filter(isProblem)).toEqual([]);
  });
});
