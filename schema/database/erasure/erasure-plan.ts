import type { EntityMetadata, EntityName } from '@mikro-orm/core';
import type { ColumnClass, TableClasses } from '../column-classes.ts';
import type { Database } from '../database.ts';

/** How the rows of one table are emptied of a person. Made from the table's classes: a new column is in it once it is classed. */
export interface Emptying {
  table: string;
  /** `update … set …` or `delete from …`, without a condition */
  change: string;
  /** what finds the rows that have something left to empty */
  dirty: string;
  /** what finds a lead's rows, with one `?` for their ids; null: no row of the table is a lead's */
  ofLeads: string | null;
}

/** By which column the rows of a table that has no lead of its own belong to one that does. */
const ways: Record<string, string> = {
  leadId: 'lead_id = any(array[?]::uuid[])',
  attemptId: 'attempt_id in (select id from call_attempt where lead_id = any(array[?]::uuid[]))',
  emailId: 'email_id in (select id from email where lead_id = any(array[?]::uuid[]))',
  appointmentId: 'appointment_id in (select id from appointment where lead_id = any(array[?]::uuid[]))',
  outboundKey: 'outbound_key in (select key from outbound where lead_id = any(array[?]::uuid[]))',
};

/** Every table that may hold something of a lead, with how it is emptied. */
export const erasurePlan = ({ orm }: Pick<Database, 'orm'>, classes: readonly TableClasses[]): Emptying[] =>
  classes.flatMap((table) => {
    const meta = orm.getMetadata().get(table.entity as EntityName<object>);
    return emptying(meta, table) ?? [];
  });

const emptying = (meta: EntityMetadata, classes: TableClasses): Emptying | null => {
  const table = `"${meta.schema ?? 'public'}"."${meta.tableName}"`;
  const ofLeads = wayTo(meta);
  if ('rowsDeleted' in classes)
    return { table: meta.tableName, change: `delete from ${table}`, dirty: 'true', ofLeads };
  const emptied = Object.entries(classes.columns).flatMap(([property, it]) =>
    emptiedColumn(meta, property, it),
  );
  if (emptied.length === 0) return null;
  return {
    table: meta.tableName,
    change: `update ${table} set ${emptied.map(({ set }) => set).join(', ')}`,
    dirty: `(${emptied.map(({ dirty }) => dirty).join(' or ')})`,
    ofLeads,
  };
};

/** What finds a lead's rows of a table, with one `?` for their ids; null: no row of it is a lead's. */
export const wayTo = ({ tableName, properties }: EntityMetadata): string | null => {
  if (tableName === 'lead') return 'id = any(array[?]::uuid[])';
  const property = Object.keys(ways).find((name) => name in properties);
  return property ? (ways[property] ?? null) : null;
};

const emptiedColumn = (
  meta: EntityMetadata,
  property: string,
  it: ColumnClass,
): { set: string; dirty: string }[] => {
  // a generated column follows from those that are emptied
  if (it.class !== 'erase' || it.how === 'generated') return [];
  const { fieldNames, columnTypes } = meta.properties[property as never] as {
    fieldNames: string[];
    columnTypes: string[];
  };
  const column = `"${fieldNames[0]}"`;
  if (it.how === 'nulled') return [{ set: `${column} = null`, dirty: `${column} is not null` }];
  const type = columnTypes[0] ?? '';
  if (type === 'jsonb')
    return [
      {
        // a list stays a list: whoever reads the column takes it for one
        set: `${column} = case jsonb_typeof(${column}) when 'array' then '[]'::jsonb else '{}'::jsonb end`,
        dirty: `${column} not in ('{}'::jsonb, '[]'::jsonb)`,
      },
    ];
  const blank = type.endsWith('[]') ? '{}' : '';
  return [{ set: `${column} = '${blank}'`, dirty: `${column} <> '${blank}'` }];
};
