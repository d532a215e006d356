// Walks every persona and fault of docs/journeys.md through the whole system: `npm run personas [part of a title …]`.
import { startRunning } from '../end-to-end/running.ts';
import { titleOf } from './scene.ts';
import { scenes } from './scenes/index.ts';
import { pairUp, readTable } from './table.ts';
import { type Walked, walk } from './walk.ts';

const atOnce = 5;
const wanted = process.argv.slice(2);
const pairs = pairUp(readTable(new URL('../../docs/journeys.md', import.meta.url)), scenes)
  .map((pair, index) => ({ ...pair, title: titleOf(pair.scene), person: pair.scene.person(index + 1) }))
  .filter(({ title }) => wanted.length === 0 || wanted.some((part) => title.includes(part)));
type Pair = (typeof pairs)[number];

const running = await startRunning();
console.log(`${pairs.length} to walk, sandbox page at ${running.installation.urls.sandbox}`);
let asExpected = 0;
const failed: string[] = [];

function tell({ title, row }: Pair, { problems, observed, story, seconds }: Walked): void {
  if (problems.length === 0) asExpected += 1;
  else failed.push(title);
  console.log(`${problems.length === 0 ? 'ok     ' : 'FAILED '} ${title} (${seconds} s): ${row.ends}`);
  for (const problem of problems) console.log(`          ${problem}`);
  if (problems.length === 0) return;
  if (observed) console.log(`          seen: ${JSON.stringify(observed)}`);
  if (story.length > 0) console.log(`          what happened:`);
  for (const line of story) console.log(`          ${line}`);
}

const waiting = pairs.filter(({ scene }) => !scene.alone);
const walkers = Array.from({ length: atOnce }, async () => {
  for (let pair = waiting.shift(); pair; pair = waiting.shift())
    tell(pair, await walk(running, pair, pair.person));
});
await Promise.all(walkers);
for (const pair of pairs.filter(({ scene }) => scene.alone))
  tell(pair, await walk(running, pair, pair.person));

await running.stop();
if (failed.length === 0) running.place.clear();
else console.log(`failed: ${failed.join('; ')}\nwhat the processes said is kept in ${running.logFolder}`);
console.log(`personas: ${asExpected} of ${pairs.length} as expected`);
process.exit(asExpected === pairs.length && pairs.length > 0 ? 0 : 1);
