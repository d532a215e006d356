import { builder } from './builder.ts';
import { leadId, reason, requestKey } from './command-fields.ts';
import { draftOf, leadOf, note, words } from './command-inputs.ts';
import { CommandResultRef } from './command-result.ts';
import { runCommand } from './run-command.ts';
import { wordsEnum } from './words.ts';

const DraftDecision = wordsEnum('DraftDecision', 'Send it, send it in other words, or do not send it.', [
  'approve',
  'edit',
  'reject',
] as const);

const DecideDraftInput = builder.inputType('DecideDraftInput', {
  description: 'What becomes of a reply that waits.',
  fields: (t) => ({
    draftId: t.id({ required: true, description: 'The global id of the draft.' }),
    decision: t.field({ type: DraftDecision, required: true, description: 'What becomes of it.' }),
    text: t.string({ description: 'What is sent instead; needed for `EDIT`, and for nothing else.' }),
    reason: reason(t),
    requestKey: requestKey(t),
  }),
});

builder.mutationField('decideDraft', (t) =>
  t.field({
    type: CommandResultRef,
    description: 'Decides about a reply that waits for a person. The first decision stands.',
    authScopes: { agent: true },
    args: {
      input: t.arg({ type: DecideDraftInput, required: true, description: 'Which, and what becomes of it.' }),
    },
    resolve: (_root, { input }, context) =>
      runCommand(context, 'decideDraft', input.requestKey, async () => {
        const { draft, lead } = await draftOf(context, input.draftId);
        const text = input.decision === 'edit' ? words('text', input.text) : null;
        const { decision } = input;
        return {
          lead,
          arguments: { draftId: draft.id, decision, text, reason: note('reason', input.reason) },
        };
      }),
  }),
);

const SendReplyInput = builder.inputType('SendReplyInput', {
  description: 'Whom to write to, and what.',
  fields: (t) => ({
    leadId: leadId(t),
    text: t.string({
      required: true,
      description: 'The reply, as plain text without greeting line or signature of ours.',
    }),
    requestKey: requestKey(t),
  }),
});

builder.mutationField('sendReply', (t) =>
  t.field({
    type: CommandResultRef,
    description: 'Writes to a lead by hand. A reply that waits for a person is answered by it.',
    authScopes: { agent: true },
    args: {
      input: t.arg({ type: SendReplyInput, required: true, description: 'Whom to write to, and what.' }),
    },
    resolve: (_root, { input }, context) =>
      runCommand(context, 'sendReply', input.requestKey, async () => ({
        lead: await leadOf(context, input.leadId),
        arguments: { text: words('text', input.text) },
      })),
  }),
);
