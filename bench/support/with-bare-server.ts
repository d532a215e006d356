import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** Runs the server that ours is compared with, on the same database; `use` is given its address. */
export async function withBareServer(
  databaseUrl: string,
  use: (url: string) => Promise<void>,
  file: 'bare-server.ts' | 'bare-reads.ts' = 'bare-server.ts',
  more: readonly string[] = [],
): Promise<void> {
  const main = fileURLToPath(new URL(file, import.meta.url));
  const child = fork(main, [databaseUrl, ...more], { stdio: 'inherit' });
  const ended = once(child, 'exit');
  const failed = ended.then(() => Promise.reject(new Error('the bare server did not start')));
  try {
    const [port] = (await Promise.race([once(child, 'message'), failed])) as [number];
    await use(`http://127.0.0.1:${port}/`);
  } finally {
    if (child.connected) child.disconnect();
    await ended;
  }
}
