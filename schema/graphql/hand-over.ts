import { handOverStates } from '../contracts/calls.ts';
import { builder } from './builder.ts';
import { CallRef } from './call.ts';
import { rowsOfParent } from './loaders.ts';
import { type RowOf, source } from './rows.ts';
import { wordsEnum } from './words.ts';

const rows = source('hand_over', [
  ...['id', 'attemptId', 'number', 'staffKey', 'state', 'briefing'],
  ...['createdAt', 'dialledAt', 'acceptedAt', 'endedAt'],
] as const);

const HandOverState = wordsEnum(
  'HandOverState',
  'Where a hand-over is: `NOBODY`, `NO_ANSWER` and `DECLINED` mean that the lead waits to be called back.',
  handOverStates,
);

const HandOverRef = builder.objectRef<RowOf<typeof rows>>('HandOver').implement({
  description: 'A lead in a call who asked for a person, and the member of staff who was dialled.',
  fields: (t) => ({
    number: t.exposeInt('number', { description: 'Its place among those of the call, from 1.' }),
    staffKey: t.exposeString('staffKey', {
      nullable: true,
      description: 'Who was dialled, by the key of the tenant’s file; null when nobody could be.',
    }),
    state: t.expose('state', { type: HandOverState, description: 'Where it is.' }),
    briefing: t.exposeString('briefing', { description: 'What the member of staff is told first.' }),
    askedAt: t.expose('createdAt', { type: 'DateTime', description: 'When the lead asked.' }),
    dialledAt: t.expose('dialledAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the member of staff was dialled.',
    }),
    acceptedAt: t.expose('acceptedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When they took the call.',
    }),
    endedAt: t.expose('endedAt', { type: 'DateTime', nullable: true, description: 'When it was over.' }),
  }),
});

builder.objectField(CallRef, 'handOvers', (t) =>
  t.field({
    type: [HandOverRef],
    description: 'To whom the lead was to be put through, in order.',
    resolve: (call, _args, context) =>
      rowsOfParent(context, rows, { column: 'attemptId', id: call.id, orderBy: 'number' }),
  }),
);
