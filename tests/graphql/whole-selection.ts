import {
  type GraphQLField,
  type GraphQLOutputType,
  getNamedType,
  isInterfaceType,
  isLeafType,
  isObjectType,
  isUnionType,
} from 'graphql';

const pageArguments = (field: GraphQLField<unknown, unknown>): string =>
  field.args.some((arg) => arg.name === 'first') ? '(first: 3)' : '';

/** A selection of everything that a type has, down to where a type would come again. */
export const wholeSelection = (type: GraphQLOutputType, above: readonly string[] = []): string => {
  const named = getNamedType(type);
  if (isLeafType(named)) return '';
  if (isUnionType(named))
    return `{ __typename ${named
      .getTypes()
      .map((member) => `... on ${member.name} ${wholeSelection(member, above)}`)
      .join(' ')} }`;
  if (!isObjectType(named) && !isInterfaceType(named)) return '';
  const path = [...above, named.name];
  // a lead inside something else shows its own words: what hangs on it is walked by `lead` and `leads`
  const isInside = named.name === 'Lead' && above.some((name) => !name.endsWith('Connection'));
  const fields = Object.values(named.getFields())
    .filter((field) => !isInside || isLeafType(getNamedType(field.type)))
    .filter((field) => !path.includes(getNamedType(field.type).name))
    // `nodes` and `edges` say the same: one of them is enough
    .filter((field) => field.name !== 'edges')
    .map((field) => `${field.name}${pageArguments(field)} ${wholeSelection(field.type, path)}`);
  return `{ __typename ${fields.join(' ')} }`;
};
