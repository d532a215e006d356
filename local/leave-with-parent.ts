import { isMainThread } from 'node:worker_threads';

// Loaded with --import into what the launcher starts: when the launcher is lost, even by kill -9, its end of the
// channel closes, and the process leaves by its own signal handlers; the timer is for one that hangs.
const hangsAfterMs = 15_000;

if (isMainThread && process.channel) {
  process.once('disconnect', () => {
    process.kill(process.pid, 'SIGTERM');
    setTimeout(() => process.exit(1), hangsAfterMs).unref();
  });
  process.channel.unref();
}
