import { setTimeout as pause } from 'node:timers/promises';
import { readRow } from '../../domain/imports/read-row.ts';
import type { ImportRowState } from '../../schema/contracts/imports.ts';
import type { Tx } from '../../schema/database/database.ts';
import { LeadImport, type LeadImportEntry } from '../../schema/database/imports/entities.ts';
import {
  countRows,
  forgetFindings,
  markDuplicates,
  nextRows,
  type RowFinding,
  settleRows,
} from '../../schema/database/imports/import-rows.ts';
import { lockImport } from '../../schema/database/imports/steer-import.ts';
import { tenantInForce } from '../../schema/database/tenants/policy.ts';
import type { Ports } from '../ports.ts';

const pageSize = 500;
// of a file that is read another way the rows were checked before
const unmade: ImportRowState[] = ['stored', 'ready', 'invalid', 'duplicate'];

/**
 * Checks the next rows of an import, in one transaction with how far it is. With the last of them it looks for duplicates:
 * an import of which every row counts as checked has them marked, whenever it is stopped.
 */
export const checkPage = (
  { db }: Pick<Ports, 'db'>,
  { tenantId, id }: Pick<LeadImportEntry, 'tenantId' | 'id'>,
): Promise<void> =>
  db.inTenant(tenantId, async (tx) => {
    const found = await lockImport(tx, id);
    if (found?.state !== 'checking') return;
    const { position: after, mapping, header, consentText } = found;
    const rows = await nextRows(tx, { importId: id, after, states: unmade, most: pageSize });
    const last = rows.at(-1);
    if (!last) return finish(tx, found);
    const { settings } = await tenantInForce(tx, tenantId);
    const file = { mapping, width: header.length, consentText: consentText ?? null };
    const findings: RowFinding[] = [];
    const now = new Date();
    for (const row of rows) {
      const read = readRow(row.cells, file, settings, now);
      if (read.kind === 'problems') findings.push({ id: row.id, state: 'invalid', problems: read.problems });
      else findings.push({ id: row.id, state: 'ready', phone: read.person.phone, email: read.person.email });
      // numbers take long to read: whatever else this process does comes in between
      if (findings.length % 50 === 0) await pause(0);
    }
    await forgetFindings(tx, rows);
    await settleRows(tx, findings);
    const checked = found.checked + findings.length;
    if (checked === found.total) return finish(tx, found);
    const bad = findings.filter(({ state }) => state === 'invalid').length;
    const [ready, invalid] = [found.ready + findings.length - bad, found.invalid + bad];
    await tx.nativeUpdate(LeadImport, { id }, { position: last.number, checked, ready, invalid });
  });

const finish = async (tx: Tx, { id, total }: Pick<LeadImportEntry, 'id' | 'total'>): Promise<void> => {
  await markDuplicates(tx, id);
  await countRows(tx, id);
  await tx.nativeUpdate(LeadImport, { id }, { state: 'checked', checked: total });
};
