import type { Actor } from '../contracts/commands.ts';
import type { Tx } from '../database/database.ts';
import { type remapImport, startImport, stopImport } from '../database/imports/steer-import.ts';
import { actorOf, signedIn } from './access.ts';
import { builder } from './builder.ts';
import { InvalidInput, InvalidInputRef, Mendable, NotFound, NotFoundRef } from './command-result.ts';
import type { GraphqlContext } from './context.ts';
import { idOf } from './ids.ts';
import { importRows, LeadImportRef } from './lead-import.ts';
import { forgetLoaded, rowsById } from './loaders.ts';
import { mending } from './mending.ts';

export const LeadImportResult = builder.unionType('LeadImportResult', {
  description: 'The import as it is now, or what has to be mended.',
  types: [LeadImportRef, InvalidInputRef, NotFoundRef],
  resolveType: (value) => {
    if (value instanceof InvalidInput) return InvalidInputRef;
    return value instanceof NotFound ? NotFoundRef : LeadImportRef;
  },
});

type Steered = Awaited<ReturnType<typeof startImport | typeof stopImport | typeof remapImport>>;

/** Does something to an import, and answers the import as it is then. */
export const steer = (
  context: GraphqlContext,
  globalId: string,
  how: (tx: Tx, what: { id: string; actor: Actor }) => Promise<Steered>,
  tooEarlyOrLate: string,
) =>
  mending(async () => {
    const { tenantId } = signedIn(context);
    const id = idOf('LeadImport', globalId);
    if (!id) throw new Mendable(new InvalidInput('importId', 'the global id of an import'));
    const actor = actorOf(context);
    const answer = await context.db.inTenant(tenantId, (tx) => how(tx, { id, actor }));
    if (answer === 'unknown') return new NotFound('LeadImport');
    if (answer === 'checking' || answer === 'over') return new InvalidInput('importId', tooEarlyOrLate);
    forgetLoaded(context);
    const [row] = await rowsById(context, importRows, [id]);
    return row ?? new NotFound('LeadImport');
  });

const StartImportInput = builder.inputType('StartImportInput', {
  description: 'Of which file leads are made.',
  fields: (t) => ({ importId: t.id({ required: true, description: 'The global id of the import.' }) }),
});

builder.mutationField('startImport', (t) =>
  t.field({
    type: LeadImportResult,
    description:
      'Makes leads of the good rows of a file that was checked, or goes on with one that was stopped. Who is a lead already is left as they are. Journeys begin one after the other, and whoever asks by themselves goes first. A second call changes nothing.',
    authScopes: { admin: true },
    args: { input: t.arg({ type: StartImportInput, required: true, description: 'Which file.' }) },
    resolve: (_root, { input }, context) =>
      steer(context, input.importId, startImport, 'an import that has been checked'),
  }),
);

const StopImportInput = builder.inputType('StopImportInput', {
  description: 'Which file is left.',
  fields: (t) => ({ importId: t.id({ required: true, description: 'The global id of the import.' }) }),
});

builder.mutationField('stopImport', (t) =>
  t.field({
    type: LeadImportResult,
    description:
      'Stops an import. The leads that were made stay, and each row says what became of it; the rest can be started again.',
    authScopes: { admin: true },
    args: { input: t.arg({ type: StopImportInput, required: true, description: 'Which file.' }) },
    resolve: (_root, { input }, context) =>
      steer(context, input.importId, stopImport, 'an import that is not done'),
  }),
);
