import { GraphQLError } from 'graphql';
import * as z from 'zod';

/** A place in a list: the exact instant, to the microsecond as the database keeps it, and the id. */
export interface Place {
  at: string;
  id: string;
}

const place = z.tuple([z.iso.datetime({ precision: 6 }), z.uuid()]);

export const encodeCursor = ({ at, id }: Place): string => Buffer.from(`${at} ${id}`).toString('base64url');

/** The place of a cursor that we gave out; anything else is refused with a sentence. */
export const decodeCursor = (cursor: string): Place => {
  const parsed = place.safeParse(Buffer.from(cursor, 'base64url').toString().split(' '));
  if (!parsed.success)
    throw new GraphQLError('This cursor is not one of ours: use the cursors that a page answered.', {
      extensions: { code: 'BAD_USER_INPUT' },
    });
  const [at, id] = parsed.data;
  return { at, id };
};
