// A person's data is written by the real workflow, in a Temporal server of its own: its history says nothing of them.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { exportLeadId } from '../../schema/contracts/exports.ts';
import { askExport } from '../../schema/database/exports/ask-export.ts';
import { LeadExport, type LeadExportRow } from '../../schema/database/exports/entities.ts';
import { uuidV7 } from '../../schema/database/uuid-v7.ts';
import { waitUntil } from '../end-to-end/wait-until.ts';
import { type ErasureWorld, erasureWorld } from '../erasure/erasure-world.ts';
import { fetchRuns } from '../workflow/count-actions.ts';

let world: ErasureWorld;
beforeAll(async () => {
  world = await erasureWorld();
});
afterAll(() => world.close());

const ask = async (leadId: string): Promise<string> => {
  const { tenantId, db } = world;
  const asked = { tenantId, id: uuidV7(), leadId, actor: { kind: 'staff', id: 'admin' } } as const;
  return (await db.inTenant(tenantId, (tx) => askExport(tx, asked))) ?? '';
};
const inState = (id: string, state: LeadExportRow['state']): Promise<LeadExportRow> =>
  waitUntil(`the export is ${state}`, async () => {
    const found = (await world.db.inTenant(world.tenantId, (tx) =>
      tx.findOneOrFail(LeadExport, { id }),
    )) as LeadExportRow;
    return found.state === state && found;
  });
const histories = async (exportId: string): Promise<string> =>
  JSON.stringify(
    await fetchRuns(world.client, exportLeadId({ tenantId: world.tenantId, exportId })),
    (_key, value) => (value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : value),
  );

test('it is written once however often it is started, stands for a week, and its history holds nothing of the person', async () => {
  const { tenantId } = world;
  const phone = '+447700900911';
  const leadId = await world.somebody({
    name: 'Felsenbirne Beispiel',
    phone,
    email: 'felsenbirne@lead.example',
  });
  const exportId = await ask(leadId);
  for (let i = 0; i < 3; i += 1) await world.engine.startExport({ tenantId, exportId });
  const { readyAt, expiresAt, entries } = await inState(exportId, 'ready');
  expect(entries).toBeGreaterThan(3);
  expect(Number(expiresAt) - Number(readyAt)).toBe(7 * 24 * 3_600_000);
  const said = await histories(exportId);
  expect(said).toContain(exportId);
  for (const word of ['Felsenbirne', '7700900911', 'felsenbirne@']) expect(said).not.toContain(word);
});

test('whoever is forgotten leaves neither files nor the history of the workflow that wrote them', {
  timeout: 120_000,
}, async () => {
  const { tenantId } = world;
  const leadId = await world.somebody({ name: 'Elsbeere' });
  const exportId = await ask(leadId);
  await world.engine.startExport({ tenantId, exportId });
  await inState(exportId, 'ready');
  const { erasureId } = await world.begin(leadId);
  await inState(exportId, 'removed');
  await world.start(erasureId);
  await world.done(erasureId);
  expect(await world.runsOf(exportLeadId({ tenantId, exportId }))).toBe(0);
  expect(await world.sql('select from lead_export_piece where export_id = ?', [exportId])).toEqual([]);
});
