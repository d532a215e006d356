import type { Request, Response } from 'express';
import { GraphQLError } from 'graphql';
import { createYoga, isAsyncIterable, type Plugin } from 'graphql-yoga';
import type { GraphqlContext, Live } from '../../schema/graphql/context.ts';
import { timeLimits } from '../../schema/graphql/limits.ts';
import { schema } from '../../schema/graphql/schema.ts';
import { staffDatabase } from '../../schema/graphql/staff-database.ts';
import type { Viewer } from '../../schema/graphql/who-asks.ts';
import { readContactability } from '../contactability.ts';
import type { ApiContext } from '../context.ts';
import { createLive } from '../live/create-live.ts';
import { createRateLimit } from '../rate-limits.ts';
import { answerEachEvent } from './answer-each-event.ts';
import { limitCost } from './cost-limit.ts';
import { limitDocuments } from './document-limits.ts';
import { createEventStream, type StreamLocals } from './event-stream.ts';
import { createMaskError } from './masking.ts';
import { limitTime } from './time-limit.ts';

/** The address under which staff ask. */
export const endpoint = '/graphql';

/** What `/graphql` needs of the api's context. */
export type StaffContext = Pick<ApiContext, 'db' | 'log' | 'settings' | 'command' | 'leaving'>;

/** What only the whole api can answer. */
export type Ports = Pick<GraphqlContext, 'freeSlots' | 'freeThen'>;

/** What a request to `/graphql` knows once it was authenticated. */
export type Authenticated = Response<unknown, { viewer: Viewer | null } & StreamLocals>;

// variables that do not fit are to the specification what an invalid document is, but not to Yoga
const refuseVariables: Plugin = {
  onExecute: () => ({
    onExecuteDone({ result, setResult }) {
      if (isAsyncIterable(result) || 'data' in result || !result.errors) return;
      const errors = result.errors.map(
        ({ message, nodes, extensions }) =>
          new GraphQLError(message, {
            nodes,
            extensions: { code: 'BAD_USER_INPUT', ...extensions, http: { status: 400, spec: true } },
          }),
      );
      setResult({ ...result, errors });
    },
  }),
};

/** Runs what was asked, once the caller is known and the body read. */
export const createHandler = (context: StaffContext, ports: Ports, times = timeLimits) => {
  const { log, db, settings } = context;
  const maskError = createMaskError(log);
  const live = createLive(context);
  const { linkSecret: secret, graphqlCostPerMinute: points } = settings;
  const costs = createRateLimit(db.pool, { name: 'graphql-cost', points, seconds: 60, secret });
  const liveOf = (request: Request, response: Authenticated): Live => {
    const mine = live({ request, response, viewer: response.locals.viewer });
    response.locals.live = mine;
    return mine;
  };
  return createYoga<{ req: Request; res: Authenticated }, GraphqlContext>({
    schema,
    context: ({ req, res }): GraphqlContext => ({
      viewer: res.locals.viewer,
      live: liveOf(req, res),
      db: staffDatabase(db, res.locals.viewer),
      command: (request) => context.command(request),
      contactability: async (leadId) => {
        const { viewer } = res.locals;
        const { linkSecret } = settings;
        return viewer && readContactability(db, { tenantId: viewer.tenantId, leadId, linkSecret });
      },
      ...ports,
      temporalUiUrl: settings.temporalUiUrl,
      linkSecret: settings.linkSecret,
      temporalNamespace: settings.temporalNamespace,
    }),
    graphqlEndpoint: endpoint,
    graphiql: false,
    landingPage: false,
    // no other origin may read answers: the pages that use this are our own
    cors: false,
    multipart: false,
    batching: false,
    logging: false,
    maskedErrors: { maskError },
    plugins: [
      limitDocuments,
      limitCost(costs, points),
      limitTime(times),
      refuseVariables,
      answerEachEvent,
      createEventStream(maskError),
    ],
  });
};
