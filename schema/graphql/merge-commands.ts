import { builder } from './builder.ts';
import { leadId, reason, requestKey } from './command-fields.ts';
import { leadOf, note, proposalOf } from './command-inputs.ts';
import { CommandResultRef } from './command-result.ts';
import { runCommand } from './run-command.ts';

const MergeInput = builder.inputType('MergeInput', {
  description: 'Which two leads are one person.',
  fields: (t) => ({
    leadId: leadId(t),
    otherLeadId: t.id({ required: true, description: 'The global id of the other lead.' }),
    reason: reason(t),
    requestKey: requestKey(t),
  }),
});

builder.mutationField('merge', (t) =>
  t.field({
    type: CommandResultRef,
    description:
      'Makes one lead of two, for good. The one whose journey runs remains, then the one with the sooner appointment, then the older one; it is the one answered. A proposal of the two is accepted with it.',
    authScopes: { agent: true },
    args: { input: t.arg({ type: MergeInput, required: true, description: 'Which two.' }) },
    resolve: (_root, { input }, context) =>
      runCommand(context, 'merge', input.requestKey, async () => ({
        lead: await leadOf(context, input.leadId),
        arguments: {
          otherLeadId: (await leadOf(context, input.otherLeadId)).id,
          reason: note('reason', input.reason),
        },
      })),
  }),
);

const RejectMergeInput = builder.inputType('RejectMergeInput', {
  description: 'Which proposal is decided.',
  fields: (t) => ({
    proposalId: t.id({ required: true, description: 'The global id of the proposal.' }),
    requestKey: requestKey(t),
  }),
});

builder.mutationField('rejectMerge', (t) =>
  t.field({
    type: CommandResultRef,
    description: 'Keeps the two apart: they are not proposed for the same reason again.',
    authScopes: { agent: true },
    args: { input: t.arg({ type: RejectMergeInput, required: true, description: 'Which proposal.' }) },
    resolve: (_root, { input }, context) =>
      runCommand(context, 'rejectMerge', input.requestKey, async () => {
        const { lead, proposal } = await proposalOf(context, input.proposalId);
        return { lead, arguments: { proposalId: proposal.id } };
      }),
  }),
);
