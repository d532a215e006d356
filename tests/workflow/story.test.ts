// What a reader of the Temporal Web UI learns from a run alone.
import type { WorkflowHandle } from '@temporalio/client';
import type { temporal } from '@temporalio/proto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inWords, nextInWords, standing } from '../../domain/leads/journey-words.ts';
import { resultInWords } from '../../workflows/lead-journey/log.ts';
import { farAway } from './fake-activities.ts';
import { openWorld, type World } from './journey-world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

type Metadata = temporal.api.sdk.v1.IWorkflowMetadata;
const details = async (handle: WorkflowHandle): Promise<string> =>
  (await handle.query<Metadata, []>('__temporal_workflow_metadata')).currentDetails ?? '';

test('the current details say where a journey stands, what comes next and when, and what led here', async () => {
  const at = farAway();
  const lead = await world.lead({
    afterCall: async () => ({ kind: 'onward', to: 'call', because: 'noAnswer', at }),
  });
  await lead.tell('formSubmitted');
  await lead.reaches('has a call open', ({ call }) => call !== undefined);
  await lead.tell('callEnded', 'attempt-1');
  await lead.reaches('sleeps', ({ because }) => because === 'noAnswer');
  await lead.command('pause', { paused: true });
  const text = await details(lead.handle());
  expect(text).toContain('**The lead is to be called**, paused by staff (step `call`, status `new`)');
  expect(text).toContain('**Next:** nothing until staff resume it');
  expect(
    text
      .split('\n')
      .filter((line) => line.startsWith('- `2'))
      .map((line) => line.replace(/`.*?` /, '')),
  ).toEqual(
    expect.arrayContaining([
      '- came in: form submitted',
      '- call 1: placed',
      '- came in: call ended',
      '- call 1: no answer',
    ]),
  );
  await lead.command('resume', { paused: false });
  await lead.reaches('sleeps again', ({ because, paused }) => because === 'noAnswer' && !paused);
  expect(await details(lead.handle())).toContain(`**Next:** at ${at}, the next call (no answer)`);
  await lead.command('close', { closing: 'wrongNumber', goto: 'closed' });
  await lead.handle().result();
  const ended = await details(lead.handle());
  expect(ended).toContain('**The journey is closed: wrong number** (step `closed`');
  expect(ended).toContain('**Next:** nothing: a later form or message begins it anew');
});

test('a wait is told as what comes next, whatever its code', () => {
  expect(standing('call', true)).toBe('A call with the lead is running');
  expect(nextInWords('rest', 'nextEvent')).toMatch(/^nothing by itself: a message/);
  expect(nextInWords('attend', 'remind', 'T')).toBe('at T, reminders of the meeting');
  expect(nextInWords('followUp', 'quietHours', 'T')).toBe('at T, the next follow-up (quiet hours)');
  expect(nextInWords('call', 'callRunning')).toBe(
    'as soon as something changes, the next call (call running)',
  );
});

test('what an effect came to is told in words', () => {
  expect(resultInWords({ kind: 'onward', to: 'followUp', because: 'ladderExhausted' })).toBe(
    'ladder exhausted',
  );
  expect(resultInWords({ kind: 'at', at: '2026-11-25T09:00:00Z', because: 'outsideHours' })).toBe(
    'not before 2026-11-25T09:00:00Z, outside hours',
  );
  expect(resultInWords({ kind: 'never', because: 'optedOut', to: 'closed' })).toBe('never, opted out');
  expect(resultInWords(undefined)).toBe('done');
  expect(inWords('noAnswer')).toBe('no answer');
});
