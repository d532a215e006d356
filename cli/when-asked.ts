const oneAndTheSameMs = 400;

/** Hears Ctrl-C and its kin. A terminal and the process that started us both pass it on: that counts once. */
export function whenAsked({ first, again }: { first: () => void; again: () => void }): void {
  let askedAt: number | undefined;
  const ask = (): void => {
    const now = Date.now();
    if (askedAt === undefined) first();
    else if (now - askedAt > oneAndTheSameMs) again();
    askedAt ??= now;
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, ask);
}
