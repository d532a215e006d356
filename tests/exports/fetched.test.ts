// A person's export is fetched over HTTP, by whom and for how long; on a real database.
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import yauzl from 'yauzl';
import { createPersonRoutes } from '../../api/leads/person-routes.ts';
import { globalId } from '../graphql/ask.ts';
import { tokenOfStaff } from '../graphql/sign-in.ts';
import { type ApiServer, startApi } from '../support/api-server.ts';
import { testLinkSecret } from '../support/seed.ts';
import { type SeededLead, seedLead } from '../support/seed-lead.ts';
import { type ExportWorld, exportWorld } from './export-world.ts';

const run = promisify(execFile);
const main = new URL('../../cli/main.ts', import.meta.url).pathname;
const root = new URL('../../', import.meta.url).pathname;

let world: ExportWorld;
let api: ApiServer;
let lead: SeededLead;
const tokens: Record<string, string> = {};
beforeAll(async () => {
  world = await exportWorld();
  api = await startApi(world.db, createPersonRoutes);
  lead = await seedLead(world.db, world.tenantId, 'Alpha', 1);
  for (const role of ['admin', 'agent', 'viewer'])
    tokens[role] = await tokenOfStaff(world.db, world.tenantId, role);
});
afterAll(async () => {
  await api.close();
  await world.drop();
});

const get = (exportId: string, role = 'admin') =>
  fetch(`${api.url}/api/leads/exports/${globalId('LeadExport', exportId)}`, {
    headers: { authorization: `Bearer ${tokens[role]}` },
  });

const sql = <Row>(text: string, values: unknown[] = []): Promise<Row[]> =>
  world.db.inTenant(world.tenantId, (tx) => tx.execute(text, values) as Promise<Row[]>);
const fetches = () =>
  sql<{ actor_id: string; lead_id: string }>(
    `select actor_id, lead_id from audit_entry where action = 'leadExportFetched'`,
  );

/** The files of an archive, by their names. */
const unpacked = async (archive: Buffer): Promise<Record<string, Buffer>> => {
  const zip = await yauzl.fromBufferPromise(archive);
  const files: Record<string, Buffer> = {};
  for await (const entry of zip.eachEntry())
    files[entry.fileName] = await buffer(await zip.openReadStreamPromise(entry));
  return files;
};

test('admins fetch it as one archive, and each time is written down', async () => {
  const [{ sid } = { sid: '' }] = await sql<{ sid: string }>(
    'select recording_sid as sid from recording limit 1',
  );
  world.telephony.sounds.set(sid, [Buffer.from('RIFF of sound')]);
  const { id } = await world.write((await world.ask(lead.leadId)) ?? '');
  const answer = await get(id);
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/zip']);
  expect(answer.headers.get('cache-control')).toBe('no-store');
  const files = await unpacked(Buffer.from(await answer.arrayBuffer()));
  expect(Object.keys(files)).toEqual(['READ ME.txt', 'person.json', `recordings/${sid}.wav`]);
  expect(String(files['READ ME.txt'])).toContain('What Alpha Ltd keeps of you');
  expect(JSON.parse(String(files['person.json'])).sections.lead.entries[0].name).toBe('Alpha lead 1');
  expect(String(files[`recordings/${sid}.wav`])).toBe('RIFF of sound');
  expect(await fetches()).toEqual([{ actor_id: 'admin', lead_id: lead.leadId }]);
});

test('nobody but admins fetches it', async () => {
  const { id } = await world.write((await world.ask(lead.leadId)) ?? '');
  const before = (await fetches()).length;
  for (const [role, status] of [
    ['agent', 403],
    ['viewer', 403],
    ['nobody', 401],
  ] as const)
    expect((await get(id, role)).status).toBe(status);
  expect(await fetches()).toHaveLength(before);
});

test('it is there once it is whole, until its time is over', async () => {
  const exportId = (await world.ask(lead.leadId)) ?? '';
  expect((await get(exportId)).status).toBe(409);
  await world.write(exportId);
  expect((await get(exportId)).status).toBe(200);
  await sql(`update lead_export set expires_at = now() where id = ?`, [exportId]);
  expect((await get(exportId)).status).toBe(410);
  await world.remove(exportId);
  expect((await get(exportId)).status).toBe(410);
  expect(await sql('select from lead_export_piece where export_id = ?', [exportId])).toEqual([]);
});

test('an archive breaks off when the export is removed while it is read', async () => {
  const exportId = (await world.ask(lead.leadId)) ?? '';
  await world.write(exportId);
  await sql('delete from lead_export_piece where export_id = ?', [exportId]);
  await expect(get(exportId).then((answer) => answer.arrayBuffer())).rejects.toThrow();
});

test('an operator asks for it by the id of a lead, and fetches it with the same command', async () => {
  const { leadId } = await seedLead(world.db, world.tenantId, 'Alpha', 2);
  const folder = mkdtempSync(path.join(os.tmpdir(), 'leadline-export-'));
  const file = path.join(folder, 'person.zip');
  const leadline = async (...args: string[]): Promise<string> => {
    const env = { ...process.env, DATABASE_OWNER_URL: world.ownerUrl, LINK_SECRET: testLinkSecret };
    return (await run(process.execPath, [main, 'export', leadId, ...args], { cwd: root, env })).stdout;
  };
  try {
    expect(await leadline('--to', file)).toContain('Asked for');
    const [{ id } = { id: '' }] = await sql<{ id: string }>('select id from lead_export where lead_id = ?', [
      leadId,
    ]);
    await world.write(id);
    expect(await leadline('--to', file)).toContain('person.zip');
    expect(Object.keys(await unpacked(readFileSync(file)))).toEqual(['READ ME.txt', 'person.json']);
    expect(await fetches()).toContainEqual({ actor_id: 'operator', lead_id: leadId });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
