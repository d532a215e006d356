import type { BulkArguments, BulkName } from '../contracts/bulk.ts';
import { beginBulk } from '../database/bulk/begin-bulk.ts';
import { stopBulk } from '../database/bulk/steer-bulk.ts';
import { uuidFromName } from '../database/uuid-from-name.ts';
import { uuidV7 } from '../database/uuid-v7.ts';
import { actorOf, signedIn } from './access.ts';
import { builder } from './builder.ts';
import { BulkCommandRef, bulkRows } from './bulk-command.ts';
import { BulkLeads, leadsMeant } from './bulk-leads.ts';
import { requestKey } from './command-fields.ts';
import { note } from './command-inputs.ts';
import { InvalidInput, InvalidInputRef, Mendable, NotFound, NotFoundRef } from './command-result.ts';
import type { GraphqlContext } from './context.ts';
import { idOf } from './ids.ts';
import { LeadStatusEnum } from './lead.ts';
import { forgetLoaded, rowsById } from './loaders.ts';
import { mending } from './mending.ts';
import type { RowOf } from './rows.ts';
import { readTags } from './tags.ts';

interface BulkPayload {
  count: number;
  bulk: RowOf<typeof bulkRows> | null;
}

const BulkPayloadRef = builder.objectRef<BulkPayload>('BulkPayload').implement({
  description: 'What is asked of how many leads.',
  fields: (t) => ({
    count: t.exposeInt('count', { description: 'How many leads are meant.' }),
    bulk: t.expose('bulk', {
      type: BulkCommandRef,
      nullable: true,
      description: 'The bulk command that has begun; null of a dry run.',
    }),
  }),
});

const BulkResult = builder.unionType('BulkResult', {
  description: 'What is asked of how many leads, or what has to be mended.',
  types: [BulkPayloadRef, InvalidInputRef, NotFoundRef],
  resolveType: (value) => {
    if (value instanceof InvalidInput) return InvalidInputRef;
    return value instanceof NotFound ? NotFoundRef : BulkPayloadRef;
  },
});

type Fields = Parameters<NonNullable<Parameters<typeof builder.inputType>[1]['fields']>>[0];

const common = (t: Fields) => ({
  leads: t.field({ type: BulkLeads, required: true, description: 'Which leads.' }),
  dryRun: t.boolean({ description: 'Only say how many leads are meant; nothing begins.' }),
  expected: t.int({ description: 'Begin only if this many leads are meant, as a dry run has said.' }),
  requestKey: requestKey(t),
});

interface Common {
  leads: typeof BulkLeads.$inferInput;
  dryRun?: boolean | null | undefined;
  expected?: number | null | undefined;
  requestKey?: string | null | undefined;
}

const begin = <Name extends BulkName>(
  context: GraphqlContext,
  name: Name,
  input: Common,
  readArguments: () => Promise<BulkArguments[Name]> | BulkArguments[Name],
) =>
  mending(async (): Promise<BulkPayload | InvalidInput> => {
    const { tenantId } = signedIn(context);
    const actor = actorOf(context);
    // a key is its asker's: somebody else's bulk command with the same one is another, which they perhaps may not see
    const id = input.requestKey
      ? uuidFromName(tenantId, 'bulk', actor.kind, actor.id, name, input.requestKey)
      : uuidV7();
    const begun = async () => (await rowsById(context, bulkRows, [id]))[0] ?? null;
    // before the leads are looked for: what was asked may have changed which of them are meant
    const before = input.requestKey && !input.dryRun ? await begun() : null;
    if (before) return { count: before.total, bulk: before };
    const particulars = await readArguments();
    const leadIds = await leadsMeant(context, input.leads);
    const count = leadIds.length;
    if (input.dryRun) return { count, bulk: null };
    if (count === 0) return new InvalidInput('leads', 'at least one lead');
    if (input.expected != null && input.expected !== count)
      return new InvalidInput('expected', `${count}: so many leads are meant by now`);
    const request = { tenantId, id, name, arguments: particulars, actor, leadIds };
    await context.db.inTenant(tenantId, (tx) => beginBulk(tx, request));
    const bulk = await begun();
    return { count: bulk?.total ?? count, bulk };
  });

const steadily = 'A few leads are asked at a time; `bulkCommands` tells how far it is.';

const BulkAssignInput = builder.inputType('BulkAssignInput', {
  description: 'Who looks after which leads.',
  fields: (t) => ({
    ...common(t),
    staffKey: t.string({ description: 'The key of a member of staff; nobody when left out.' }),
  }),
});

builder.mutationField('bulkAssign', (t) =>
  t.field({
    type: BulkResult,
    description: `Gives many leads to a member of staff, or to nobody. ${steadily}`,
    authScopes: { agent: true, 'leads:write': true },
    args: { input: t.arg({ type: BulkAssignInput, required: true, description: 'Which leads, to whom.' }) },
    resolve: (_root, { input }, context) =>
      begin(context, 'assign', input, () => ({ staffKey: input.staffKey ?? null })),
  }),
);

const BulkTagInput = builder.inputType('BulkTagInput', {
  description: 'Which tags are put on which leads or taken off.',
  fields: (t) => ({
    ...common(t),
    add: t.stringList({ description: 'Tags to put on them; 20 at most.' }),
    remove: t.stringList({ description: 'Tags to take off them; 20 at most.' }),
  }),
});

builder.mutationField('bulkTag', (t) =>
  t.field({
    type: BulkResult,
    description: `Puts tags on many leads and takes tags off. ${steadily}`,
    authScopes: { agent: true, 'leads:write': true },
    args: { input: t.arg({ type: BulkTagInput, required: true, description: 'Which leads, which tags.' }) },
    resolve: (_root, { input }, context) =>
      begin(context, 'tag', input, () => {
        const change = { add: readTags('add', input.add), remove: readTags('remove', input.remove) };
        if (change.add.length + change.remove.length === 0)
          throw new Mendable(new InvalidInput('add', 'tags to put on or to take off'));
        return change;
      }),
  }),
);

const BulkChangeStatusInput = builder.inputType('BulkChangeStatusInput', {
  description: 'Which leads get which status.',
  fields: (t) => ({
    ...common(t),
    status: t.field({ type: LeadStatusEnum, required: true, description: 'The new status.' }),
    reason: t.string({ description: 'Why, in a few words, for the timelines.' }),
  }),
});

builder.mutationField('bulkChangeStatus', (t) =>
  t.field({
    type: BulkResult,
    description: `Sets how far many leads have come. ${steadily}`,
    authScopes: { agent: true, 'leads:write': true },
    args: {
      input: t.arg({
        type: BulkChangeStatusInput,
        required: true,
        description: 'Which leads, which status.',
      }),
    },
    resolve: (_root, { input }, context) =>
      begin(context, 'changeStatus', input, () => ({
        status: input.status,
        reason: note('reason', input.reason),
      })),
  }),
);

const BulkCloseInput = builder.inputType('BulkCloseInput', {
  description: 'Whose journeys end, and why.',
  fields: (t) => ({
    ...common(t),
    reason: t.string({ description: 'Why, in a few words, for the timelines.' }),
  }),
});

builder.mutationField('bulkClose', (t) =>
  t.field({
    type: BulkResult,
    description: `Ends many journeys. ${steadily}`,
    authScopes: { agent: true, 'leads:write': true },
    args: { input: t.arg({ type: BulkCloseInput, required: true, description: 'Which leads, and why.' }) },
    resolve: (_root, { input }, context) =>
      begin(context, 'close', input, () => ({ reason: note('reason', input.reason) })),
  }),
);

const BulkStopResult = builder.unionType('StopBulkResult', {
  description: 'The bulk command as it is now, or what has to be mended.',
  types: [BulkCommandRef, InvalidInputRef, NotFoundRef],
  resolveType: (value) => {
    if (value instanceof InvalidInput) return InvalidInputRef;
    return value instanceof NotFound ? NotFoundRef : BulkCommandRef;
  },
});

const StopBulkInput = builder.inputType('StopBulkInput', {
  description: 'Which bulk command is stopped.',
  fields: (t) => ({ bulkId: t.id({ required: true, description: 'The global id of the bulk command.' }) }),
});

builder.mutationField('stopBulk', (t) =>
  t.field({
    type: BulkStopResult,
    description: 'Asks no more leads. Those that were asked answer yet. A second call changes nothing.',
    authScopes: { agent: true, 'leads:write': true },
    args: { input: t.arg({ type: StopBulkInput, required: true, description: 'Which one.' }) },
    resolve: (_root, { input }, context) =>
      mending(async () => {
        const { tenantId } = signedIn(context);
        const id = idOf('BulkCommand', input.bulkId);
        if (!id) throw new Mendable(new InvalidInput('bulkId', 'the global id of a bulk command'));
        const actor = actorOf(context);
        const answer = await context.db.inTenant(tenantId, (tx) => stopBulk(tx, { id, actor }));
        if (answer === 'unknown') return new NotFound('BulkCommand');
        if (answer === 'over') return new InvalidInput('bulkId', 'a bulk command that is not done');
        forgetLoaded(context);
        const [row] = await rowsById(context, bulkRows, [id]);
        return row ?? new NotFound('BulkCommand');
      }),
  }),
);
