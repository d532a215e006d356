import { sql } from 'kysely';
import { builder } from './builder.ts';
import { LeadRef } from './lead.ts';
import { ImportRowState, LeadImportRef, RowProblemRef } from './lead-import.ts';
import { pageCost } from './limits.ts';
import { type ChildList, type Order, pageOfChildren } from './pages.ts';
import { rowNode } from './row-node.ts';
import { type RowOf, source } from './rows.ts';

const rows = source('lead_import_row', [
  ...['id', 'importId', 'number', 'cells', 'state', 'problems', 'duplicateOf', 'leadId'],
] as const);
const pageSize = 50;

/** As they stand in the file. */
const asInFile: Order = { name: 'ROW', type: 'integer', by: sql`number`, ascending: true };

const ofFile: ChildList<RowOf<typeof rows>> = {
  ...{ source: rows, parent: 'importId', order: asInFile, size: pageSize },
};

const ImportRowRef = rowNode('ImportRow', rows);

builder.objectType(ImportRowRef, {
  // by `node` as well
  authScopes: { admin: true },
  description: 'A row of a file of leads.',
  fields: (t) => ({
    number: t.exposeInt('number', { description: 'Its number as spreadsheets count: the header is row 1.' }),
    state: t.expose('state', { type: ImportRowState, description: 'What became of it.' }),
    cells: t.exposeStringList('cells', {
      description: 'What stood in it; empty once it is a lead, which has all of it.',
    }),
    problems: t.field({
      type: [RowProblemRef],
      description: 'What is wrong with it, everything at once.',
      resolve: ({ problems }) => problems ?? [],
    }),
    duplicateOf: t.exposeInt('duplicateOf', {
      nullable: true,
      description: 'The number of the row of this file that is the same person.',
    }),
    lead: t.field({
      type: LeadRef,
      nullable: true,
      description: 'The lead that it became, or that this person was already.',
      resolve: ({ leadId }) => leadId,
    }),
  }),
});

builder.objectField(LeadImportRef, 'rows', (t) =>
  t.connection({
    type: ImportRowRef,
    description: 'Its rows in the order of the file.',
    complexity: pageCost(pageSize),
    args: { state: t.arg({ type: [ImportRowState], description: 'Only those of which this became.' }) },
    resolve: ({ id }, args, context) => pageOfChildren(context, ofFile, id, args),
  }),
);
