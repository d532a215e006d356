import { mapColumns } from '../../domain/imports/guess-columns.ts';
import type { Tx } from '../database/database.ts';
import { remapImport } from '../database/imports/steer-import.ts';
import { findImport } from '../database/imports/store-import.ts';
import { builder } from './builder.ts';
import { InvalidInput, Mendable } from './command-result.ts';
import { ImportColumnEnum } from './lead-import.ts';
import { LeadImportResult, steer } from './lead-import-commands.ts';

const ImportedColumnInput = builder.inputType('ImportedColumnInput', {
  description: 'As what a column of a file is read.',
  fields: (t) => ({
    column: t.field({ type: ImportColumnEnum, required: true, description: 'As what.' }),
    heading: t.string({ description: 'The heading in the file; left out, nothing is read as this.' }),
  }),
});

const RemapImportInput = builder.inputType('RemapImportInput', {
  description: 'How a file of leads is to be read.',
  fields: (t) => ({
    importId: t.id({ required: true, description: 'The global id of the import.' }),
    columns: t.field({
      type: [ImportedColumnInput],
      required: true,
      description: 'As what columns are read where their headings do not say it, or say something else.',
    }),
    consentText: t.string({
      description:
        'What everybody in it agreed to who agreed, where no column says it; as it was when left out.',
    }),
  }),
});

const longestConsent = 2_000;

builder.mutationField('remapImport', (t) =>
  t.field({
    type: LeadImportResult,
    description:
      'Reads a file that was sent in another way and checks it again, without a second upload; what is not named here is read by its heading. Rows that became leads stay as they are, and nothing is made until `startImport`. A second call checks again.',
    authScopes: { admin: true },
    args: { input: t.arg({ type: RemapImportInput, required: true, description: 'Which file, and how.' }) },
    resolve: (_root, { input }, context) =>
      steer(
        context,
        input.importId,
        (tx, { id, actor }) => remap(tx, { ...input, id, actor }),
        'an import of which no leads are being made: stop it first; one that is done stays',
      ),
  }),
);

type Wanted = Pick<Parameters<typeof remapImport>[1], 'id' | 'actor'> & typeof RemapImportInput.$inferInput;

const remap = async (tx: Tx, { id, actor, columns, consentText }: Wanted) => {
  const found = await findImport(tx, id);
  if (!found) return 'unknown';
  const said = Object.fromEntries(columns.map(({ column, heading }) => [column, heading ?? '']));
  const { mapping, problems } = mapColumns(found.header, said);
  const [problem] = problems;
  if (problem) throw new Mendable(new InvalidInput(`columns.${problem.column}`, problem.expected));
  if (mapping.phone === undefined && mapping.email === undefined)
    throw new Mendable(new InvalidInput('columns', 'a column of phone numbers or of e-mail addresses'));
  if (consentText && consentText.length > longestConsent)
    throw new Mendable(new InvalidInput('consentText', `at most ${longestConsent} characters`));
  return remapImport(tx, { id, actor, mapping, consentText: consentText ?? found.consentText ?? null });
};
