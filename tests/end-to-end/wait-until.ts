import { setTimeout as sleep } from 'node:timers/promises';

/** Asks until there is an answer; what was waited for is named when the time is up. */
export async function waitUntil<T>(
  what: string,
  look: () => Promise<T | undefined | null | false>,
  { withinMs = 30_000, everyMs = 100 } = {},
): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== null && found !== false) return found;
    if (Date.now() > deadline) throw new Error(`after ${withinMs / 1000} s still not there: ${what}`);
    await sleep(everyMs);
  }
}
