import { readFileSync } from 'node:fs';
import { Problem } from '../local/problem.ts';
import type { ErasureRecord } from '../schema/contracts/erasure.ts';
import { beginErasure } from '../schema/database/erasure/begin-erasure.ts';
import { Erasure } from '../schema/database/erasure/entities.ts';
import { eraseAgain, erasureRecords } from '../schema/database/erasure/records.ts';
import { tenantIds } from '../schema/database/routing/doors.ts';
import { isLeadId } from './lead-id.ts';
import { asOwner, type Owned } from './owner.ts';

/** Begins to forget a lead, or says how far that is; with a file, everybody whom it names. The worker does the rest. */
export async function erase(leadId: string | undefined, { again }: { again?: string }): Promise<void> {
  if (again !== undefined) return asOwner((owned) => eraseAllAgain(owned, again));
  if (!isLeadId(leadId)) throw new Problem('Name the lead by its id, or a file with --again.');
  await asOwner((owned) => eraseOne(owned, leadId));
}

/** One line of JSON each, of all tenants. */
export const printErasures = (): Promise<void> =>
  asOwner(async ({ db }) => {
    for (const tenantId of await tenantIds(db.pool))
      for (const record of await db.inTenant(tenantId, erasureRecords)) console.log(JSON.stringify(record));
  });

async function eraseOne({ db, linkSecret }: Owned, leadId: string): Promise<void> {
  for (const tenantId of await tenantIds(db.pool)) {
    const erasure = await db.inTenant(tenantId, async (tx) => {
      const asked = { tenantId, leadId, linkSecret, reason: 'asked', askedBy: 'operator' } as const;
      const begun = await beginErasure(tx, asked);
      return begun && tx.findOneOrFail(Erasure, { id: begun.erasureId }, { refresh: true });
    });
    if (!erasure) continue;
    const { state, leadIds, rows, vendors, runs } = erasure;
    console.log(
      state === 'done'
        ? JSON.stringify({ leads: leadIds.length, rows, vendors, runs }, null, 2)
        : 'Asked for: the worker does it. The same command tells what was done.',
    );
    return;
  }
  throw new Problem('No tenant has a lead with this id.');
}

async function eraseAllAgain({ db, linkSecret }: Owned, file: string): Promise<void> {
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '');
  const records = lines.map((line) => JSON.parse(line) as ErasureRecord);
  let begun = 0;
  for (const record of records)
    begun += await db.inTenant(record.tenantId, (tx) => eraseAgain(tx, record, linkSecret));
  console.log(`${records.length} in the file, ${begun} of them to be forgotten again: the worker does it.`);
}
