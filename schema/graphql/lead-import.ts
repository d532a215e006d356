import { importColumns, importRowStates, importStates, type RowProblem } from '../contracts/imports.ts';
import { builder } from './builder.ts';
import { pageCost } from './limits.ts';
import { rowNode } from './row-node.ts';
import { source } from './rows.ts';
import { pageOfTenant } from './tenant-list.ts';
import { wordsEnum } from './words.ts';

export const importRows = source('lead_import', [
  ...['id', 'createdAt', 'fileName', 'encoding', 'delimiter', 'header', 'mapping', 'consentText', 'state'],
  ...['total', 'checked', 'ready', 'invalid', 'duplicate', 'made', 'uploadedBy', 'startedBy', 'startedAt'],
  ...['finishedAt', 'journeysUntil'],
] as const);

const pageSize = 20;

const ImportState = wordsEnum(
  'ImportState',
  'How far an import is. `CHECKED`: nothing has been made yet; `MAKING`: leads are being made; `STOPPED`: what was made stays.',
  importStates,
);
export const ImportRowState = wordsEnum(
  'ImportRowState',
  'What became of a row. `STORED`: not checked yet; `READY`: would become a lead; `DUPLICATE`: is somebody who is there already.',
  importRowStates,
);
export const ImportColumnEnum = wordsEnum(
  'ImportColumn',
  'What a column of a file of leads may be.',
  importColumns,
);

const ImportedColumn = builder
  .objectRef<{ column: (typeof importColumns)[number]; heading: string }>('ImportedColumn')
  .implement({
    description: 'A column of the file that is read.',
    fields: (t) => ({
      column: t.expose('column', { type: ImportColumnEnum, description: 'As what it is read.' }),
      heading: t.exposeString('heading', { description: 'Its heading in the file.' }),
    }),
  });

export const RowProblemRef = builder.objectRef<RowProblem>('RowProblem').implement({
  description: 'What is wrong with a row of a file.',
  fields: (t) => ({
    column: t.expose('column', {
      type: ImportColumnEnum,
      nullable: true,
      description: 'In which column; null when it is about the row as a whole.',
    }),
    expected: t.exposeString('expected', { description: 'What was expected there.' }),
  }),
});

export const LeadImportRef = rowNode('LeadImport', importRows);

builder.objectType(LeadImportRef, {
  // by `node` as well
  authScopes: { admin: true },
  description:
    'A file of leads, sent to `POST /api/leads/import`: first it is checked, and leads are made of it when that is asked for.',
  fields: (t) => ({
    fileName: t.exposeString('fileName', { nullable: true, description: 'The file’s name, if it was told.' }),
    state: t.expose('state', { type: ImportState, description: 'How far it is.' }),
    encoding: t.exposeString('encoding', { description: 'How its text is encoded, as it was found out.' }),
    delimiter: t.exposeString('delimiter', { description: 'What stands between its cells.' }),
    header: t.exposeStringList('header', { description: 'Its headings, in their order.' }),
    columns: t.field({
      type: [ImportedColumn],
      description: 'Which of its columns are read, and as what.',
      resolve: ({ mapping, header }) =>
        importColumns.flatMap((column) => {
          const place = mapping[column];
          return place === undefined ? [] : [{ column, heading: header[place] ?? '' }];
        }),
    }),
    consentText: t.exposeString('consentText', {
      nullable: true,
      description: 'What everybody in it agreed to who agreed, where no column says it.',
    }),
    total: t.exposeInt('total', { description: 'How many rows it has.' }),
    checked: t.exposeInt('checked', { description: 'How many of them were checked.' }),
    ready: t.exposeInt('ready', { description: 'How many would become a lead, or still will.' }),
    invalid: t.exposeInt('invalid', { description: 'How many have something wrong.' }),
    duplicate: t.exposeInt('duplicate', { description: 'How many are somebody who is there already.' }),
    made: t.exposeInt('made', { description: 'How many have become a lead.' }),
    uploadedBy: t.exposeString('uploadedBy', { description: 'Who sent it, as timelines name people.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was sent.' }),
    startedBy: t.exposeString('startedBy', {
      nullable: true,
      description: 'Who had leads made of it, as timelines name people.',
    }),
    startedAt: t.expose('startedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'Since when leads are made of it.',
    }),
    finishedAt: t.expose('finishedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the last of its leads was made.',
    }),
    journeysUntil: t.expose('journeysUntil', {
      type: 'DateTime',
      nullable: true,
      description:
        'When the last of its leads’ journeys begins: they begin one after the other at the tenant’s pace, `imports.journeysPerMinute`.',
    }),
  }),
});

builder.queryField('imports', (t) =>
  t.connection(
    {
      type: LeadImportRef,
      description: 'The files of leads that were sent, newest first.',
      authScopes: { admin: true },
      complexity: pageCost(pageSize),
      resolve: (_root, args, context) =>
        pageOfTenant(context, { source: importRows, orderedBy: 'createdAt', size: pageSize }, args),
    },
    { name: 'LeadImportConnection' },
    { name: 'LeadImportEdge' },
  ),
);
