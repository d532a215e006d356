import { builder } from './builder.ts';
import { CallRef, callRows } from './call.ts';
import { CallTurnRef, turnRows } from './call-turn.ts';
import type { GraphqlContext } from './context.ts';
import { idOf } from './ids.ts';
import { afterOptions, eventsOf, type LiveEvent, liveEvent } from './live-events.ts';
import { rowsById } from './loaders.ts';
import { type RowOf, read } from './rows.ts';

type Turn = RowOf<typeof turnRows>;

interface CallProgress extends LiveEvent {
  callId: string | null;
  turns: Turn[];
}

const CallProgressRef = liveEvent<CallProgress>(
  'CallProgress',
  'What was said in a call since the last event, and the call as it is now.',
);

builder.objectFields(CallProgressRef, (t) => ({
  call: t.field({
    type: CallRef,
    nullable: true,
    description: 'The call as it is now; null when there is none for you.',
    resolve: ({ callId }) => callId,
  }),
  turns: t.field({
    type: [CallTurnRef],
    description:
      'The turns that are new or were cut short, in order, each in whole: a turn of a known number takes its place. With `afresh`, all of them.',
    resolve: ({ turns }) => turns,
  }),
}));

const allTurns = (context: GraphqlContext, callId: string): Promise<Turn[]> =>
  read(context, (tables) =>
    tables
      .selectFrom('call_turn')
      .select(turnRows.columns)
      .where('attemptId', '=', callId)
      .orderBy('number')
      .execute(),
  );

const theseTurns = async (context: GraphqlContext, ids: readonly string[]): Promise<Turn[]> =>
  (await rowsById(context, turnRows, ids))
    .filter((turn) => turn !== null)
    .toSorted((one, other) => one.number - other.number);

builder.subscriptionField('liveCall', (t) =>
  t.field({
    type: CallProgressRef,
    description: 'A call as it goes on: what is said, turn by turn, and where it is.',
    authScopes: { viewer: true, 'leads:read': true },
    args: {
      id: t.arg.id({ required: true, description: 'The global id of a call.' }),
      after: t.arg.string(afterOptions),
    },
    subscribe: (_root, { id, after }, context) => {
      const callId = idOf('Call', id);
      const isThere = async () =>
        callId !== null && (await rowsById(context, callRows, [callId]))[0] !== null;
      return eventsOf<CallProgress>(context, after, {
        begin: async (start) => {
          const mine = callId !== null && (await isThere());
          return {
            ...start,
            callId: mine ? callId : null,
            turns: mine ? await allTurns(context, callId) : [],
          };
        },
        make: async (changes) => {
          const turns = changes.filter(({ kind, parentId }) => kind === 'turn' && parentId === callId);
          const own = changes.filter(({ kind, ref }) => kind === 'call' && ref === callId);
          const [last] = changes.filter((change) => turns.includes(change) || own.includes(change)).slice(-1);
          if (!last || !(await isThere())) return [];
          const said = await theseTurns(
            context,
            turns.map(({ ref }) => ref),
          );
          return [{ cursor: last.cursor, afresh: false, callId, turns: said }];
        },
      });
    },
    resolve: (event) => event,
  }),
);
