// What becomes of every column when a person is erased: the classes against the schema of a migrated database.
import { UnderscoreNamingStrategy } from '@mikro-orm/core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { classesWithoutEntity, tableClasses } from '../../schema/database/classes.ts';
import type { ColumnClass, TableClasses } from '../../schema/database/column-classes.ts';
import { entities } from '../../schema/database/entities.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';

interface Column {
  column: string;
  nullable: boolean;
  type: string;
  generated: boolean;
}

let database: TestDatabase;
let real: Column[];
let whole: Set<string>;
let classes: Map<string, ColumnClass>;

const tableOf = ({ meta }: TableClasses['entity']): string =>
  `${meta.schema ?? 'public'}.${String(meta.tableName)}`;

const naming = new UnderscoreNamingStrategy();

/** The classes by the names that PostgreSQL knows the columns by. */
const byColumn = ({ entity, ...is }: TableClasses): [string, ColumnClass][] =>
  'columns' in is
    ? Object.entries(is.columns).map(([property, it]) => [
        `${tableOf(entity)}.${naming.propertyToColumnName(property)}`,
        it,
      ])
    : [];

beforeAll(async () => {
  database = await testDatabase();
  const { rows } = await database.db.pool.query<Column>(
    `select n.nspname || '.' || c.relname || '.' || a.attname as column, not a.attnotnull as nullable,
              format_type(a.atttypid, null) as type, a.attgenerated <> '' as generated
       from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
       where c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped
         and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')`,
  );
  real = rows;
  whole = new Set(tableClasses.filter((it) => 'rowsDeleted' in it).map(({ entity }) => tableOf(entity)));
  classes = new Map([...tableClasses.flatMap(byColumn), ...Object.entries(classesWithoutEntity)]);
});
afterAll(() => database.drop());

const tableOfColumn = (column: string): string => column.slice(0, column.lastIndexOf('.'));

test('every column of the migrated database has a class', () => {
  const unclassed = real
    .map(({ column }) => column)
    .filter((column) => !classes.has(column) && !whole.has(tableOfColumn(column)));
  expect(
    unclassed,
    'no class says what becomes of these columns when a person is erased: give each one in the `classes.ts` beside its entities (`nulled` or `blanked` for what may be about a lead, `staff`, or `keep` with the reason), list a new area in schema/database/classes.ts, and there also a column that no entity has',
  ).toEqual([]);
});

test('no class is left of a column or table that is gone', () => {
  const columns = new Set(real.map(({ column }) => column));
  const tables = new Set(real.map(({ column }) => tableOfColumn(column)));
  const gone = [
    ...[...classes.keys()].filter((column) => !columns.has(column)),
    ...[...whole].filter((table) => !tables.has(table)),
  ];
  expect(gone, 'these are classed and not in the database: take their classes away').toEqual([]);
});

test('every entity is classed once', () => {
  const classed = tableClasses.map(({ entity }) => tableOf(entity));
  expect(classed.toSorted()).toEqual(entities.map(tableOf).toSorted());
});

test('what is nulled may be null, what is blanked may not and can be blank, and only a generated column is left to PostgreSQL', () => {
  const wrong = real.filter(({ column, nullable, type, generated }) => {
    const it = classes.get(column);
    if (it?.class !== 'erase') return false;
    if (generated || it.how === 'generated') return !generated || it.how !== 'generated';
    const blank = /^(text|character varying|jsonb)$/.test(type) || type.endsWith('[]');
    return it.how === 'nulled' ? !nullable : nullable || !blank;
  });
  expect(wrong).toEqual([]);
});

test('what is kept has a reason', () => {
  const without = [...classes].filter(([, it]) => it.class === 'keep' && it.reason.trim() === '');
  expect(without).toEqual([]);
});
