// A backup that knows a person again who was forgotten: the erasures kept beside it are applied once more.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase } from '../../schema/database/database.ts';
import { beginErasure } from '../../schema/database/erasure/begin-erasure.ts';
import { eraseRows } from '../../schema/database/erasure/erase-rows.ts';
import { contactFacts } from '../../schema/database/leads/contact-facts.ts';
import { lockLead } from '../../schema/database/leads/lead-lock.ts';
import { recordOptOut } from '../../schema/database/leads/opt-out.ts';
import { type MergeWorld, mergeWorld } from '../merge/merge-world.ts';
import { findEverywhere } from '../support/plant.ts';
import { testLinkSecret as linkSecret } from '../support/seed.ts';

const run = promisify(execFile);
const main = new URL('../../cli/main.ts', import.meta.url).pathname;
const root = new URL('../../', import.meta.url).pathname;

let world: MergeWorld;
let owner: pg.Pool;
const folder = mkdtempSync(path.join(os.tmpdir(), 'leadline-erasures-'));
beforeAll(async () => {
  world = await mergeWorld();
  owner = new pg.Pool({ connectionString: world.ownerUrl, max: 2 });
});
afterAll(async () => {
  await owner.end();
  await world.db.close();
  await world.drop();
  rmSync(folder, { recursive: true });
});

const leadline = async (url: string, ...args: string[]): Promise<string> => {
  const env = { ...process.env, DATABASE_OWNER_URL: url, LINK_SECRET: linkSecret };
  return (await run(process.execPath, [main, ...args], { cwd: root, env })).stdout;
};

/** The database as it is now, under another name: what a backup would bring back. It is copied while nobody uses it. */
const backup = async (): Promise<{ url: string; drop(): Promise<void> }> => {
  const url = new URL(world.ownerUrl);
  const name = `${url.pathname.slice(1)}_backup`;
  const from = url.pathname.slice(1);
  await world.db.close();
  await owner.end();
  const boot = new URL(world.ownerUrl);
  boot.pathname = '/postgres';
  const client = new pg.Client({ connectionString: boot.href });
  await client.connect();
  await client.query(`create database ${name} template ${from}`);
  url.pathname = `/${name}`;
  world.db = await openDatabase(world.applicationUrl);
  owner = new pg.Pool({ connectionString: world.ownerUrl, max: 2 });
  return {
    url: url.href,
    drop: async () => {
      await client.query(`drop database ${name}`);
      await client.end();
    },
  };
};

test('an operator forgets somebody by the id of any of their leads, and is told what was done', async () => {
  const [a, b] = [await world.somebody({ name: 'Kornelkirsche' }), await world.somebody()];
  await world.merge(a, b);
  expect(await leadline(world.ownerUrl, 'erase', a)).toContain('Asked for');
  expect(await leadline(world.ownerUrl, 'erase', b)).toContain('Asked for');
  const { rows } = await owner.query('select from erasure where lead_ids @> $1', [JSON.stringify([a, b])]);
  expect(rows).toHaveLength(1);
  await expect(leadline(world.ownerUrl, 'erase', '01900000-0000-7000-8000-000000000000')).rejects.toThrow(
    /No tenant has a lead/,
  );
});

test('whoever was forgotten after the backup is forgotten again, and who had opted out since is barred again', async () => {
  const who = { name: 'Liguster Beispiel', phone: '+447700900801', email: 'liguster@lead.example' };
  const { leadId } = await world.enquire(who);
  const other = await world.somebody({ name: 'Ahorn' });
  const restored = await backup();
  const { db, tenantId } = world;
  const begun = await db.inTenant(tenantId, async (tx) => {
    const lead = await lockLead(tx, leadId);
    const causedBy = { kind: 'system', id: leadId } as const;
    if (lead) await recordOptOut(tx, lead, { causedBy, actor: 'lead', linkSecret });
    return beginErasure(tx, { tenantId, leadId, reason: 'asked', askedBy: 'staff:admin', linkSecret });
  });
  if (!begun) throw new Error('no such lead');
  await eraseRows(db, { tenantId, ...begun });

  const file = path.join(folder, 'erasures.jsonl');
  const kept = await leadline(world.ownerUrl, 'erasures');
  for (const word of ['Liguster', '7700900801', 'liguster@']) expect(kept).not.toContain(word);
  writeFileSync(file, kept);

  const again = await openDatabase(restored.url);
  const restoredOwner = new pg.Pool({ connectionString: restored.url, max: 2 });
  try {
    expect(await findEverywhere(restoredOwner, 'Liguster')).not.toEqual([]);
    expect(await leadline(restored.url, 'erase', '--again', file)).toContain(
      '1 of them to be forgotten again',
    );
    const { rows } = await restoredOwner.query<{ id: string; lead_ids: string[] }>(
      `select id, lead_ids from erasure where reason = 'restored'`,
    );
    const [erasure] = rows;
    if (!erasure) throw new Error('nothing was asked for');
    await eraseRows(again, { tenantId, leadIds: erasure.lead_ids, erasureId: erasure.id });
    for (const word of ['Liguster', '7700900801', 'liguster@'])
      expect(await findEverywhere(restoredOwner, word)).toEqual([]);
    expect(await findEverywhere(restoredOwner, 'Ahorn')).not.toEqual([]);
    // they opted out after the backup: only the file knows
    const bars = await again.inTenant(tenantId, async (tx) => {
      const lead = await lockLead(tx, other);
      if (!lead) throw new Error('no such lead');
      return contactFacts(tx, { ...lead, phone: who.phone, email: who.email }, linkSecret);
    });
    expect(bars).toMatchObject({ phoneBar: 'optedOut', addressBar: 'optedOut' });
    expect(await leadline(restored.url, 'erase', '--again', file)).toContain('0 of them');
  } finally {
    await again.close();
    await restoredOwner.end();
    await restored.drop();
  }
});
