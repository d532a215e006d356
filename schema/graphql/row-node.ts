import { builder } from './builder.ts';
import { rowsById } from './loaders.ts';
import type { Source } from './rows.ts';

/** A type with a global id whose objects are rows; an id of no row of the viewer's tenant is null. */
export const rowNode = <Row extends { id: string }>(name: string, rows: Source<Row>) =>
  builder.loadableNodeRef<Row, string>(name, {
    id: { resolve: (row) => row.id },
    // the loader's type knows rows and errors only, the schema takes null for what is not there
    load: (ids, context) => rowsById(context, rows, ids) as Promise<Row[]>,
  });
