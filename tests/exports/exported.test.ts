// What a person is given, by the classes of all columns: of real rows, with a word of its own in every one of them.
import { MockActivityEnvironment } from '@temporalio/testing';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createExportActivities } from '../../activities/exports/index.ts';
import type { Ports } from '../../activities/ports.ts';
import { sections } from '../../domain/exports/sections.ts';
import type { ExportProgress } from '../../schema/contracts/exports.ts';
import { tableClasses } from '../../schema/database/classes.ts';
import { erasurePlan } from '../../schema/database/erasure/erasure-plan.ts';
import { askExport } from '../../schema/database/exports/ask-export.ts';
import { LeadExport, type LeadExportRow } from '../../schema/database/exports/entities.ts';
import { exportPlan, notExported } from '../../schema/database/exports/export-plan.ts';
import { readPiece } from '../../schema/database/exports/write-piece.ts';
import { keyedHash } from '../../schema/database/secrets.ts';
import { uuidV7 } from '../../schema/database/uuid-v7.ts';
import { fakeTelephony } from '../activities/fake-vendors.ts';
import { keptLog } from '../support/api-context.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { type Planted, plantEverywhere, plantUntold } from '../support/plant.ts';
import { testLinkSecret as linkSecret, seedTenant } from '../support/seed.ts';
import { type SeededLead, seedLead } from '../support/seed-lead.ts';

let database: TestDatabase;
let owner: pg.Pool;
let tenantId: string;
let lead: SeededLead;
let merged: SeededLead;
let planted: Planted[];
let untold: Planted[];
const telephony = fakeTelephony();

const sql = async <Row extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<Row[]> =>
  (await owner.query<Row>(text, values)).rows;

beforeAll(async () => {
  database = await testDatabase();
  owner = new pg.Pool({ connectionString: database.ownerUrl, max: 2 });
  const { db } = database;
  ({ tenantId } = await seedTenant(db, 'Alpha'));
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
  await database.drop();
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

const ask = (leadId: string, id = uuidV7()) =>
  database.db.inTenant(tenantId, (tx) =>
    askExport(tx, { tenantId, id, leadId, actor: { kind: 'staff', id: 'admin' } }),
  );

const activities = () =>
  createExportActivities({
    ...{ db: database.db, telephony: telephony.port, linkSecret, log: keptLog().log },
  } as unknown as Ports);

const find = (id: string) =>
  database.db.inTenant(tenantId, (tx) => tx.findOneOrFail(LeadExport, { id })) as Promise<LeadExportRow>;

const write = async (exportId: string): Promise<LeadExportRow> => {
  const { tendExport } = activities();
  const tend = () => new MockActivityEnvironment().run(tendExport, { tenantId, exportId });
  while (((await tend()) as ExportProgress).kind === 'more');
  return find(exportId);
};

const contents = async ({ id: exportId, files }: LeadExportRow, name: string): Promise<string> => {
  const draft = files.find((file) => file.name === name)?.draft ?? '';
  const pieces: Uint8Array[] = [];
  for (let number = 0; ; number += 1) {
    const piece = await database.db.inTenant(tenantId, (tx) => readPiece(tx, { exportId, draft, number }));
    if (!piece) return Buffer.concat(pieces).toString('utf8');
    pieces.push(piece);
  }
};

const isUntold = (column: string): boolean =>
  column.startsWith('lead_export_piece.') || untold.some((one) => one.column === column);

test('a person is given everything that is kept of them and of whoever they were merged from, and nothing of anybody else', async () => {
  const exportId = await ask(merged.leadId);
  const file = await contents(await write(exportId ?? ''), 'person.json');
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
  const exportId = await ask(lead.leadId);
  const written = await write(exportId ?? '');
  const file = JSON.parse(await contents(written, 'person.json'));
  expect(file).toMatchObject({ format: 'leadline-person-1', business: 'Alpha Ltd' });
  expect(file.leads.toSorted()).toEqual([lead.leadId, merged.leadId].toSorted());
  const parts = Object.entries(file.sections as Parts);
  expect(parts.map(([name]) => name)).toEqual(Object.keys(sections));
  expect(parts.reduce((sum, [, { entries }]) => sum + entries.length, 0)).toBe(written.entries);
});

test('every table that an erasure empties is in the export, or it is said here why not', () => {
  const { db } = database;
  const emptied = erasurePlan(db, tableClasses).map(({ table }) => table);
  const given = exportPlan(db, tableClasses).map(({ select }) => /from "(\w+)"/.exec(select)?.[1]);
  expect(emptied.filter((table) => !given.includes(table) && !(table in notExported))).toEqual([]);
});
