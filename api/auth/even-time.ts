import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Does `work` and ends at a whole multiple of `stepMs` after it began, well done or failed: as long as what it does fits
 * into a step, how long it took tells nothing of what there was to do.
 */
export const inEvenTime = async <T>(stepMs: number, work: () => Promise<T>): Promise<T> => {
  const beganAt = performance.now();
  const [outcome] = await Promise.allSettled([work()]);
  const took = performance.now() - beganAt;
  await sleep(Math.max(1, Math.ceil(took / stepMs)) * stepMs - took);
  if (outcome.status === 'rejected') throw outcome.reason;
  return outcome.value;
};
