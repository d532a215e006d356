import { type Logger, pino } from 'pino';
import { scrub, scrubText } from './scrub.ts';

export type { Logger };

/** What pino is about to log, without addresses, numbers and texts, in every place a caller may have put them. */
const cleanArguments = ([first, ...rest]: unknown[]): unknown[] => {
  const fields = first instanceof Error ? { err: first } : first;
  const error = (fields as { err?: unknown } | null | undefined)?.err;
  const clean = rest.map((value) => scrub(value));
  // without a text of ours pino would take the error's own
  if (error instanceof Error && typeof rest[0] !== 'string') clean.unshift(error.name);
  return [typeof fields === 'string' ? scrubText(fields) : fields, ...clean];
};

/** A logger in JSON lines in which no address and no number survives, wherever it stands. */
export const createLogger = (options: {
  name: string;
  level: string;
  destination?: NodeJS.WritableStream;
}): Logger =>
  pino(
    {
      name: options.name,
      level: options.level,
      formatters: { log: (fields) => scrub(fields) as Record<string, unknown> },
      // the error is described by the formatter above, which sees it before pino's own serializer would
      serializers: { err: (err: unknown) => err },
      hooks: {
        logMethod(args, method) {
          method.apply(this, cleanArguments(args) as Parameters<typeof method>);
        },
      },
    },
    options.destination ?? process.stdout,
  );
