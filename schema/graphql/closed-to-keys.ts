import {
  defaultFieldResolver,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  isObjectType,
} from 'graphql';
import { type KeyScope, keyScopes } from '../contracts/key-scopes.ts';
import { accessError } from './access.ts';
import type { GraphqlContext } from './context.ts';

/** On a type with a global id, or on a field to narrow its type's: the scopes of which a key needs one to read it. */
export const openToKeys = (...scopes: readonly KeyScope[]) => ({ keyScopes: scopes });

type Declared = readonly (KeyScope | 'key')[];
type Field = GraphQLField<unknown, GraphqlContext>;

const rootTypes: readonly string[] = ['Query', 'Mutation', 'Subscription'];
const nothing: Declared = [];

/** The scopes among a root field's `authScopes`. What is decided by a function stays closed. */
const declaredAtRoot = ({ extensions }: Field): Declared => {
  const { pothosOptions } = extensions as { pothosOptions?: { authScopes?: unknown } };
  const scopes = pothosOptions?.authScopes;
  if (typeof scopes !== 'object' || scopes === null) return nothing;
  return [...keyScopes, 'key' as const].filter(
    (scope) => (scopes as Record<string, unknown>)[scope] === true,
  );
};

const declaredOn = ({ extensions }: { extensions: object }): Declared | undefined =>
  (extensions as { keyScopes?: Declared }).keyScopes;

const hasGlobalId = (type: GraphQLObjectType): boolean =>
  type.getInterfaces().some(({ name }) => name === 'Node');

/**
 * The scopes of which a key needs one for a field; null when whoever reached its parent may read it. Root fields declare
 * them beside the roles, types with a global id for all of their fields: `node` leads to them past everything else. A
 * root field or such a type that declares none is closed.
 */
export const scopesOfField = (type: GraphQLObjectType, field: Field): Declared | null => {
  const own = declaredOn(field);
  if (own) return own;
  if (rootTypes.includes(type.name)) return declaredAtRoot(field);
  return hasGlobalId(type) ? (declaredOn(type) ?? nothing) : null;
};

const guarded =
  (resolve: NonNullable<Field['resolve']>, scopes: Declared): NonNullable<Field['resolve']> =>
  (parent, args, context, info) => {
    const { viewer } = context;
    const open =
      viewer?.kind !== 'key' || scopes.some((scope) => scope === 'key' || viewer.scopes.includes(scope));
    if (!open) throw accessError(context);
    return resolve(parent, args, context, info);
  };

/**
 * Closes to API keys whatever does not say that it is open to them. Roles are checked at the root alone, where a person
 * comes in; a plain function around each resolver costs people nothing that could be measured.
 */
export const closedToKeys = (schema: GraphQLSchema): GraphQLSchema => {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      const scopes = scopesOfField(type, field);
      if (scopes === null) continue;
      field.resolve = guarded(field.resolve ?? defaultFieldResolver, scopes);
      if (field.subscribe) field.subscribe = guarded(field.subscribe, scopes);
    }
  }
  return schema;
};
