import type { EntityMetadata, EntityName, EntityProperty } from '@mikro-orm/core';
import type pg from 'pg';
import { tableClasses } from '../../schema/database/classes.ts';
import type { TableClasses } from '../../schema/database/column-classes.ts';
import type { Database } from '../../schema/database/database.ts';
import { type Emptying, erasurePlan } from '../../schema/database/erasure/erasure-plan.ts';

/** One column that holds something of a lead, and what was planted there. */
export interface Planted {
  column: string;
  word: string;
}

/** Rows of other tables that a planted row hangs on. */
export interface Ties {
  tenantId: string;
  leadId: string;
  callId: string;
  appointmentId: string;
}

/**
 * Puts a word of its own into every column that is to be erased of a lead, in every table that has such columns, found by
 * the classes: a table without a row of this lead gets one. Answers what was planted where.
 */
export const plantEverywhere = (db: Database, owner: pg.Pool, ties: Ties, mark: string): Promise<Planted[]> =>
  plant(db, owner, { ...ties, mark, columns: erasable });

/** The same in every text that is of staff, of the business, or secret, in the rows of a lead. */
export const plantUntold = (db: Database, owner: pg.Pool, ties: Ties, mark: string): Promise<Planted[]> =>
  plant(db, owner, { ...ties, mark, columns: untold });

const plant = async (
  db: Database,
  owner: pg.Pool,
  { mark, columns, ...ties }: Ties & { mark: string; columns: typeof erasable },
): Promise<Planted[]> => {
  const planted: Planted[] = [];
  const plan = new Map(erasurePlan(db, tableClasses).map((one) => [one.table, one]));
  for (const classes of tableClasses) {
    const meta = db.orm.getMetadata().get(classes.entity as EntityName<object>);
    const emptying = plan.get(meta.tableName);
    if (!emptying?.ofLeads || (meta.schema ?? 'public') !== 'public') continue;
    await ensureRow(owner, meta, emptying, ties);
    for (const prop of columns(meta, classes)) {
      const column = prop.fieldNames[0] ?? '';
      const type = prop.columnTypes[0] ?? '';
      const word = type === 'bigint' ? '471100471100' : `${mark}-${meta.tableName}-${column}`;
      const { rowCount } = await owner.query(
        `update "${meta.tableName}" set "${column}" = ${planting(type)} where ${of(emptying)}`,
        [[ties.leadId], word],
      );
      if (!rowCount) throw new Error(`${meta.tableName}: no row of the lead`);
      planted.push({ column: `${meta.tableName}.${column}`, word });
    }
  }
  return planted;
};

const of = ({ ofLeads }: Emptying): string => String(ofLeads).replace('array[?]::uuid[]', '$1::uuid[]');

// each row its own, where a column is unique; the word itself is found as a part
const planting = (type: string): string => {
  if (type === 'bigint') return '$2::bigint';
  if (type === 'jsonb') return `jsonb_build_object('is', $2::text)`;
  return type.endsWith('[]') ? 'array[$2::text]' : `$2::text || ' ' || id`;
};

const erasable = (meta: EntityMetadata, classes: TableClasses): EntityProperty[] =>
  (Object.values(meta.properties) as EntityProperty[]).filter(({ name, columnTypes, enum: isEnum }) =>
    'columns' in classes
      ? classes.columns[name]?.class === 'erase'
      : !isEnum &&
        name !== 'causedBy' &&
        name !== 'outboundKey' &&
        /^(text|varchar|jsonb)/.test(columnTypes[0] ?? ''),
  );

const untold = (meta: EntityMetadata, classes: TableClasses): EntityProperty[] =>
  (Object.values(meta.properties) as EntityProperty[]).filter(({ name, columnTypes }) => {
    if (!/^(text|varchar|jsonb)/.test(columnTypes[0] ?? '')) return false;
    if ('rowsDeleted' in classes) return classes.staff.includes(name);
    const it = classes.columns[name];
    return it?.class === 'staff' || (it?.class === 'keep' && it.told === false);
  });

const ensureRow = async (
  owner: pg.Pool,
  meta: EntityMetadata,
  emptying: Emptying,
  ties: Ties,
): Promise<void> => {
  const { rowCount } = await owner.query(`select from "${meta.tableName}" where ${of(emptying)} limit 1`, [
    [ties.leadId],
  ]);
  if (rowCount) return;
  const known = await tiesBy(owner, ties);
  const given = (Object.values(meta.properties) as EntityProperty[]).flatMap((prop) => {
    if (prop.nullable && !(prop.name in known)) return [];
    return [[prop.fieldNames[0] ?? '', known[prop.name] ?? someValue(prop)] as const];
  });
  await owner.query(
    `insert into "${meta.tableName}" (${given.map(([column]) => `"${column}"`).join(', ')})
     values (${given.map((_, i) => `$${i + 1}`).join(', ')})`,
    given.map(([, value]) => value),
  );
};

const tiesBy = async (owner: pg.Pool, { tenantId, leadId, callId, appointmentId }: Ties) => {
  const one = async (sql: string): Promise<string | undefined> =>
    (await owner.query<{ it: string }>(`${sql} limit 1`, [leadId])).rows[0]?.it;
  return {
    ...{ tenantId, leadId, appointmentId, attemptId: callId },
    emailId: await one('select id as it from email where lead_id = $1'),
    outboundKey: await one('select key as it from outbound where lead_id = $1'),
  } as Record<string, string | undefined>;
};

const someValue = ({ columnTypes, items }: EntityProperty): unknown => {
  const type = columnTypes[0] ?? '';
  if (items?.[0] !== undefined) return items[0];
  if (type === 'uuid') return crypto.randomUUID();
  if (type === 'jsonb') return '{}';
  if (type.startsWith('timestamp')) return new Date();
  if (type === 'boolean') return false;
  if (type.endsWith('[]')) return [];
  return /^(int|bigint|smallint|double|numeric|real)/.test(type) ? 1 : `some-${crypto.randomUUID()}`;
};

/** Every column of every table of the database in whose rows a text stands. */
export const findEverywhere = async (owner: pg.Pool, text: string): Promise<string[]> => {
  const { rows } = await owner.query<{ table: string }>(
    `select format('%I.%I', n.nspname, c.relname) as table from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p', 'm') and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')`,
  );
  const found: string[] = [];
  for (const { table } of rows) {
    const hits = await owner.query<{ row: Record<string, unknown> }>(
      `select to_jsonb(t) as row from ${table} t where position(lower($1) in lower(t::text)) > 0`,
      [text],
    );
    for (const { row } of hits.rows)
      for (const [column, value] of Object.entries(row))
        if (JSON.stringify(value).toLowerCase().includes(text.toLowerCase()))
          found.push(`${table}.${column}`);
  }
  return [...new Set(found)];
};
