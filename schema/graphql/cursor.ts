import { GraphQLError } from 'graphql';
import * as z from 'zod';

/** A place in a list: what the list is ordered by, exactly as the database keeps it, and the id. */
export interface Place {
  at: string;
  id: string;
}

/** The order of a list that has several: its name stands in the cursors. */
export interface NamedSort {
  name: string;
  type: 'timestamptz' | 'integer';
}

const values = { timestamptz: z.iso.datetime({ precision: 6 }), integer: z.string().regex(/^-?\d{1,9}$/) };

const refusal = (message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });

/** What is no cursor of a page that we answered. */
export const notOurs = (): GraphQLError =>
  refusal('This cursor is not one of ours: use the cursors that a page answered.');

export const encodeCursor = ({ at, id }: Place, sort?: NamedSort): string =>
  Buffer.from([...(sort ? [sort.name] : []), at, id].join(' ')).toString('base64url');

/** The place of a cursor that we gave out for this order; anything else is refused with a sentence. */
export const decodeCursor = (cursor: string, sort?: NamedSort): Place => {
  const parts = Buffer.from(cursor, 'base64url').toString().split(' ');
  const name = sort && parts.shift();
  const parsed = z.tuple([values[sort?.type ?? 'timestamptz'], z.uuid()]).safeParse(parts);
  if (sort && name !== sort.name && /^[A-Z_]+$/.test(name ?? '') && parts.length === 2)
    throw refusal(`This cursor is of the order ${name}, the list is asked for in the order ${sort.name}.`);
  if (!parsed.success || name !== sort?.name) throw notOurs();
  const [at, id] = parsed.data;
  return { at, id };
};
