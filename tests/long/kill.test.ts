// kill -9 at listed points. Every journey must end as one that nobody disturbed: nothing twice, nothing missing.
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { person, restOf, type SentLead, sendForm } from '../end-to-end/leads.ts';
import { observe, type Result, resultOf } from '../end-to-end/observe.ts';
import { found, historiesOf, privateWordsOf, readable, readLogs } from '../end-to-end/private-words.ts';
import { type Running, startRunning } from '../end-to-end/running.ts';
import { undisturbed } from '../end-to-end/undisturbed.ts';
import { waitUntil } from '../end-to-end/wait-until.ts';
import { type Point, points } from './points.ts';

// what was cut off is looked into after half a minute at the latest: reminders lie further apart than that
const pace = { notice: '130 seconds', reminders: ['80 seconds', '40 seconds'] as [string, string] };
const downMs = 1_500;
const healedMs = 3_000;

let running: Running;
const leads = new Map<Point, SentLead>();
const ended = new Map<Point, Result>();
const failures = new Map<Point, unknown>();

/** The journeys overlap: the later kills meet the earlier leads as well, wherever they are by then. */
beforeAll(async () => {
  running = await startRunning({ pace });
  const ends: Promise<void>[] = [];
  for (const [index, point] of points.entries()) {
    await disturb(point, index).catch((failure: unknown) => failures.set(point, failure));
    ends.push(end(point).catch((failure: unknown) => void failures.set(point, failure)));
  }
  await Promise.all(ends);
}, 900_000);
afterAll(async () => {
  await running?.stop();
  running?.place.clear();
});

async function disturb(point: Point, index: number): Promise<void> {
  const { installation, sandbox } = running;
  if (point.slow) await sandbox.setFault(point.slow);
  const lead = await sendForm(running, 'heavenly-drops', person(point.voice, 60 + index));
  leads.set(point, lead);
  try {
    const reached = () => point.reached(running, lead);
    await waitUntil(`the point: ${point.what}`, reached, { withinMs: 90_000, everyMs: 20 });
    await installation.kill(point.kills);
    await sleep(downMs);
  } finally {
    await sandbox.clearFaults();
    await installation.restart(point.kills);
  }
  await sleep(healedMs);
}

async function end(point: Point): Promise<void> {
  const lead = leads.get(point);
  if (!lead) return;
  await restOf(running, lead, 400_000);
  ended.set(point, resultOf(await observe(running, lead)));
}

const leadOf = (point: Point): string => leads.get(point)?.leadId ?? '';

describe('killed with -9 and started again', () => {
  test.each(points)('$what: the same result, nothing twice, nothing missing', (point) => {
    expect(failures.get(point)).toBeUndefined();
    expect(ended.get(point)).toEqual(undisturbed[point.voice]);
  });
});

test('api killed in the talk: it goes on without a second greeting, turns numbered on, one booking', async () => {
  const point = points.find(({ kills, what }) => kills === 'api' && what.includes('talk'));
  const { rows } = await running.rows.query<{
    number: number;
    speaker: string;
    text: string;
    sessions: number;
  }>(
    `select t.number, t.speaker, t.text, a.talk_session sessions from call_turn t
     join call_attempt a on a.id = t.attempt_id where a.lead_id = $1 order by t.number`,
    [leadOf(point as Point)],
  );
  expect(rows.length).toBeGreaterThan(10);
  expect(rows.map(({ number }) => number)).toEqual(rows.map((_, index) => (rows[0]?.number ?? 0) + index));
  expect(rows[0]?.sessions).toBeGreaterThanOrEqual(2);
  const greeting = 'this is Holly, the digital assistant';
  expect(rows.filter(({ text }) => text.includes(greeting))).toHaveLength(1);
  const [call] = (await running.sandbox.calls()).filter(
    ({ order }) => order.to === leads.get(point as Point)?.phone,
  );
  expect(call?.turns.filter(({ text }) => text.includes(greeting))).toHaveLength(1);
  const { rowCount } = await running.rows.query('select from appointment where lead_id = $1', [
    leadOf(point as Point),
  ]);
  expect(rowCount).toBe(1);
});

test('each process was killed, came back, and said nothing private on the way', async () => {
  expect(new Set(points.map(({ kills }) => kills))).toEqual(
    new Set(['worker', 'api', 'temporal', 'postgres']),
  );
  const everybody = [...leads.values()];
  const words = (await Promise.all(everybody.map((lead) => privateWordsOf(running, lead)))).flat();
  expect(words.length).toBeGreaterThan(200);
  for (const runs of await historiesOf(running, everybody))
    for (const run of runs) expect(found(words, readable(run))).toEqual([]);
  for (const { file, text } of readLogs(running))
    expect({ file, found: found(words, text) }).toEqual({ file, found: [] });
});
