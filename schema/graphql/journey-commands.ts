import type { CommandArguments } from '../contracts/commands.ts';
import { builder } from './builder.ts';
import { leadId, reason, requestKey } from './command-fields.ts';
import { future, leadOf, note } from './command-inputs.ts';
import { CommandResultRef } from './command-result.ts';
import { LeadStatusEnum } from './lead.ts';
import { runCommand } from './run-command.ts';

const RequestCallInput = builder.inputType('RequestCallInput', {
  description: 'Which lead to call, and when.',
  fields: (t) => ({
    leadId: leadId(t),
    at: t.field({ type: 'DateTime', description: 'When; as soon as the rules allow it when left out.' }),
    requestKey: requestKey(t),
  }),
});

builder.mutationField('requestCall', (t) =>
  t.field({
    type: CommandResultRef,
    description: 'Asks for a call. The tenant’s rules still decide whether and when it is placed.',
    authScopes: { agent: true, 'leads:write': true },
    args: {
      input: t.arg({ type: RequestCallInput, required: true, description: 'Whom to call, and when.' }),
    },
    resolve: (_root, { input }, context) =>
      runCommand(context, 'requestCall', input.requestKey, async () => ({
        lead: await leadOf(context, input.leadId),
        arguments: { at: input.at ? future('at', input.at) : null },
      })),
  }),
);

const ChangeStatusInput = builder.inputType('ChangeStatusInput', {
  description: 'Which lead gets which status.',
  fields: (t) => ({
    leadId: leadId(t),
    status: t.field({ type: LeadStatusEnum, required: true, description: 'The new status.' }),
    reason: reason(t),
    requestKey: requestKey(t),
  }),
});

builder.mutationField('changeStatus', (t) =>
  t.field({
    type: CommandResultRef,
    description: 'Sets how far a lead has come.',
    authScopes: { agent: true, 'leads:write': true },
    args: {
      input: t.arg({ type: ChangeStatusInput, required: true, description: 'Which lead, which status.' }),
    },
    resolve: (_root, { input }, context) =>
      runCommand(context, 'changeStatus', input.requestKey, async () => ({
        lead: await leadOf(context, input.leadId),
        arguments: { status: input.status, reason: note('reason', input.reason) },
      })),
  }),
);

const ResumeInput = builder.inputType('ResumeInput', {
  description: 'Whose journey goes on.',
  fields: (t) => ({ leadId: leadId(t), requestKey: requestKey(t) }),
});

builder.mutationField('resume', (t) =>
  t.field({
    type: CommandResultRef,
    description: 'Lets a paused journey go on.',
    authScopes: { agent: true, 'leads:write': true },
    args: { input: t.arg({ type: ResumeInput, required: true, description: 'Whose journey.' }) },
    resolve: (_root, { input }, context) =>
      runCommand(context, 'resume', input.requestKey, async () => ({
        lead: await leadOf(context, input.leadId),
        arguments: {} satisfies CommandArguments['resume'],
      })),
  }),
);

const withReason = {
  pause: 'Stops calls, follow-ups and offers; replies and reminders of booked meetings go on.',
  optOut: 'Notes that the lead does not want to be contacted any more. There is no way back from it here.',
  close: 'Ends the journey.',
} as const;

for (const name of ['pause', 'optOut', 'close'] as const) {
  const Input = builder.inputType(`${name[0]?.toUpperCase()}${name.slice(1)}Input`, {
    description: 'Whose journey, and why.',
    fields: (t) => ({ leadId: leadId(t), reason: reason(t), requestKey: requestKey(t) }),
  });
  builder.mutationField(name, (t) =>
    t.field({
      type: CommandResultRef,
      description: withReason[name],
      authScopes: { agent: true, 'leads:write': true },
      args: { input: t.arg({ type: Input, required: true, description: 'Whose journey, and why.' }) },
      resolve: (_root, { input }, context) =>
        runCommand(context, name, input.requestKey, async () => ({
          lead: await leadOf(context, input.leadId),
          arguments: { reason: note('reason', input.reason) },
        })),
    }),
  );
}
