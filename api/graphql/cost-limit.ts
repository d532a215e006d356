import { complexityFromQuery } from '@pothos/plugin-complexity';
import type { Response } from 'express';
import { type ExecutionArgs, GraphQLError, getOperationAST, Kind } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { GraphqlContext } from '../../schema/graphql/context.ts';
import { queryLimits } from '../../schema/graphql/limits.ts';
import type { Viewer } from '../../schema/graphql/who-asks.ts';
import type { RateLimit } from '../rate-limits.ts';

/** Under which key it is counted what this viewer asks. */
export const counterOf = (viewer: Viewer): string => {
  if (viewer.kind === 'key') return viewer.keyId;
  return viewer.kind === 'superAdmin' ? viewer.superAdminId : viewer.userId;
};

/**
 * Charges each operation to whoever asks before anything of it runs, and says in the headers what is left. A subscription
 * is charged when it begins. What is refused in any case, since it asks too much or its variables do not fit, costs nothing.
 */
export const limitCost = (limit: RateLimit, perMinute: number): Plugin<GraphqlContext> => {
  const charge = async (args: ExecutionArgs): Promise<GraphQLError | null> => {
    const { viewer, res } = args.contextValue as GraphqlContext & { res: Response };
    const cost = viewer && costOf(args);
    if (!cost || cost > queryLimits.limit.complexity) return null;
    const { allowed, left, endsInSeconds } = await limit.charge(counterOf(viewer), cost);
    res.setHeader('ratelimit-policy', `"cost";q=${perMinute};w=60`);
    res.setHeader('ratelimit', `"cost";r=${left};t=${endsInSeconds}`);
    if (allowed) return null;
    res.setHeader('retry-after', endsInSeconds);
    return new GraphQLError(
      `This costs ${cost}, and ${left} are left of ${perMinute} a minute: try again later, or ask for less.`,
      { extensions: { code: 'TOO_MANY_REQUESTS', cost, left, http: { status: 429, spec: false } } },
    );
  };
  return {
    async onExecute({ args, setResultAndStopExecution }) {
      const refusal = await charge(args);
      if (refusal) setResultAndStopExecution({ errors: [refusal] });
    },
    async onSubscribe({ args, setResultAndStopExecution }) {
      const refusal = await charge(args as ExecutionArgs);
      if (refusal) setResultAndStopExecution({ errors: [refusal] });
    },
  };
};

/** What the operation that is asked for costs; null when its variables do not fit, which is told where it would run. */
const costOf = ({ schema, document, operationName, variableValues }: ExecutionArgs): number | null => {
  const operation = getOperationAST(document, operationName);
  if (!operation) return null;
  // of several operations in one document the plugin would take the first
  const fragments = document.definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION);
  const asked = { ...document, definitions: [operation, ...fragments] };
  try {
    return complexityFromQuery(asked, { schema, variables: variableValues ?? {} }).complexity;
  } catch (failure) {
    if (failure instanceof GraphQLError) return null;
    throw failure;
  }
};
