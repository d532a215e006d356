import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { SentForm, Slice } from './open-loop.ts';

const openLoop = fileURLToPath(new URL('open-loop.ts', import.meta.url));

/** Sends the slices one after the other from another process; answers what was sent in each. */
export async function sendForms(slices: readonly Slice[]): Promise<SentForm[][]> {
  const child = spawn(process.execPath, [openLoop, JSON.stringify(slices)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return JSON.parse(await text(child.stdout)) as SentForm[][];
}

/** Throws unless every form was taken: what is refused fast must not look fast. */
export function allTaken(sent: readonly SentForm[]): readonly SentForm[] {
  const refused = sent.filter(({ status }) => status !== 202);
  if (refused.length > 0)
    throw new Error(`${refused.length} of ${sent.length} forms were not taken: ${refused[0]?.status}`);
  return sent;
}
