import { builder } from './builder.ts';
import { CallRef } from './call.ts';
import { rowsOfParent } from './loaders.ts';
import { type RowOf, source } from './rows.ts';

const rows = source('recording', [
  'id',
  'attemptId',
  'createdAt',
  'recordingSid',
  'status',
  'url',
  'durationSeconds',
]);

const RecordingRef = builder.objectRef<RowOf<typeof rows>>('Recording').implement({
  description: 'A recording of a call, which lies with the telephony vendor.',
  fields: (t) => ({
    vendorId: t.exposeString('recordingSid', { description: 'The vendor’s id of it.' }),
    status: t.exposeString('status', { description: 'What the vendor says of it.' }),
    url: t.exposeString('url', {
      nullable: true,
      description: 'Where the vendor keeps it; opening it needs the account’s own key.',
    }),
    durationSeconds: t.exposeInt('durationSeconds', { nullable: true, description: 'How long it is.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When we first heard of it.' }),
  }),
});

builder.objectField(CallRef, 'recordings', (t) =>
  t.field({
    type: [RecordingRef],
    description: 'The recordings of the call, oldest first.',
    resolve: (call, _args, context) =>
      rowsOfParent(context, rows, { column: 'attemptId', id: call.id, orderBy: 'createdAt' }),
  }),
);
