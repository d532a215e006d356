import type { EntityMetadata, EntityName } from '@mikro-orm/core';
import type { TableClasses } from '../column-classes.ts';
import type { Database } from '../database.ts';
import { wayTo } from '../erasure/erasure-plan.ts';

/** How the rows of one table are read for a person. Made from the table's classes, as an erasure is. */
export interface ExportedTable {
  /** in the words of the file: `timelineEvent` of the table `timeline_event` */
  name: string;
  /** one page of a person's rows as JSON, with `?` for what `parameters` says and for the size of the page */
  select: string;
  /** what the condition asks for, in its order */
  parameters: readonly ('leadIds' | 'values' | 'lowered' | 'hashes')[];
}

/** These are of a person, and are told otherwise or are of somebody else as well. */
export const notExported: Record<string, string> = {
  erasure: 'nothing of a person who is erased can be exported',
  lead_export: 'of whoever asked for it',
  lead_export_piece: 'the export itself',
  merge_proposal: 'of two people, of whom the other may be somebody else',
};

const inFamily = { where: '', parameters: ['leadIds'] as const };

/** What is a person's by their number or address, beside or instead of what is theirs by a lead. */
const byValue: Record<string, { where: string; parameters: ExportedTable['parameters'] }> = {
  do_not_call: { where: 'number = any(array[?]::text[])', parameters: ['values'] },
  suppression: { where: 'value_hash = any(array[?]::text[])', parameters: ['leadIds', 'hashes'] },
  inbound_event: {
    where: `lead_id is null and lower(body ->> 'from') = any(array[?]::text[])`,
    parameters: ['leadIds', 'lowered'],
  },
};

/** Every table that holds something of a person, in the order of its classes: a new column is in it once it is classed. */
export const exportPlan = (
  { orm }: Pick<Database, 'orm'>,
  classes: readonly TableClasses[],
): ExportedTable[] =>
  classes.flatMap((table) => {
    const meta = orm.getMetadata().get(table.entity as EntityName<object>);
    return exported(meta, table) ?? [];
  });

const exported = (meta: EntityMetadata, classes: TableClasses): ExportedTable | null => {
  const { tableName } = meta;
  if ((meta.schema ?? 'public') !== 'public' || tableName in notExported) return null;
  const way = wayTo(meta);
  const more = byValue[tableName];
  if (!way && !more) return null;
  const { where, parameters } = more ?? inFamily;
  const theirs = [way, where && `(${where})`].filter(Boolean).join(' or ');
  const columns = toldColumns(meta, classes);
  return {
    name: tableName.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
    select: `select row_to_json(e)::text as entry from (
      select ${columns.join(', ')} from "${tableName}" where (${theirs}) and ("id" > ?::uuid or ?::uuid is null) order by "id" limit ?
    ) e`,
    parameters,
  };
};

/** All but what is of staff, of the business, or secret, in the entity's order. */
const toldColumns = (meta: EntityMetadata, classes: TableClasses): string[] =>
  Object.values(meta.properties).flatMap(({ name, fieldNames }) =>
    name !== 'tenantId' && isTold(classes, name) ? [`"${fieldNames?.[0]}" as "${name}"`] : [],
  );

const isTold = (classes: TableClasses, column: string): boolean => {
  if ('rowsDeleted' in classes) return !classes.staff.includes(column);
  const it = classes.columns[column];
  return it !== undefined && it.class !== 'staff' && !('told' in it);
};
