import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { schema } from './schema.ts';

const file = fileURLToPath(new URL('schema.graphql', import.meta.url));

// as the formatter writes descriptions: formatting the repository must not make the file out of date
const descriptionLine = /^( *)"""(.+)"""$/gm;

/** The schema as it stands in `schema.graphql`. */
export const printedSchema = (): string =>
  `${printSchema(lexicographicSortSchema(schema)).replace(descriptionLine, '$1"""\n$1$2\n$1"""')}\n`;

const written = (): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
};

/** Whether `schema.graphql` says what the code says. */
export const printIsCurrent = (): boolean => written() === printedSchema();

if (import.meta.main) {
  if (!process.argv.includes('--check')) writeFileSync(file, printedSchema());
  else if (!printIsCurrent()) {
    console.error('schema/graphql/schema.graphql is not current: run "npm run schema:print" and commit it.');
    process.exitCode = 1;
  }
}
