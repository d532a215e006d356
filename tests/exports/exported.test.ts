// What a person is given, by the classes of all columns: of real rows, with a word of its own in every one of them.
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sections } from '../../domain/exports/sections.ts';
import { tableClasses } from '../../schema/database/classes.ts';
import { beginErasure } from '../../schema/database/erasure/begin-erasure.ts';
import { erasurePlan } from '../../schema/database/erasure/erasure-plan.ts';
import { exportPlan, notExported } from '../../schema/database/exports/export-plan.ts';
import { keyedHash } from '../../schema/database/secrets.ts';
import { uuidV7 } from '../../schema/database/uuid-v7.ts';
import { type Planted, plantEverywhere, plantUntold } from '../support/plant.ts';
import { testLinkSecret as linkSecret, seedTenant } from '../support/seed.ts';
import { type SeededLead, seedLead } from '../support/seed-lead.ts';
import { type ExportWorld, exportWorld } from './export-world.ts';

let world: ExportWorld;
let owner: pg.Pool;
let tenantId: string;
let lead: SeededLead;
let merged: SeededLead;
let planted: Planted[];
let untold: Planted[];

const sql = async <Row extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<Row[]> =>
  (await owner.query<Row>(text, values)).rows;

beforeAll(async () => {
  world = await exportWorld();
  owner = new pg.Pool({ connectionString: world.ownerUrl, max: 2 });
  const { db } = world;
  ({ tenantId } = world);
  const strangers = await seedTenant(db, 'Bravo');
  lead = await seedLead(db, tenantId, 'Alpha', 1);
  merged = await seedLead(db, tenantId, 'Alpha', 2);
  const bystander = await seedLead(db, tenantId, 'Alpha', 3);
  const stranger = await seedLead(db, strangers.tenantId, 'Bravo', 1);
  planted = [
    ...(await plantEverywhere(db, owner, { tenantId, ...lead }, 'Zwetschge')),
    ...(await plantEverywhere(db, owner, { tenantId, ...merged }, 'Reneklode')),
  ];
  await plantEverywhere(db, owner, { tenantId, ...bystander }, 'Mirabelle');
  await plantEverywhere(db, owner, { ...strangers, ...stranger }, 'Schlehdorn');
  untold = await plantUntold(db, owner, { tenantId, ...lead }, 'Verschwiegen');
  await plantUntold(db, owner, { tenantId, ...merged }, 'Verschwiegen');
  await plantByValue(lead, 'Zwetschge');
  await plantByValue(bystander, 'Mirabelle');
  await sql('update lead set merged_into = $1 where id = $2', [lead.leadId, merged.leadId]);
});
afterAll(async () => {
  await owner.end();
  await world.drop();
});

const signed = `/a/${'k'.repeat(32)}`;

/** What is somebody's by their number or address alone, and what tells of others in a text. */
const plantByValue = async ({ leadId }: SeededLead, mark: string): Promise<void> => {
  const [{ phone, email } = { phone: '', email: '' }] = await sql<{ phone: string; email: string }>(
    'select phone, email from lead where id = $1',
    [leadId],
  );
  await sql('insert into do_not_call (id, tenant_id, number, reason, added_by) values ($1, $2, $3, $4, $5)', [
    uuidV7(),
    tenantId,
    phone,
    `${mark}-listed`,
    'Verschwiegen-list',
  ]);
  await sql(
    `insert into suppression (id, tenant_id, kind, value_hash, scope, reason, lifted_because, caused_by)
     values ($1, $2, 'email', $3, 'all', 'optedOut', $4, '{}')`,
    [uuidV7(), tenantId, keyedHash(linkSecret, email), `${mark}-suppressed`],
  );
  await sql(
    `insert into inbound_event (id, tenant_id, vendor, account, event_id, kind, body)
     values ($1, $2, 'imap', 'Verschwiegen-account', gen_random_uuid()::text, 'mail', $3)`,
    [
      uuidV7(),
      tenantId,
      { from: email, text: `${mark}-unclaimed admin@alpha.example https://x.example${signed}` },
    ],
  );
};

const isUntold = (column: string): boolean =>
  column.startsWith('lead_export_piece.') || untold.some((one) => one.column === column);

test('a person is given everything that is kept of them and of whoever they were merged from, and nothing of anybody else', async () => {
  const exportId = await world.ask(merged.leadId);
  const file = String(await world.contents(await world.write(exportId ?? '')));
  const missing = planted.filter(({ column, word }) => !isUntold(column) && !file.includes(word));
  expect(missing, 'these are classed as a person’s, and are not in their file').toEqual([]);
  for (const word of ['Zwetschge-listed', 'Zwetschge-suppressed', 'Zwetschge-unclaimed'])
    expect([word, file.includes(word)]).toEqual([word, true]);
  for (const word of ['Mirabelle', 'Schlehdorn', 'Verschwiegen', 'Bravo', 'admin@alpha.example', signed])
    expect([word, file.includes(word)]).toEqual([word, false]);
});

interface Parts {
  [name: string]: { about: string; entries: unknown[] };
}

test('the file is one JSON text with a part for each table, which says what it is', async () => {
  const exportId = await world.ask(lead.leadId);
  const written = await world.write(exportId ?? '');
  const file = JSON.parse(String(await world.contents(written)));
  expect(file).toMatchObject({ format: 'leadline-person-1', business: 'Alpha Ltd' });
  expect(file.leads.toSorted()).toEqual([lead.leadId, merged.leadId].toSorted());
  const parts = Object.entries(file.sections as Parts);
  expect(parts.map(([name]) => name)).toEqual(Object.keys(sections));
  expect(parts.reduce((sum, [, { entries }]) => sum + entries.length, 0)).toBe(written.entries);
});

test('every table that an erasure empties is in the export, or it is said here why not', () => {
  const { db } = world;
  const emptied = erasurePlan(db, tableClasses).map(({ table }) => table);
  const given = exportPlan(db, tableClasses).map(({ select }) => /from "(\w+)"/.exec(select)?.[1]);
  expect(emptied.filter((table) => !given.includes(table) && !(table in notExported))).toEqual([]);
});

test('asked again while it is written, or with the same id, it is the same export', async () => {
  const { leadId } = await seedLead(world.db, tenantId, 'Alpha', 4);
  const first = await world.ask(leadId);
  expect(await world.ask(leadId)).toBe(first);
  await world.write(first ?? '');
  expect(await world.ask(leadId, first ?? '')).toBe(first);
  expect(await world.ask(leadId)).not.toBe(first);
  expect(await world.ask(uuidV7())).toBeNull();
});

test('nothing is written of somebody who was forgotten, and what was written is removed when they are', async () => {
  const { leadId } = await seedLead(world.db, tenantId, 'Alpha', 5);
  const [written, underWay] = [await world.write((await world.ask(leadId)) ?? ''), await world.ask(leadId)];
  expect(written.state).toBe('ready');
  await world.db.inTenant(tenantId, (tx) =>
    beginErasure(tx, { tenantId, leadId, reason: 'asked', askedBy: 'staff:admin', linkSecret }),
  );
  expect(await sql('select from lead_export_piece where lead_id = $1', [leadId])).toEqual([]);
  expect([(await world.find(written.id)).state, (await world.find(underWay ?? '')).state]).toEqual([
    'removed',
    'removed',
  ]);
  // as the worker would go on with it
  expect((await world.write(underWay ?? '')).pieces).toBe(0);
  expect(await sql('select from lead_export_piece where lead_id = $1', [leadId])).toEqual([]);
  expect(await world.ask(leadId)).toBeNull();
});
