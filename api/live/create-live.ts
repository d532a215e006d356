import type { Request, Response } from 'express';
import type { Logger } from 'pino';
import type { Database } from '../../schema/database/database.ts';
import { accessError } from '../../schema/graphql/access.ts';
import type { Live } from '../../schema/graphql/context.ts';
import type { Viewer } from '../../schema/graphql/who-asks.ts';
import { viewerOf } from '../auth/viewer-of.ts';
import { createAccessNotices } from './access-notices.ts';
import { createChangesFeed } from './changes-feed.ts';
import { createOpenSubscriptions } from './open-subscriptions.ts';

/** So often it is looked whether whoever listens still may, also when nothing told so: a session or a key may be over. */
const lookAgainMs = 30_000;

interface Listener {
  request: Request;
  response: Response;
  viewer: Viewer | null;
}

/** Makes what a subscription lives on, for each request. `leaving`: this process ends, and listeners come again elsewhere. */
export const createLive = (
  context: { db: Database; log: Logger; leaving?: AbortSignal | undefined },
  { lookEveryMs = lookAgainMs }: { lookEveryMs?: number } = {},
) => {
  const feed = createChangesFeed(context.db);
  const notices = createAccessNotices(context.db);
  const subscriptions = createOpenSubscriptions();
  return ({ request, response, viewer }: Listener): Live => ({
    place: null,
    idle: null,
    follow: async function* (after) {
      if (!viewer) throw accessError({ viewer: null });
      const leave = subscriptions.enter(idOf(viewer));
      // each ends what waits for the next change as well
      const [gone, refused] = [new AbortController(), new AbortController()];
      response.once('close', () => gone.abort());
      if (response.closed) gone.abort();
      const ends = [gone.signal, refused.signal, ...(context.leaving ? [context.leaving] : [])];
      const look = (): void => {
        viewerOf(context, request).then(
          (now) => JSON.stringify(now) === JSON.stringify(viewer) || refused.abort(),
          // a database that is away for a moment logs nobody out
          () => undefined,
        );
      };
      const unwatch = notices.watch(viewer.tenantId, look);
      const lookAgain = setInterval(look, lookEveryMs);
      try {
        const from = after ?? request.get('last-event-id') ?? null;
        yield* feed.follow(viewer.tenantId, from, AbortSignal.any(ends));
      } finally {
        clearInterval(lookAgain);
        unwatch();
        leave();
      }
      if (refused.signal.aborted) throw accessError({ viewer: null });
    },
  });
};

const idOf = (viewer: Viewer): string => {
  if (viewer.kind === 'staff') return viewer.userId;
  return viewer.kind === 'key' ? viewer.keyId : viewer.superAdminId;
};
