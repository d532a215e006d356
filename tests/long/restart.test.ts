// Ctrl-C in the middle of a journey, and a start on the same folder the next day.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { processNames } from '../../local/installation.ts';
import { person, restOf, type SentLead, sendForm } from '../end-to-end/leads.ts';
import { observe } from '../end-to-end/observe.ts';
import { type Running, startRunning } from '../end-to-end/running.ts';
import { waitUntil } from '../end-to-end/wait-until.ts';
import { newPlace, type Place } from '../local/fixtures/place.ts';

let place: Place;
let running: Running;
let midway: SentLead;
let early: SentLead;
let pidsWhileUp: number[];
let leftBehind: string[];

beforeAll(async () => {
  place = await newPlace();
  running = await startRunning({ place });
  midway = await sendForm(running, 'heavenly-drops', person('noel', 70));
  await waitUntil('the first attempt is over', async () => {
    const { calls } = await observe(running, midway);
    return calls[0]?.outcome === 'noAnswer';
  });
  // one journey between two attempts, one whose first call is just being placed
  early = await sendForm(running, 'heavenly-drops', person('noel', 71));
  const { processes } = running.installation;
  pidsWhileUp = processNames.map((name) => processes[name]?.pid ?? 0);
  await running.stop();
  leftBehind = processesOf(place);
  running = await startRunning({ place });
}, 180_000);
afterAll(async () => {
  await running?.stop();
  place?.clear();
});

/** Every process that names the state folder, or was told of it. */
function processesOf({ folder }: Place): string[] {
  return readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid) && Number(pid) !== process.pid)
    .filter((pid) => ['cmdline', 'environ'].some((file) => readProc(pid, file).includes(folder)));
}

function readProc(pid: string, file: string): string {
  try {
    return readFileSync(path.join('/proc', pid, file), 'utf8');
  } catch {
    return '';
  }
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test('stopped in mid-journey, nothing is left running', () => {
  expect(pidsWhileUp.filter((pid) => pid > 0)).toHaveLength(processNames.length);
  expect(leftBehind).toEqual([]);
  expect(pidsWhileUp.filter(isAlive)).toEqual([]);
});

test('started again, yesterday’s leads are there with their calls and mails', async () => {
  const seen = await observe(running, midway);
  expect(seen.calls[0]).toEqual({ outcome: 'noAnswer', turns: 0 });
  expect(seen.emails['welcome to lead']).toBe(1);
});

test('the journeys that were under way end as if nothing had been: four calls, one follow-up', async () => {
  for (const lead of [midway, early]) {
    await restOf(running, lead);
    expect(await observe(running, lead)).toMatchObject({
      status: 'unreachable',
      emails: { 'followUp to lead': 1, 'welcome to lead': 1 },
      calls: Array(4).fill({ outcome: 'noAnswer', turns: 0 }),
      vendorCalls: Array(4).fill({ status: 'no-answer', turns: 0 }),
      meetings: 0,
      openActions: [],
    });
  }
}, 160_000);

test('what is new is served as well', async () => {
  const lead = await sendForm(running, 'nexora', person('noel', 72, { interest: 'europe' }));
  await waitUntil(
    'a call to the new lead',
    async () => (await observe(running, lead)).vendorCalls.length > 0,
  );
});
