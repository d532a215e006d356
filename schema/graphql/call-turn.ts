import { builder } from './builder.ts';
import { CallRef } from './call.ts';
import { rowsOfParent } from './loaders.ts';
import { type RowOf, source } from './rows.ts';
import { wordsEnum } from './words.ts';

export const turnRows = source('call_turn', [
  'id',
  'attemptId',
  'number',
  'speaker',
  'text',
  'tool',
  'interrupted',
  'at',
]);

const Speaker = wordsEnum('Speaker', 'Who spoke: `TOOL` stands for what the model did.', [
  'lead',
  'agent',
  'tool',
]);

export const CallTurnRef = builder.objectRef<RowOf<typeof turnRows>>('CallTurn').implement({
  description: 'One turn of a talk.',
  fields: (t) => ({
    number: t.exposeInt('number', { description: 'Its place in the talk.' }),
    speaker: t.expose('speaker', { type: Speaker, description: 'Who spoke.' }),
    text: t.exposeString('text', { description: 'What was said.' }),
    tool: t.string({
      nullable: true,
      description: 'The tool that the model used in this turn.',
      resolve: ({ tool }) => tool?.name ?? null,
    }),
    interrupted: t.exposeBoolean('interrupted', { description: 'Whether the lead spoke into it.' }),
    at: t.expose('at', { type: 'DateTime', description: 'When it was said.' }),
  }),
});

builder.objectField(CallRef, 'turns', (t) =>
  t.field({
    type: [CallTurnRef],
    description: 'What was said, in order.',
    resolve: (call, _args, context) =>
      rowsOfParent(context, turnRows, { column: 'attemptId', id: call.id, orderBy: 'number' }),
  }),
);
