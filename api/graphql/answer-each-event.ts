import {
  createSourceEventStream,
  type ExecutionArgs,
  executeSubscriptionEvent,
  mapSourceToResponseEvent,
  validateSubscriptionArgs,
} from 'graphql';
import { isAsyncIterable, type Plugin } from 'graphql-yoga';

/**
 * Answers each event of a subscription in a context of its own, as every request has one: with the same one all along,
 * what was loaded for the first event would be answered to all of them.
 */
export const answerEachEvent: Plugin = {
  onSubscribe: ({ setSubscribeFn }) => setSubscribeFn(subscribeAfresh as never),
};

const subscribeAfresh = async (args: ExecutionArgs) => {
  const valid = validateSubscriptionArgs(args);
  if (!('schema' in valid)) return { errors: valid };
  const events = await createSourceEventStream(valid);
  if (!isAsyncIterable(events)) return events;
  return mapSourceToResponseEvent(valid, events as AsyncIterable<unknown>, (event) =>
    executeSubscriptionEvent({ ...event, contextValue: { ...(event.contextValue as object) } }),
  );
};
