#!/usr/bin/env node
// Plain JavaScript that any Node >= 20 can read: the rest of the project needs the Node 24 which `npm ci` brings along.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import module from 'node:module';
import { fileURLToPath } from 'node:url';

const main = new URL('../cli/main.ts', import.meta.url);
const bundled = new URL(
  `../node_modules/.bin/node${process.platform === 'win32' ? '.cmd' : ''}`,
  import.meta.url,
);

if (Number(process.versions.node.split('.')[0]) >= 24) {
  module.enableCompileCache?.();
  await import(main.href);
} else if (existsSync(bundled)) {
  handOver(fileURLToPath(bundled));
} else {
  console.error(
    `Leadline needs Node 24, this is ${process.version}: run "npm ci" first, which brings it along.`,
  );
  process.exitCode = 1;
}

function handOver(node) {
  // the channel tells the child when this process is lost, even by kill -9
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  // a terminal sends its signals to child and parent alike, kill only to this process: all are passed on,
  // and the child takes two of a kind in a moment for one
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    console.error(`${node} does not start: ${error.message}`);
    process.exitCode = 1;
  });
  child.on('exit', (code, signal) => {
    process.exit(code ?? 128 + (signal === 'SIGINT' ? 2 : signal === 'SIGKILL' ? 9 : 15));
  });
}
