// GraphQL on a real database: finding leads by what was said in messages with them and noted about them.
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Message } from '../../schema/database/conversations/entities.ts';
import { beginErasure } from '../../schema/database/erasure/begin-erasure.ts';
import { eraseRows } from '../../schema/database/erasure/erase-rows.ts';
import { Lead } from '../../schema/database/leads/entities.ts';
import { LeadNote } from '../../schema/database/leads/note-entities.ts';
import { uuidV7 } from '../../schema/database/uuid-v7.ts';
import type { StaffViewer } from '../../schema/graphql/who-asks.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { testLinkSecret as linkSecret, seedTenant } from '../support/seed.ts';
import { asAgentOfOwn, ask, asRole } from './ask.ts';

let database: TestDatabase;
let tenantId: string;
let otherId: string;

interface Said {
  name: string;
  assignedTo?: string;
  messages?: { subject?: string; text: string }[];
  notes?: string[];
}

const people: Said[] = [
  {
    name: 'Mira',
    messages: [
      { text: 'Die Küche soll größer werden, nächste Straße links.' },
      { subject: 'Angebot', text: 'Bitte auf Türkisch: Balık pazarı, Kadıköy.' },
    ],
    assignedTo: 'amira',
  },
  {
    name: 'Noel',
    notes: ['Wants the conservatory by Easter; rings back via cora@reach.example.'],
    assignedTo: 'ben',
  },
  { name: 'Olga', messages: [{ text: 'Можно ли поставить ещё одну ёлку?' }], notes: ['Allergic to lilies.'] },
];

const put = (tenant: string, { name, assignedTo, messages = [], notes = [] }: Said): Promise<string> =>
  database.db.inTenant(tenant, async (tx) => {
    const leadId = uuidV7();
    const row = () => ({ id: uuidV7(), tenantId: tenant, createdAt: new Date() });
    const known = { language: 'en', source: 'form', answers: {}, tags: [], assignedTo: assignedTo ?? null };
    await tx.insert(Lead, { ...row(), id: leadId, name, ...known, updatedAt: new Date() });
    for (const said of messages) {
      const mail = { channel: 'email', direction: 'inbound', at: new Date() } as const;
      const causedBy = { kind: 'external', id: 'mail' } as never;
      await tx.insert(Message, { ...row(), leadId, ...mail, ...said, causedBy });
    }
    for (const text of notes) await tx.insert(LeadNote, { ...row(), leadId, text, writtenBy: 'staff:ben' });
    return leadId;
  });

beforeAll(async () => {
  database = await testDatabase();
  ({ tenantId } = await seedTenant(database.db, 'Alpha'));
  otherId = (await seedTenant(database.db, 'Bravo')).tenantId;
  for (const person of people) await put(tenantId, person);
});
afterAll(() => database.drop());

const found = async (search: string, viewer: StaffViewer = asRole(tenantId, 'viewer')): Promise<string[]> => {
  const query = 'query ($search: String) { leads(search: $search) { nodes { name } } }';
  const { data, errors } = await ask(database.db, viewer, query, { search });
  expect(errors).toEqual([]);
  return data.leads.nodes.map(({ name }: { name: string }) => name).toSorted();
};

const change = (sql: string, ...values: string[]) =>
  database.db.inTenant(tenantId, (tx) => tx.execute(sql, values));

/** What the database's own door answers, whoever may see the leads. */
const said = (word: string, tenant: string) =>
  database.db.inTenant(tenant, (tx) => tx.execute('select routing.leads_saying(?)', [word]));

describe('a search finds leads by what was said', () => {
  test.each([
    ['küche', ['Mira']],
    ['KUCHE STRASSE', ['Mira']],
    ['groß', ['Mira']],
    ['Grosser', ['Mira']],
    ['angebot', ['Mira']],
    ['balik kadıköy', ['Mira']],
    ['BALIK', ['Mira']],
    ['BALİK', ['Mira']],
    ['еще елку', ['Olga']],
    ['conserv east', ['Noel']],
    ['reach.example', ['Noel']],
    ['cora@reach', ['Noel']],
    ['lili', ['Olga']],
    ['servatory', []],
    ['nobody', []],
  ])('by the words %j, each the beginning of one, whatever their accents and case', async (search, names) => {
    expect(await found(search)).toEqual(names);
  });

  test('by all the words of one message or note, never by words of several', async () => {
    expect(await found('türkisch pazari')).toEqual(['Mira']);
    expect(await found('küche pazari')).toEqual([]);
    expect(await found('küche conservatory')).toEqual([]);
  });

  test.each(['&', '!', ':*', "'", "küche' | 'x", '\\', '(', '<->', '()&!', '%%'])(
    'by %j as no language of queries',
    async (search) => {
      expect(await found(search)).toEqual([]);
    },
  );

  test('of the own tenant only', async () => {
    expect(await found('küche', asRole(otherId, 'admin'))).toEqual([]);
    expect(await said('küche', otherId)).toEqual([]);
    expect(await said('conservatory', otherId)).toEqual([]);
    expect(await said('conservatory', tenantId)).toHaveLength(1);
  });

  test('of those alone that an agent may see', async () => {
    const agent = asAgentOfOwn(tenantId, 'amira');
    expect(await found('küche', agent)).toEqual(['Mira']);
    expect(await found('lilies', agent)).toEqual(['Olga']);
    expect(await found('conservatory', agent)).toEqual([]);
  });
});

test('what somebody said who was merged finds the lead that remains, at every step between', async () => {
  const messages = [{ text: 'A gazebo, please.' }];
  const [first, between, last] = [
    await put(tenantId, { name: 'First', messages }),
    await put(tenantId, { name: 'Between' }),
    await put(tenantId, { name: 'Last', assignedTo: 'ben' }),
  ];
  await change('update lead set merged_into = ? where id = ?', between, first);
  await change('update lead set merged_into = ? where id = ?', last, between);
  expect(await found('gazebo')).toEqual(['Last']);
  expect(await found('gazebo', asAgentOfOwn(tenantId, 'amira'))).toEqual([]);
});

test('a note that was changed or removed is found by its words of now', async () => {
  await put(tenantId, { name: 'Pia', notes: ['Likes pelargonium.'] });
  await change(`update lead_note set text = 'Likes hydrangea.' where text = 'Likes pelargonium.'`);
  expect(await found('pelargonium')).toEqual([]);
  expect(await found('hydrangea')).toEqual(['Pia']);
  await change(`update lead_note set removed_at = now() where text = 'Likes hydrangea.'`);
  expect(await found('hydrangea')).toEqual([]);
});

test('nothing that they said finds a person who was erased', async () => {
  const leadId = await put(tenantId, {
    name: 'Quin',
    messages: [{ text: 'Rhubarb beds.' }],
    notes: ['Rhubarb again.'],
  });
  expect(await found('rhubarb')).toEqual(['Quin']);
  const asked = { tenantId, leadId, reason: 'asked', askedBy: 'staff:admin', linkSecret } as const;
  const begun = await database.db.inTenant(tenantId, (tx) => beginErasure(tx, asked));
  expect(await found('rhubarb')).toEqual([]);
  await eraseRows(database.db, { tenantId, erasureId: '', leadIds: [], ...begun });
  expect(await said('rhubarb', tenantId)).toEqual([]);
});

test('a message of any length and with an endless word is kept, and found by how it begins', async () => {
  const words = Array.from({ length: 200_000 }, (_, n) => `w${n}`).join(' ');
  await put(tenantId, { name: 'Rolf', messages: [{ text: words }] });
  await put(tenantId, { name: 'Sven', messages: [{ text: `${'x'.repeat(9_000)} afterwards` }] });
  expect(await found('w8499')).toEqual(['Rolf']);
  expect(await found('afterwards')).toEqual(['Sven']);
});

test('the words of messages and notes are looked up in their indexes', async () => {
  const owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
  try {
    await owner.query('set enable_seqscan = off');
    for (const [table, words] of [
      ['message', 'said_words(subject, text)'],
      ['lead_note', 'removed_at is null and said_words(null, text)'],
    ]) {
      const { rows } = await owner.query(
        `explain select lead_id from ${table} where ${words} @@ (select words_query('küche'))`,
      );
      expect(JSON.stringify(rows)).toContain(`Bitmap Index Scan on ${table}_words`);
    }
  } finally {
    await owner.end();
  }
});
