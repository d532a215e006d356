import { type PersonSection, personFile } from '../../domain/exports/person-file.ts';
import { sections } from '../../domain/exports/sections.ts';
import { toldValues } from '../../domain/exports/told-values.ts';
import type { ExportPosition } from '../../schema/contracts/exports.ts';
import { tableClasses } from '../../schema/database/classes.ts';
import type { Tx } from '../../schema/database/database.ts';
import type { LeadExportRow } from '../../schema/database/exports/entities.ts';
import { type ExportedTable, exportPlan } from '../../schema/database/exports/export-plan.ts';
import { type Person, personOf, readPage, staffAddresses } from '../../schema/database/exports/read-page.ts';
import { lockExport, type RowsPiece, writeRows } from '../../schema/database/exports/write-piece.ts';
import { tenantInForce } from '../../schema/database/tenants/policy.ts';
import type { Ports } from '../ports.ts';

const rowsAtOnce = 50;
const pieceLength = 256 * 1024;
/** so many pieces are written before Temporal is told how far it is */
const piecesAtOnce = 40;

/** Adds to the file of rows until all tables are in it. `more`: some are left. What was written before is not written again. */
export const writeRowPieces = async (
  { db, linkSecret }: Pick<Ports, 'db' | 'linkSecret'>,
  { id, tenantId }: LeadExportRow,
): Promise<'more' | 'done'> => {
  const plan = exportPlan(db, tableClasses);
  for (let piece = 0; piece < piecesAtOnce; piece += 1) {
    const isDone = await db.inTenant(tenantId, async (tx) => {
      const found = await lockExport(tx, id);
      if (!found || found.position.section >= plan.length) return true;
      const person = await personOf(tx, found.leadIds, linkSecret);
      await writeRows(tx, found, await nextPiece(tx, found, { plan, person }));
      return false;
    });
    if (isDone) return 'done';
  }
  return 'more';
};

const nextPiece = async (
  tx: Tx,
  found: LeadExportRow,
  { plan, person }: { plan: readonly ExportedTable[]; person: Person },
): Promise<RowsPiece> => {
  const others = await staffAddresses(tx);
  let text = found.pieces === 0 ? personFile.head(await headOf(tx, found)) : '';
  let { section, after }: ExportPosition = found.position;
  let entries = 0;
  for (let table = plan[section]; table && text.length < pieceLength; table = plan[section]) {
    if (after === null) text += personFile.open(sectionOf(table), section === 0);
    const rows = await readPage(tx, table, { person, after, most: rowsAtOnce });
    for (const row of rows) {
      text += personFile.entry(toldValues(row, others), after === null);
      after = row.id;
    }
    entries += rows.length;
    if (rows.length === rowsAtOnce) continue;
    text += personFile.close(after === null);
    [section, after] = [section + 1, null];
  }
  return { text, entries, position: { section, after } };
};

const headOf = async (tx: Tx, { tenantId, leadIds, createdAt }: LeadExportRow) => {
  const { settings } = await tenantInForce(tx, tenantId);
  return { business: settings.profile.name, writtenAt: createdAt.toISOString(), leads: leadIds };
};

const sectionOf = ({ name }: ExportedTable): PersonSection => ({ name, about: sections[name] ?? '' });
