import { GraphQLError } from 'graphql';
import * as z from 'zod';

const instant = z.iso.datetime({ offset: true });

/** Reads an instant as it is written in a query or in variables. */
export const parseInstant = (value: unknown): Date => {
  const parsed = instant.safeParse(value);
  if (!parsed.success)
    throw new GraphQLError('Expected an instant with its offset, as in 2026-11-20T09:30:00Z.', {
      extensions: { code: 'BAD_USER_INPUT' },
    });
  return new Date(parsed.data);
};
