// GraphQL on a real database: the words that staff put on leads, and what they write down about them.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { mergeRules } from '../../domain/leads/merge.ts';
import { mergeLeads } from '../../schema/database/leads/merge-leads.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { seedTenant, testLinkSecret } from '../support/seed.ts';
import { seedLead } from '../support/seed-lead.ts';
import { ask, asRole, type Data, globalId } from './ask.ts';

let database: TestDatabase;
let tenantId: string;
let leadId: string;
let n = 0;

beforeAll(async () => {
  database = await testDatabase();
  ({ tenantId } = await seedTenant(database.db, 'Alpha'));
});
afterAll(() => database.drop());
beforeEach(async () => {
  n += 1;
  ({ leadId } = await seedLead(database.db, tenantId, 'Alpha', n));
});

type Role = Parameters<typeof asRole>[1];
const mutate = async (name: string, input: object, role: Role = 'agent'): Promise<Data> => {
  const type = `${name[0]?.toUpperCase()}${name.slice(1)}Input`;
  const result =
    name === 'tag'
      ? '... on Lead { id tags }'
      : '... on LeadNote { id text writtenBy author { name } editedBy removedAt }';
  const query = `mutation ($input: ${type}!) {
    ${name}(input: $input) { __typename ${result} ... on UserError { message } }
  }`;
  const { data, errors } = await ask(database.db, asRole(tenantId, role), query, { input });
  expect(errors).toEqual([]);
  return data[name];
};
const rows = (sql: string, ...values: unknown[]) =>
  database.db.inTenant(tenantId, (tx) => tx.execute<Data[]>(sql, values));
const lead = () => globalId('Lead', leadId);
const notesOf = async (id = leadId): Promise<string[]> => {
  const query = 'query ($id: ID!) { lead(id: $id) { notes { nodes { text } } } }';
  const { data } = await ask(database.db, asRole(tenantId, 'viewer'), query, { id: globalId('Lead', id) });
  return data.lead.notes.nodes.map(({ text }: { text: string }) => text);
};

describe('tags', () => {
  test('are put on and taken off, once each, told to the timeline and kept in the audit log', async () => {
    const first = await mutate('tag', { leadId: lead(), add: ['vip', '  fair  Berlin '] });
    expect(first).toMatchObject({ __typename: 'Lead', tags: ['vip', 'fair Berlin'] });
    await mutate('tag', { leadId: lead(), add: ['VIP'] });
    expect(await mutate('tag', { leadId: lead(), remove: ['Vip'] })).toMatchObject({ tags: ['fair Berlin'] });
    const told = await rows(
      `select actor, details from timeline_event where lead_id = ? and kind = 'tagged' order by id`,
      leadId,
    );
    expect(told).toEqual([
      { actor: 'staff:agent', details: { added: ['vip', 'fair Berlin'], removed: [] } },
      { actor: 'staff:agent', details: { added: [], removed: ['vip'] } },
    ]);
    const kept = await rows(
      `select actor_id, before, after from audit_entry where lead_id = ? and action = 'leadTagged' order by id`,
      leadId,
    );
    expect(kept).toEqual([
      { actor_id: 'agent', before: { tags: [] }, after: { tags: ['vip', 'fair Berlin'] } },
      { actor_id: 'agent', before: { tags: ['vip', 'fair Berlin'] }, after: { tags: ['fair Berlin'] } },
    ]);
  });

  test('that two people put on at once are both on', async () => {
    await Promise.all(['a', 'b', 'c'].map((tag) => mutate('tag', { leadId: lead(), add: [tag] })));
    const [row] = await rows('select tags from lead where id = ?', leadId);
    expect(row.tags.toSorted()).toEqual(['a', 'b', 'c']);
  });

  test.each([
    [{ add: ['  '] }, 'add: expected tags of 1 to 40 characters.'],
    [{ remove: ['x'.repeat(41)] }, 'remove: expected tags of 1 to 40 characters.'],
    [{ add: Array.from({ length: 21 }, (_, i) => `t${i}`) }, 'add: expected at most 20 tags.'],
  ])('%j says what has to be mended', async (change, message) => {
    expect(await mutate('tag', { leadId: lead(), ...change })).toEqual({
      __typename: 'InvalidInput',
      message,
    });
  });

  test('are what the list of leads is narrowed by', async () => {
    await mutate('tag', { leadId: lead(), add: [`only ${n}`] });
    const query = `{ leads(filter: { tag: "only ${n}" }) { nodes { id } } }`;
    const { data } = await ask(database.db, asRole(tenantId, 'viewer'), query);
    expect(data.leads.nodes).toEqual([{ id: lead() }]);
  });
});

describe('a note', () => {
  const add = (text: string, more = {}, role: Role = 'agent') =>
    mutate('addNote', { leadId: lead(), text, ...more }, role);

  test('stands with its author in the lead’s list, newest first, and in the timeline without its words', async () => {
    const note = await add('Prefers mornings.');
    expect(note).toMatchObject({ writtenBy: 'staff:agent', author: { name: 'Alpha agent' }, editedBy: null });
    await add('Has a dog.', {}, 'admin');
    expect(await notesOf()).toEqual(['Has a dog.', 'Prefers mornings.', 'Alpha note']);
    const told = await rows(
      `select kind, details::text as details from timeline_event where lead_id = ? and kind like 'note%'`,
      leadId,
    );
    expect(told.map(({ kind }) => kind)).toEqual(['noteAdded', 'noteAdded']);
    expect(JSON.stringify(told)).not.toContain('mornings');
  });

  test('written twice under one key is one note', async () => {
    const first = await add('Once.', { requestKey: 'desk-1' });
    const second = await add('Once, again.', { requestKey: 'desk-1' });
    expect(second).toEqual(first);
    expect(await notesOf()).toEqual(['Once.', 'Alpha note']);
  });

  test('is changed and removed by whoever wrote it and by admins; a removed one has no words left', async () => {
    const { id } = await add('Frist.');
    expect(await mutate('editNote', { noteId: id, text: 'First.' })).toMatchObject({
      text: 'First.',
      editedBy: 'staff:agent',
    });
    expect(await mutate('removeNote', { noteId: id }, 'admin')).toMatchObject({ text: '' });
    expect(await mutate('removeNote', { noteId: id }, 'admin')).toMatchObject({ text: '' });
    expect(await notesOf()).toEqual(['Alpha note']);
    expect(await mutate('editNote', { noteId: id, text: 'Back?' })).toEqual({
      __typename: 'NotFound',
      message: 'There is no such note.',
    });
    const kept = await rows(
      `select action, actor_id, before, after from audit_entry where lead_id = ? and action like 'leadNote%' order by id`,
      leadId,
    );
    expect(kept).toEqual([
      { action: 'leadNoteAdded', actor_id: 'agent', before: null, after: { text: 'Frist.' } },
      {
        ...{ action: 'leadNoteEdited', actor_id: 'agent' },
        ...{ before: { text: 'Frist.' }, after: { text: 'First.' } },
      },
      { action: 'leadNoteRemoved', actor_id: 'admin', before: { text: 'First.' }, after: null },
    ]);
  });

  test('of somebody else is not an agent’s to change', async () => {
    const { id } = await add('Of the admin.', {}, 'admin');
    for (const [name, input] of [
      ['editNote', { noteId: id, text: 'Mine.' }],
      ['removeNote', { noteId: id }],
    ] as const)
      expect(await mutate(name, input)).toMatchObject({ __typename: 'InvalidInput' });
    expect(await notesOf()).toEqual(['Of the admin.', 'Alpha note']);
  });

  test('stays with the person when two leads become one', async () => {
    await add('Of the first.');
    const other = await seedLead(database.db, tenantId, 'Alpha', n + 1000);
    const causedBy = { kind: 'system', id: 'test' } as const;
    await database.db.inTenant(tenantId, (tx) =>
      mergeLeads(tx, {
        ...{ tenantId, leads: [leadId, other.leadId], reason: 'asked', causedBy, actor: 'staff:admin' },
        ...{ linkSecret: testLinkSecret, rules: mergeRules },
      }),
    );
    for (const id of [leadId, other.leadId])
      expect((await notesOf(id)).toSorted()).toEqual(['Alpha note', 'Alpha note', 'Of the first.']);
  });
});
