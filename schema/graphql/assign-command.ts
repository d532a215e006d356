import { builder } from './builder.ts';
import { leadId, requestKey } from './command-fields.ts';
import { leadOf } from './command-inputs.ts';
import { CommandResultRef } from './command-result.ts';
import { runCommand } from './run-command.ts';

const AssignInput = builder.inputType('AssignInput', {
  description: 'Who looks after which lead.',
  fields: (t) => ({
    leadId: leadId(t),
    staffKey: t.string({ description: 'The key of a member of staff; nobody when left out.' }),
    requestKey: requestKey(t),
  }),
});

builder.mutationField('assign', (t) =>
  t.field({
    type: CommandResultRef,
    description:
      'Gives a lead to a member of staff, or to nobody. Summaries of its calls go to them as well.',
    authScopes: { agent: true, 'leads:write': true },
    args: { input: t.arg({ type: AssignInput, required: true, description: 'Which lead, to whom.' }) },
    resolve: (_root, { input }, context) =>
      runCommand(context, 'assign', input.requestKey, async () => ({
        lead: await leadOf(context, input.leadId),
        arguments: { staffKey: input.staffKey ?? null },
      })),
  }),
);
