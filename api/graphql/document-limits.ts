import { type ASTVisitor, GraphQLError, Kind, type SelectionSetNode, type ValidationContext } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { documentLimits } from '../../schema/graphql/limits.ts';

/** Refuses documents that hold too much, before anything of them runs. */
export const limitDocuments: Plugin = {
  onParse: ({ parseFn, setParseFn }) =>
    setParseFn((source, options) => {
      try {
        // while it is read, before it can grow into something that costs time
        return parseFn(source, { ...options, maxTokens: documentLimits.tokens });
      } catch (error) {
        throw error instanceof GraphQLError && /tokens\. Parsing aborted/.test(error.message)
          ? tooMuch('tokens')
          : error;
      }
    }),
  onValidate: ({ addValidationRule }) => addValidationRule(documentRule),
};

type Counted = keyof typeof documentLimits;

const words: Record<Counted, string> = {
  tokens: 'tokens',
  aliases: 'aliases',
  directives: 'directives',
  queryFields: 'fields at the top of a query',
  mutationFields: 'mutations',
  subscriptionFields: 'subscriptions',
};

const tooMuch = (what: Counted): GraphQLError =>
  new GraphQLError(`The query has more than ${documentLimits[what]} ${words[what]}. Send it in parts.`, {
    // none of the specification's own errors: whoever asks too much hears it by the status as well
    extensions: { code: 'QUERY_TOO_LARGE', http: { status: 400, spec: false } },
  });

const documentRule = (context: ValidationContext): ASTVisitor => {
  const counts = { aliases: 0, directives: 0 };
  const refuse = (what: Counted, count: number): void => {
    if (count > documentLimits[what]) context.reportError(tooMuch(what));
  };
  return {
    Field: ({ alias }) => {
      if (alias) counts.aliases += 1;
    },
    Directive: () => {
      counts.directives += 1;
    },
    OperationDefinition: ({ operation, selectionSet }) =>
      refuse(`${operation}Fields`, fieldsOf(context, selectionSet, new Set())),
    Document: {
      leave: () => {
        refuse('aliases', counts.aliases);
        refuse('directives', counts.directives);
      },
    },
  };
};

/** Fields of a selection, those of its fragments with it; a fragment that is spread again answers nothing new. */
const fieldsOf = (
  context: ValidationContext,
  { selections }: SelectionSetNode,
  seen: Set<string>,
): number => {
  let count = 0;
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD) count += 1;
    else if (selection.kind === Kind.INLINE_FRAGMENT)
      count += fieldsOf(context, selection.selectionSet, seen);
    else if (!seen.has(selection.name.value)) {
      seen.add(selection.name.value);
      const fragment = context.getFragment(selection.name.value);
      if (fragment) count += fieldsOf(context, fragment.selectionSet, seen);
    }
  }
  return count;
};
