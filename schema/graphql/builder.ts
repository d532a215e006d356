import SchemaBuilder from '@pothos/core';
import ComplexityPlugin from '@pothos/plugin-complexity';
import DataloaderPlugin from '@pothos/plugin-dataloader';
import RelayPlugin from '@pothos/plugin-relay';
import ScopeAuthPlugin from '@pothos/plugin-scope-auth';
import { type AccessScopes, accessError, accessScopes } from './access.ts';
import type { GraphqlContext } from './context.ts';
import { parseInstant } from './instant.ts';
import { atMostOnePage, queryLimits, tooLarge, wholePage } from './limits.ts';

interface SchemaTypes {
  Context: GraphqlContext;
  AuthScopes: AccessScopes;
  Scalars: {
    ID: { Input: string; Output: string };
    DateTime: { Input: Date; Output: Date };
    JSON: { Input: unknown; Output: unknown };
  };
  DefaultFieldNullability: false;
  DefaultEdgesNullability: { list: false; items: false };
  DefaultNodeNullability: false;
}

/** The builder of the schema. It knows no type of ours: each type is one file that imports it. */
export const builder = new SchemaBuilder<SchemaTypes>({
  // scope-auth stands first: nothing may be resolved, loaded or counted before the access was checked
  plugins: [ScopeAuthPlugin, RelayPlugin, DataloaderPlugin, ComplexityPlugin],
  defaultFieldNullability: false,
  scopeAuth: {
    authScopes: accessScopes,
    unauthorizedError: (_parent, context) => accessError(context),
    // before anything is followed, and then for each event
    authorizeOnSubscribe: true,
  },
  complexity: { ...queryLimits, complexityError: tooLarge },
  relay: {
    nodesOnConnection: {
      description: 'The things of this page, without their cursors.',
      complexity: wholePage,
    },
    nodeTypeOptions: { description: 'Anything that has a global id.' },
    idFieldOptions: { description: 'The global id.' },
    nodeQueryOptions: {
      description: 'The thing with this global id, or null when there is none for you.',
      args: { id: { description: 'The global id.' } },
      authScopes: { viewer: true, key: true },
    },
    nodesQueryOptions: {
      description: 'The things with these global ids, in their order; at most 100.',
      args: { ids: { description: 'The global ids.' } },
      complexity: (args) => ({ field: 1, multiplier: args.ids.length }),
      resolve: (_root, { ids }, _context, _info, resolveNodes) => resolveNodes(atMostOnePage(ids)),
      authScopes: { viewer: true, key: true },
    },
    pageInfoTypeOptions: { description: 'Where a page stands in its list.' },
    hasNextPageFieldOptions: { description: 'Whether anything follows this page.' },
    hasPreviousPageFieldOptions: { description: 'Whether anything stands before this page.' },
    startCursorFieldOptions: { description: 'The cursor of the first thing of this page.' },
    endCursorFieldOptions: { description: 'The cursor of the last thing of this page.' },
    cursorFieldOptions: { description: 'Where this thing stands in the list.' },
    nodeFieldOptions: { description: 'The thing itself.' },
    edgesFieldOptions: {
      description: 'The things of this page with their cursors.',
      complexity: wholePage,
    },
    pageInfoFieldOptions: { description: 'Where this page stands in the list.' },
    firstArgOptions: { description: 'How many from the start; at most 100.' },
    lastArgOptions: { description: 'How many from the end; at most 100.' },
    afterArgOptions: { description: 'Begin after this cursor.' },
    beforeArgOptions: { description: 'End before this cursor.' },
    defaultConnectionTypeOptions: { description: 'One page of a list.' },
    defaultEdgeTypeOptions: { description: 'One thing of a list and where it stands there.' },
  },
});

builder.scalarType('DateTime', {
  description: 'An instant in ISO 8601 with its offset, answered in UTC: `2026-11-20T09:30:00.000Z`.',
  serialize: (instant) => instant.toISOString(),
  parseValue: parseInstant,
});

builder.scalarType('JSON', {
  description: 'A value of any shape, as JSON.',
  serialize: (value) => value,
});

// access is declared on each field; this is the net under a field that forgets to. For keys that net is `closedToKeys`.
builder.queryType({ description: 'What staff may see.', authScopes: { viewer: true, key: true } });
builder.mutationType({
  description: 'What staff may ask of a journey.',
  authScopes: { agent: true, key: true },
});
builder.subscriptionType({
  description:
    'What staff may watch: `text/event-stream` to a POST. Each event has an id, which is its `cursor` as well: whoever comes again with it, as `Last-Event-ID` or as `after`, misses nothing. An event with `afresh: true`, as the first one is, says to read everything anew.',
  authScopes: { viewer: true, key: true },
});
