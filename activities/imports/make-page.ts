import { journeyGapMs } from '../../domain/imports/pace.ts';
import { readRow } from '../../domain/imports/read-row.ts';
import { assignmentPool, countryOf } from '../../domain/leads/assign.ts';
import type { ImportedPerson } from '../../schema/contracts/imports.ts';
import type { TenantSettings } from '../../schema/contracts/tenant.ts';
import type { Tx } from '../../schema/database/database.ts';
import {
  LeadImport,
  type LeadImportEntry,
  type LeadImportRowEntry,
} from '../../schema/database/imports/entities.ts';
import {
  countRows,
  followDuplicates,
  nextRows,
  type RowFinding,
  settleRows,
} from '../../schema/database/imports/import-rows.ts';
import { insertLeads, type NewLead } from '../../schema/database/imports/insert-leads.ts';
import { knownPeople } from '../../schema/database/imports/known-people.ts';
import { lockImport } from '../../schema/database/imports/steer-import.ts';
import { takeStarts } from '../../schema/database/imports/take-starts.ts';
import { giveOut } from '../../schema/database/leads/assignment.ts';
import { tenantInForce } from '../../schema/database/tenants/policy.ts';
import { uuidV7 } from '../../schema/database/uuid-v7.ts';
import type { Ports } from '../ports.ts';

const pageSize = 200;

/**
 * Makes leads of the next rows, in one transaction with how far the import is: a page is made or it is not, and never
 * twice. Each row is read once more, by the settings of now; who has become known meanwhile is left as they are.
 */
export const makePage = (
  { db }: Pick<Ports, 'db'>,
  { tenantId, id }: Pick<LeadImportEntry, 'tenantId' | 'id'>,
): Promise<void> =>
  db.inTenant(tenantId, async (tx) => {
    const file = await lockImport(tx, id);
    if (file?.state !== 'making') return;
    const rows = await nextRows(tx, {
      importId: id,
      after: file.position,
      states: ['ready'],
      most: pageSize,
    });
    const last = rows.at(-1);
    if (!last) return finish(tx, id);
    const { settings } = await tenantInForce(tx, tenantId);
    const people = await sortOut(tx, file, rows, settings);
    const startsAt = await takeStarts(tx, file, { count: people.good.length, gapMs: journeyGapMs(settings) });
    const leads = people.good.map(
      ({ row, person }, n): NewLead => ({
        ...{ rowId: row.id, number: row.number, leadId: uuidV7(), person },
        startsAt: startsAt(n),
      }),
    );
    const eventOf = await insertLeads(tx, file, leads);
    const made = leads.map(({ rowId, leadId }): RowFinding => ({ id: rowId, leadId, state: 'made' }));
    await settleRows(tx, [...people.bad, ...made]);
    await tx.nativeUpdate(LeadImport, { id }, { position: last.number, made: file.made + made.length });
    const unassigned = leads.filter(({ person }) => person.assignedTo === null);
    const pools = unassigned.map(({ leadId, person }) => ({
      leadId,
      pool: assignmentPool(settings, { ...person, country: countryOf(person, settings) }),
      causedBy: { kind: 'fact', id: eventOf(leadId) } as const,
    }));
    await giveOut(tx, tenantId, pools);
  });

const finish = async (tx: Tx, id: string): Promise<void> => {
  await followDuplicates(tx, id);
  await countRows(tx, id);
  await tx.nativeUpdate(LeadImport, { id }, { state: 'done', finishedAt: new Date() });
};

interface NewPerson {
  row: LeadImportRowEntry;
  person: ImportedPerson;
}

/** Which rows become leads, and what has come between since they were checked: people, and other settings. */
const sortOut = async (
  tx: Tx,
  file: LeadImportEntry,
  rows: readonly LeadImportRowEntry[],
  settings: TenantSettings,
): Promise<{ good: NewPerson[]; bad: RowFinding[] }> => {
  const { people, bad } = readAgain(file, rows, settings);
  const known = await knownPeople(
    tx,
    people.map(({ person }) => person),
  );
  const good: NewPerson[] = [];
  const firstWith = new Map<string, number>();
  for (const { row, person } of people) {
    const leadId = known(person);
    const marks = [person.phone, person.email].filter((mark) => mark !== null);
    const [duplicateOf] = marks.flatMap((mark) => firstWith.get(mark) ?? []);
    if (leadId) bad.push({ id: row.id, state: 'duplicate', leadId });
    else if (duplicateOf) bad.push({ id: row.id, state: 'duplicate', duplicateOf });
    else {
      good.push({ row, person });
      for (const mark of marks) firstWith.set(mark, row.number);
    }
  }
  return { good, bad };
};

const readAgain = (
  { mapping, header, consentText }: LeadImportEntry,
  rows: readonly LeadImportRowEntry[],
  settings: TenantSettings,
): { people: NewPerson[]; bad: RowFinding[] } => {
  const file = { mapping, width: header.length, consentText: consentText ?? null };
  const people: NewPerson[] = [];
  const bad: RowFinding[] = [];
  const now = new Date();
  for (const row of rows) {
    const read = readRow(row.cells, file, settings, now);
    if (read.kind === 'problems') bad.push({ id: row.id, state: 'invalid', problems: read.problems });
    else people.push({ row, person: read.person });
  }
  return { people, bad };
};
