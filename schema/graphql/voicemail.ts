import { builder } from './builder.ts';
import { CallRef } from './call.ts';
import { rowsOfParent } from './loaders.ts';
import { type RowOf, source } from './rows.ts';

const rows = source('voicemail', ['id', 'attemptId', 'createdAt', 'text', 'language']);

const VoicemailRef = builder.objectRef<RowOf<typeof rows>>('Voicemail').implement({
  description: 'The message left on the lead’s answering machine: one per lead, ever.',
  fields: (t) => ({
    text: t.exposeString('text', { description: 'What was said.' }),
    language: t.exposeString('language', { description: 'In which language.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was left.' }),
  }),
});

builder.objectField(CallRef, 'voicemail', (t) =>
  t.field({
    type: VoicemailRef,
    nullable: true,
    description: 'The message that this call left on an answering machine.',
    resolve: async (call, _args, context) => {
      const [left] = await rowsOfParent(context, rows, {
        column: 'attemptId',
        id: call.id,
        orderBy: 'createdAt',
      });
      return left ?? null;
    },
  }),
);
