export interface Progress {
  say(line: string): void;
  /** Shows that something long is going on, with the time it has taken so far. */
  during<T>(what: string, work: () => Promise<T>): Promise<T>;
}

const elapsed = (since: number): string => {
  const seconds = Math.round((Date.now() - since) / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
};

/** On a terminal one line that moves; elsewhere, as in a log, a line now and then. */
export function showProgress(out: NodeJS.WriteStream): Progress {
  let moving = '';
  // a terminal that was closed must not end us in the middle of stopping
  out.on('error', () => undefined);
  const erase = (): void => {
    if (moving) out.write('\r\x1b[K');
  };
  const say = (line: string): void => {
    erase();
    out.write(`${line}\n`);
    out.write(moving);
  };
  async function during<T>(what: string, work: () => Promise<T>): Promise<T> {
    const since = Date.now();
    let turns = 0;
    const move = (): void => {
      erase();
      moving = `${'|/-\\'[turns++ % 4]} ${what} (${elapsed(since)})`;
      out.write(moving);
    };
    if (!out.isTTY) say(`${what} ...`);
    const timer = setInterval(
      out.isTTY ? move : () => say(`${what} ... (${elapsed(since)})`),
      out.isTTY ? 200 : 10_000,
    );
    try {
      return await work();
    } finally {
      clearInterval(timer);
      erase();
      moving = '';
    }
  }
  return { say, during };
}

/** For tests, and wherever nobody watches. */
export function quietProgress(say: (line: string) => void = () => undefined): Progress {
  return { say, during: (_what, work) => work() };
}
