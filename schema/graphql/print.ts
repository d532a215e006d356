import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type GraphQLSchema, lexicographicSortSchema, printSchema } from 'graphql';
import { publicSchema } from './public/operations.ts';
import { schema } from './schema.ts';

/** Each schema and where it is written down: what staff may ask, and what strangers may. */
export const printedSchemas: readonly { schema: GraphQLSchema; file: string }[] = [
  { schema, file: 'schema.graphql' },
  { schema: publicSchema, file: 'public/schema.graphql' },
];

const pathOf = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

// as the formatter writes descriptions: formatting the repository must not make the file out of date
const descriptionLine = /^( *)"""(.+)"""$/gm;

/** A schema as it stands in its file. */
export const printedSchema = (of: GraphQLSchema): string =>
  `${printSchema(lexicographicSortSchema(of)).replace(descriptionLine, '$1"""\n$1$2\n$1"""')}\n`;

const written = (file: string): string => {
  try {
    return readFileSync(pathOf(file), 'utf8');
  } catch {
    return '';
  }
};

/** The files that do not say what the code says. */
export const outdatedPrints = (): string[] =>
  printedSchemas
    .filter(({ schema: of, file }) => written(file) !== printedSchema(of))
    .map(({ file }) => `schema/graphql/${file}`);

if (import.meta.main) {
  const outdated = outdatedPrints();
  if (!process.argv.includes('--check'))
    for (const { schema: of, file } of printedSchemas) writeFileSync(pathOf(file), printedSchema(of));
  else if (outdated.length > 0) {
    console.error(`Not current: ${outdated.join(', ')}. Run "npm run schema:print" and commit it.`);
    process.exitCode = 1;
  }
}
