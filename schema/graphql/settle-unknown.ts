import { settledAs } from '../contracts/commands.ts';
import { builder } from './builder.ts';
import { requestKey } from './command-fields.ts';
import { note } from './command-inputs.ts';
import { CommandResultRef, InvalidInput, Mendable, NotFound } from './command-result.ts';
import { idOf } from './ids.ts';
import { freshLead } from './lead.ts';
import { rowsById } from './loaders.ts';
import { actionRows } from './outbound-action.ts';
import { runCommand } from './run-command.ts';
import { wordsEnum } from './words.ts';

const SettledAsEnum = wordsEnum(
  'SettledAs',
  'What became of an action: it was sent, it was not and shall be sent again, or it was not and shall not.',
  settledAs,
);

const SettleUnknownInput = builder.inputType('SettleUnknownInput', {
  description: 'Which action, and what became of it.',
  fields: (t) => ({
    actionId: t.id({ required: true, description: 'The global id of the action.' }),
    as: t.field({ type: SettledAsEnum, required: true, description: 'What became of it.' }),
    vendorId: t.string({ description: 'The vendor’s id of what was sent, when it is known.' }),
    requestKey: requestKey(t),
  }),
});

builder.mutationField('settleUnknown', (t) =>
  t.field({
    type: CommandResultRef,
    description: 'Says of an action in doubt whether it was done. Only an e-mail can be sent again.',
    authScopes: { agent: true },
    args: {
      input: t.arg({
        type: SettleUnknownInput,
        required: true,
        description: 'Which, and what became of it.',
      }),
    },
    resolve: (_root, { input }, context) =>
      runCommand(context, 'settleUnknown', input.requestKey, async () => {
        const actionId = idOf('OutboundAction', input.actionId);
        if (!actionId) throw new Mendable(new InvalidInput('actionId', 'the global id of an action'));
        const [action] = await rowsById(context, actionRows, [actionId]);
        const lead = action?.leadId ? await freshLead(context, action.leadId) : null;
        if (!lead || lead.erasedAt) throw new Mendable(new NotFound('Action'));
        return {
          lead,
          arguments: { actionId, as: input.as, vendorId: note('vendorId', input.vendorId) },
        };
      }),
  }),
);
