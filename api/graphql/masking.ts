import { randomUUID } from 'node:crypto';
import { GraphQLError } from 'graphql';
import type { Logger } from 'pino';
import { timeIsUp } from '../../schema/graphql/limits.ts';

/** Where it happened, without the message: errors of the database quote values, and values are personal data. */
const frames = (error: Error): string[] =>
  (error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 8)
    .map((line) => line.trim());

/** The first error that is not one of GraphQL's own wrappers. */
const origin = (error: unknown): unknown => {
  let inner = error;
  while (inner instanceof GraphQLError && inner.originalError) inner = inner.originalError;
  return inner;
};

/** What PostgreSQL ended for having waited or worked too long: its transaction changed nothing. */
const ended: Record<string, () => GraphQLError> = {
  '55P03': () =>
    new GraphQLError('Somebody else is changing the same thing just now. Ask again in a moment.', {
      extensions: { code: 'BUSY', http: { status: 503 } },
    }),
  '57014': () => timeIsUp('mutation'),
};

/**
 * What a caller is told of an error: our own sentences as they are, anything else as a reference under which the log
 * has its type, code and place.
 */
export const createMaskError =
  (log: Logger) =>
  (error: unknown): Error => {
    const cause = origin(error);
    if (cause instanceof GraphQLError) return error as Error;
    const reference = randomUUID();
    const known = cause instanceof Error ? cause : new Error(typeof cause);
    const code = 'code' in known && typeof known.code === 'string' ? known.code : undefined;
    const path = error instanceof GraphQLError ? error.path : undefined;
    const told = ended[code ?? '']?.();
    if (told) return new GraphQLError(told.message, { path, extensions: told.extensions });
    log.error({ reference, type: known.name, code, path, frames: frames(known) }, 'a GraphQL field failed');
    return new GraphQLError(`Something went wrong on our side. Reference: ${reference}`, {
      extensions: { code: 'INTERNAL_SERVER_ERROR', reference },
      ...(error instanceof GraphQLError ? { path: error.path, nodes: error.nodes } : {}),
    });
  };
