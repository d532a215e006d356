import { GraphQLError } from 'graphql';
import type { ChangeNote } from '../database/live/changes.ts';
import { builder } from './builder.ts';
import type { GraphqlContext } from './context.ts';

/** What every event of a subscription says. */
export interface LiveEvent {
  cursor: string;
  afresh: boolean;
}

/** The type of a subscription's events, with what every event says; `fields` adds what it is about. */
export const liveEvent = <Event extends LiveEvent>(name: string, description: string) => {
  const ref = builder.objectRef<Event>(name);
  builder.objectType(ref, {
    description,
    fields: (t) => ({
      cursor: t.string({
        description: 'Where this event stands: whoever comes again with it misses nothing.',
        resolve: ({ cursor }) => cursor,
      }),
      afresh: t.boolean({
        description: 'Whether everything is to be read anew: as at the start, or after a long absence.',
        resolve: ({ afresh }) => afresh,
      }),
    }),
  });
  return ref;
};

export const afterOptions = {
  description:
    'The cursor of the last event that was received. Without it, the header `Last-Event-ID` counts.',
} as const;

/**
 * Makes events of what changes: `begin` of a start, at which everything is to be read, and `make` of changes. Each change
 * is looked at by reading rows as the viewer: nothing but ids comes with it.
 */
export async function* eventsOf<Event extends LiveEvent>(
  { live }: GraphqlContext,
  after: string | null | undefined,
  {
    begin,
    make,
  }: {
    begin(start: LiveEvent): Promise<Event | null>;
    make(changes: readonly ChangeNote[]): Promise<readonly (Event | null)[]>;
  },
): AsyncGenerator<Event> {
  if (!live) throw new GraphQLError('Nothing can be followed here.');
  for await (const { afresh, changes, cursor } of live.follow(after ?? null)) {
    const events = afresh ? [await begin({ cursor, afresh })] : await make(changes);
    for (const event of events) {
      if (!event) continue;
      live.idle = null;
      live.place = event.cursor;
      yield event;
    }
    // whoever asks for more has got what was answered before
    live.idle = cursor;
  }
}

/** The last of the changes to each thing: what it is now is read once, however often it changed. */
export const lastOfEach = (
  changes: readonly ChangeNote[],
  thing: (change: ChangeNote) => string | null,
): { id: string; cursor: string }[] => {
  const last = new Map<string, string>();
  for (const change of changes) {
    const id = thing(change);
    if (id === null) continue;
    last.delete(id);
    last.set(id, change.cursor);
  }
  return [...last].map(([id, cursor]) => ({ id, cursor }));
};
