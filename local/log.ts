import { existsSync, mkdirSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';

export interface Log {
  file: string;
  /** Opens the file for a process that is about to start. */
  open(): number;
  /** What was written since the last `open`. */
  sinceOpened(): string;
  lastLines(count: number): string;
}

const rotatedAboveBytes = 20 * 1024 * 1024;

/** A process writes its file itself, so nothing is lost, and nothing breaks, when the launcher dies. */
export function openLog(folder: string, name: string): Log {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = path.join(folder, `${name}.log`);
  let from = 0;
  const sinceOpened = (): string =>
    existsSync(file) ? readFileSync(file).subarray(from).toString('utf8') : '';
  return {
    file,
    open: () => {
      const size = existsSync(file) ? statSync(file).size : 0;
      if (size > rotatedAboveBytes) renameSync(file, `${file}.1`);
      from = size > rotatedAboveBytes ? 0 : size;
      return openSync(file, 'a');
    },
    sinceOpened,
    lastLines: (count) => {
      const lines = sinceOpened().trimEnd().split('\n').slice(-count);
      return [...lines.map((line) => `  | ${line}`), `  (all of it: ${file})`].join('\n');
    },
  };
}
