import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { readMe } from '../domain/exports/read-me.ts';
import { Problem } from '../local/problem.ts';
import { operator } from '../schema/contracts/commands.ts';
import type { Database } from '../schema/database/database.ts';
import { askExport } from '../schema/database/exports/ask-export.ts';
import { LeadExport, type LeadExportRow } from '../schema/database/exports/entities.ts';
import { noteFetched } from '../schema/database/exports/note-fetched.ts';
import { packExport, stands } from '../schema/database/exports/pack-export.ts';
import { leadFamily } from '../schema/database/leads/lead-family.ts';
import { tenantIds } from '../schema/database/routing/doors.ts';
import { tenantInForce } from '../schema/database/tenants/policy.ts';
import { uuidV7 } from '../schema/database/uuid-v7.ts';
import { isLeadId } from './lead-id.ts';
import { asOwner } from './owner.ts';

/**
 * Has everything that is kept of a person written, by the worker; fetches what an operator had asked for once it is there.
 * Both stand in the tenant's audit log.
 */
export async function exportPerson(
  leadId: string | undefined,
  { to, again = false }: { to?: string; again?: true | false },
): Promise<void> {
  if (!isLeadId(leadId)) throw new Problem('Name the lead by its id.');
  await asOwner(async ({ db }) => {
    for (const tenantId of await tenantIds(db.pool)) {
      const written = again ? null : await newestOf(db, { tenantId, leadId });
      if (written) return fetch(db, written, to ?? `${leadId}.zip`);
      const asked = { tenantId, id: uuidV7(), leadId, actor: operator };
      const exportId = await db.inTenant(tenantId, (tx) => askExport(tx, asked));
      if (!exportId) continue;
      console.log('Asked for: the worker writes it. The same command (without --again) fetches it.');
      return;
    }
    throw new Problem('No tenant has a lead with this id who was not erased.');
  });
}

/** What an operator asked for of this person, if it can be fetched. */
const newestOf = async (
  db: Database,
  { tenantId, leadId }: { tenantId: string; leadId: string },
): Promise<LeadExportRow | null> => {
  const found = await db.inTenant(tenantId, async (tx) => {
    const ofPerson = { leadId: { $in: await leadFamily(tx, leadId) } };
    const askedFor = { ...ofPerson, actorKind: operator.kind, actorId: operator.id };
    return tx.findOne(LeadExport, askedFor, { orderBy: { createdAt: 'desc', id: 'desc' } });
  });
  return found && stands(found) ? found : null;
};

const fetch = async (db: Database, found: LeadExportRow, file: string): Promise<void> => {
  const { tenantId, files, createdAt, entries } = found;
  const business = await db.inTenant(tenantId, async (tx) => {
    await noteFetched(tx, found, operator);
    return (await tenantInForce(tx, tenantId)).settings.profile.name;
  });
  const sounds = files.length - 1;
  const words = readMe({ business, writtenAt: createdAt.toISOString(), sounds });
  // under its own name once it is whole: half an archive is not taken for all that is kept
  const part = `${file}.part`;
  try {
    await pipeline(packExport(db, found, words), createWriteStream(part, { mode: 0o600 }));
    await rename(part, file);
  } finally {
    await rm(part, { force: true });
  }
  console.log(
    `${file}: ${entries} rows, ${sounds} recordings. It was asked for on ${createdAt.toISOString()}.`,
  );
};
