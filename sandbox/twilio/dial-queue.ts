/** Calls waiting to be dialled: so many a second for the account, the rest waits its turn. */
export interface DialQueue {
  add(dial: () => void): void;
  clear(): void;
}

// a moment passes before even the first call is dialled
const soonestMs = 5;

export function createDialQueue(callsPerSecond: number, now: () => number): DialQueue {
  const timers = new Set<NodeJS.Timeout>();
  const gapMs = 1000 / callsPerSecond;
  let nextMs = 0;
  return {
    add(dial) {
      const atMs = Math.max(nextMs, now() + soonestMs);
      nextMs = atMs + gapMs;
      const timer = setTimeout(() => {
        timers.delete(timer);
        dial();
      }, atMs - now());
      timers.add(timer);
    },
    clear() {
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
      nextMs = 0;
    },
  };
}
