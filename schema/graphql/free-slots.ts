import { GraphQLError } from 'graphql';
import { VendorFailure } from '../contracts/failures.ts';
import { signedIn } from './access.ts';
import { builder } from './builder.ts';
import type { FreeSlot } from './context.ts';
import { pageCost } from './limits.ts';
import { loadOne } from './loaders.ts';
import { StaffUserRef, staffByKey } from './staff-user.ts';

const FreeSlotRef = builder.objectRef<FreeSlot>('FreeSlot').implement({
  description: 'A time at which somebody of staff could meet a lead.',
  fields: (t) => ({
    startAt: t.field({
      type: 'DateTime',
      description: 'When it begins.',
      resolve: ({ startAt }) => new Date(startAt),
    }),
    endAt: t.field({
      type: 'DateTime',
      description: 'When it ends.',
      resolve: ({ endAt }) => new Date(endAt),
    }),
    staffKey: t.exposeString('staffKey', { description: 'Whose time it is, as commands name them.' }),
    staff: t.field({
      type: StaffUserRef,
      nullable: true,
      description: 'Whose time it is.',
      resolve: ({ staffKey }, _args, context) => staffByKey(context, staffKey),
    }),
  }),
});

const unavailable = (message: string) => new GraphQLError(message, { extensions: { code: 'UNAVAILABLE' } });

const away = (failure: unknown): never => {
  if (!(failure instanceof VendorFailure)) throw failure;
  throw unavailable('The calendars do not answer: ask again in a moment.');
};

builder.queryField('freeSlots', (t) =>
  t.field({
    type: [FreeSlotRef],
    description:
      'The times that could be booked now, soonest first. Asks the calendars; the error UNAVAILABLE says that they do not answer.',
    authScopes: { viewer: true, 'appointments:write': true },
    complexity: pageCost(10),
    args: {
      first: t.arg.int({ defaultValue: 10, description: 'How many at most.' }),
      staffKey: t.arg.string({
        description: 'The times of this person; when left out, every time with whose turn it is.',
      }),
    },
    resolve: async (_root, { first, staffKey }, context) => {
      if (!context.freeSlots) throw unavailable('Calendars cannot be asked here.');
      const { freeSlots } = context;
      const { tenantId } = signedIn(context);
      // under however many names one request asks: the vendor is asked once for each person
      const whose = staffKey ?? '';
      const slots = await loadOne(context, `free slots of ${whose}`, whose, async () => {
        return new Map([[whose, await freeSlots(tenantId, staffKey ?? undefined).catch(away)]]);
      });
      return (slots ?? []).slice(0, Math.max(0, first ?? 10));
    },
  }),
);
