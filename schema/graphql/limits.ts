import type { ComplexityErrorFn } from '@pothos/plugin-complexity';
import { GraphQLError } from 'graphql';

/** The longest page of any list. */
export const maxPage = 100;

/** How much one request may ask for: every field counts one, times the length of the lists around it. */
export const queryLimits = {
  defaultComplexity: 1,
  defaultListMultiplier: 10,
  limit: { complexity: 35_000, depth: 12, breadth: 600 },
} as const;

/** How much a document may hold; it is counted before anything runs. */
export const documentLimits = {
  tokens: 2_000,
  aliases: 50,
  directives: 20,
  queryFields: 20,
  // each may wait for its journey, one after the other
  mutationFields: 10,
  subscriptionFields: 1,
} as const;

/** How long a request may take, in milliseconds; a mutation waits for the journeys it asks. */
export const timeLimits = { query: 10_000, mutation: 30_000 };

/** The refusal of a request whose time is up. */
export const timeIsUp = (operation: keyof typeof timeLimits = 'query'): GraphQLError =>
  new GraphQLError(
    operation === 'query'
      ? 'The query took too long. Ask for shorter pages or fewer levels.'
      : 'This took too long. What was asked of journeys stands: look at the commands of the lead.',
    { extensions: { code: 'TIMEOUT', http: { status: 504 } } },
  );

/** What a list costs: its fields, times the length of the page that is asked for. */
export const pageCost =
  (defaultSize: number) =>
  (args: { first?: number | null | undefined; last?: number | null | undefined }) => ({
    field: 1,
    multiplier: Math.max(1, Math.min(maxPage, args.first ?? args.last ?? defaultSize)),
  });

/** The list inside a page: the page itself has counted how long it is. */
export const wholePage = { field: 1, multiplier: 1 } as const;

/** The same list, unless it is longer than a page may be. */
export const atMostOnePage = <T>(items: readonly T[]): T[] => {
  if (items.length > maxPage)
    throw new GraphQLError(`Ask for at most ${maxPage} at a time.`, {
      extensions: { code: 'QUERY_TOO_LARGE', http: { status: 400 } },
    });
  return [...items];
};

/** The refusal of a query that asks for too much. */
export const tooLarge: ComplexityErrorFn = (kind, result) =>
  new GraphQLError(
    `The query asks for too much: ${kind.toLowerCase()} ${result[kind.toLowerCase() as 'depth']}. Ask for shorter pages or fewer levels.`,
    { extensions: { code: 'QUERY_TOO_LARGE', http: { status: 400 } } },
  );
