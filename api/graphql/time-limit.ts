import { getOperationAST } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { GraphqlContext } from '../../schema/graphql/context.ts';
import { timeIsUp, type timeLimits } from '../../schema/graphql/limits.ts';

/**
 * Ends what takes too long: it is answered with an error, no further field is begun, and the database is told how long its
 * statements may take. Subscriptions last as long as they are listened to.
 */
export const limitTime = (limits: typeof timeLimits): Plugin<GraphqlContext> => ({
  onExecute({ args, executeFn, setExecuteFn }) {
    const operation =
      getOperationAST(args.document, args.operationName)?.operation === 'mutation' ? 'mutation' : 'query';
    const ends = performance.now() + limits[operation];
    const over = new AbortController();
    const timer = setTimeout(() => over.abort(timeIsUp(operation)), limits[operation]);
    const { signal } = over;
    // the executor that Yoga brings begins no field after its signal, but waits for those that have begun
    Object.assign(args, { signal });
    const tooLate = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
    setExecuteFn((given) => Promise.race([executeFn(given), tooLate]));
    args.contextValue.timeLeft = () => {
      const left = ends - performance.now();
      if (left <= 0) throw timeIsUp(operation);
      return left;
    };
    return { onExecuteDone: () => clearTimeout(timer) };
  },
});
