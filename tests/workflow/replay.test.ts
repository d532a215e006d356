// Recorded histories, replayed offline: code that decides otherwise than it did would strand every sleeping lead.
import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import type { temporal } from '@temporalio/proto';
import { DefaultLogger, Runtime, Worker, type WorkflowBundle } from '@temporalio/worker';
import { beforeAll, expect, test } from 'vitest';
import { bundleWorkflows } from './journey-world.ts';

type History = temporal.api.history.v1.IHistory;

const folder = new URL('../histories/', import.meta.url);
const recorded = readdirSync(folder)
  .filter((file) => file.endsWith('.json.gz'))
  .map((file) => ({ file, json: JSON.parse(gunzipSync(readFileSync(new URL(file, folder))).toString()) }));

let workflowBundle: WorkflowBundle;
beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  workflowBundle = await bundleWorkflows();
});

test('there are recorded histories, among them one that ends, one with commands and one with facts read back', () => {
  const text = JSON.stringify(recorded);
  expect(recorded.length).toBeGreaterThanOrEqual(3);
  for (const word of ['WORKFLOW_EXECUTION_COMPLETED', 'UPDATE_ACCEPTED', 'TIMER_FIRED', 'MARKER_RECORDED'])
    expect(text).toContain(word);
});

test.each(recorded)('$file replays as it was recorded', async ({ file, json }) => {
  await Worker.runReplayHistory({ workflowBundle }, json, idOf(json, file));
});

test('a history in which something else happened is found out', async () => {
  const { json, file } = recorded.find((one) => one.file.startsWith('reference')) ?? { json: {}, file: '' };
  const forged = JSON.parse(JSON.stringify(json).replaceAll('"placeCall"', '"offerSlots"'));
  await expect(Worker.runReplayHistory({ workflowBundle }, forged, idOf(forged, file))).rejects.toThrow(
    /[Nn]ondeterminism|offerSlots/,
  );
});

test('no payload holds anything but ids, instants, numbers and words of ours', () => {
  expect(recorded).not.toEqual([]);
  for (const { file, json } of recorded) {
    const strings = stringsOf(historyFromJSON(json));
    expect(strings.length, file).toBeGreaterThan(5);
    expect(
      strings.filter((text) => !isHarmless(text)),
      file,
    ).toEqual([]);
  }
});

const idOf = (
  json: { events?: { workflowExecutionStartedEventAttributes?: { workflowId?: string } }[] },
  file: string,
) => json.events?.[0]?.workflowExecutionStartedEventAttributes?.workflowId ?? file;

const harmless = [
  /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/,
  // machine words begin small, names of people do not; a phone number has more than three digits
  /^[a-z][A-Za-z_]*$/,
  /^\d{1,3}$/,
  /^(attempt|appointment)-\d+$/,
];
const isHarmless = (text: string): boolean => harmless.some((pattern) => pattern.test(text));

/** Every string in every payload that is an argument, a result or a part of the state. */
function stringsOf(history: History): string[] {
  const found: string[] = [];
  const visit = (value: unknown): void => {
    if (typeof value === 'string') found.push(value);
    else if (value && typeof value === 'object') for (const inner of Object.values(value)) visit(inner);
  };
  const open = (node: unknown): void => {
    if (!node || typeof node !== 'object') return;
    const { metadata, data } = node as { metadata?: { encoding?: Uint8Array }; data?: Uint8Array };
    const encoding = metadata?.encoding ? Buffer.from(metadata.encoding).toString() : '';
    if (encoding === 'json/plain' && data?.length) visit(JSON.parse(Buffer.from(data).toString()));
    else for (const inner of Object.values(node)) open(inner);
  };
  for (const { userMetadata: _, ...event } of history.events ?? []) open(event);
  return found;
}
