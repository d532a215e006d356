import { GraphQLError } from 'graphql';

/** How many subscriptions one person or key may have open in one process of the api. */
const mostOpen = 20;

/** Counts what is open by whom. */
export const createOpenSubscriptions = () => {
  const open = new Map<string, number>();
  return {
    /** Takes a place, or refuses; the answer gives it back. */
    enter: (who: string): (() => void) => {
      const count = open.get(who) ?? 0;
      if (count >= mostOpen)
        throw new GraphQLError(`At most ${mostOpen} subscriptions at a time: end one of yours first.`, {
          extensions: { code: 'TOO_MANY_SUBSCRIPTIONS' },
        });
      open.set(who, count + 1);
      return () => {
        const left = (open.get(who) ?? 1) - 1;
        if (left > 0) open.set(who, left);
        else open.delete(who);
      };
    },
  };
};
