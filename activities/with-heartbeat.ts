import { Context } from '@temporalio/activity';

const everyMs = 10_000;

/** Runs something slow while telling Temporal that the worker is alive, from before it begins. */
export const withHeartbeat = async <T>(work: () => Promise<T>): Promise<T> => {
  const context = Context.current();
  context.heartbeat();
  const beat = setInterval(() => context.heartbeat(), everyMs);
  try {
    return await work();
  } finally {
    clearInterval(beat);
  }
};
