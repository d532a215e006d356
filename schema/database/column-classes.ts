import type { InferEntity } from '@mikro-orm/core';

/**
 * What becomes of a column when a person is erased. `erase`: it may hold something of a lead; `nulled` where the column
 * may be empty, `blanked` where it may not, `generated` where PostgreSQL makes it of columns that are erased. `keep`: it
 * never does, for the reason given. `staff`: personal data of the business's own people, which the erasure of a lead
 * leaves. A person is given every column of their rows but those of staff and those that are not to be `told`.
 */
export type ColumnClass =
  | { class: 'erase'; how: 'nulled' | 'blanked' | 'generated' }
  | { class: 'keep'; reason: string; told?: false }
  | { class: 'staff' };

/**
 * A table's columns by their names in the entity; or its rows as a whole, whatever columns they have or get, with those
 * that are of staff.
 */
export type TableClasses =
  | { entity: Classed; columns: Record<string, ColumnClass> }
  | { entity: Classed; rowsDeleted: string; staff: readonly string[] };

/** As much of an entity as names its table. */
interface Classed {
  meta: { tableName?: string | undefined; schema?: string | undefined };
}

type ColumnsOf<E> = Extract<keyof InferEntity<E>, string>;

/** Classes every column of an entity: one that is left out, or that the entity does not have, does not compile. */
export const classed = <const E extends Classed>(
  entity: E,
  columns: { [column in ColumnsOf<E>]: ColumnClass },
): TableClasses => ({ entity, columns });

/**
 * The rows of a lead are deleted from this table; `because` says what they are, or what stands for them afterwards. The
 * columns of `staff` say who of the business wrote them.
 */
export const rowsDeleted = <const E extends Classed>(
  entity: E,
  because: string,
  { staff = [] }: { staff?: readonly ColumnsOf<E>[] } = {},
): TableClasses => ({ entity, rowsDeleted: because, staff });

export const keep = (reason: string): ColumnClass => ({ class: 'keep', reason });
/** Kept, and told to nobody, not even to the person that it was made for. */
export const secret = (reason: string): ColumnClass => ({ class: 'keep', reason, told: false });
export const nulled: ColumnClass = { class: 'erase', how: 'nulled' };
export const blanked: ColumnClass = { class: 'erase', how: 'blanked' };
export const generated: ColumnClass = { class: 'erase', how: 'generated' };
export const staff: ColumnClass = { class: 'staff' };

// the reasons that nearly every table has
export const id = keep('an id: it leads to nobody once the rows that it names are erased');
export const instant = keep('an instant');
export const code = keep('a code of ours or of a vendor');
export const count = keep('a number that counts or measures');
export const flag = keep('yes or no');
export const own: ColumnClass = { class: 'keep', reason: 'of the business, not of a person', told: false };

/** The columns of `tenantColumns`. */
export const tenantColumnClasses = { id, tenantId: id, createdAt: instant };
