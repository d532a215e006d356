// Vendors that misbehave: whoever takes an order and says nothing, or tells everything twice and in the wrong order.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { person, restOf, type SentLead, sendForm } from '../end-to-end/leads.ts';
import { observe, type Result, resultOf } from '../end-to-end/observe.ts';
import { type Running, startRunning } from '../end-to-end/running.ts';
import type { SandboxFault } from '../end-to-end/sandbox-view.ts';
import { undisturbed } from '../end-to-end/undisturbed.ts';

interface FaultCase extends SandboxFault {
  what: string;
  times: number;
}

const cases: FaultCase[] = [
  {
    what: 'a call is placed and the answer lost',
    ...{ vendor: 'twilio', operation: 'calls.create', kind: 'acceptThenDrop', times: 2 },
  },
  {
    what: 'a mail is sent and the answer lost',
    ...{ vendor: 'resend', operation: 'emails.send', kind: 'acceptThenDrop', times: 2 },
  },
  {
    what: 'a meeting is made and the answer lost',
    ...{ vendor: 'graph', operation: 'events.create', kind: 'acceptThenDrop', times: 2 },
  },
  {
    what: 'a status of a call is told twice',
    ...{ vendor: 'twilio', operation: 'statusCallback', kind: 'duplicateCallback', times: 8 },
  },
  {
    what: 'a status of a call is overtaken by the next',
    ...{ vendor: 'twilio', operation: 'statusCallback', kind: 'reorderCallbacks', times: 4 },
  },
];

const people = [50, 51, 52, 53].map((number) => person('ivy', number));
let running: Running;
let leads: SentLead[] = [];
const ended: Result[] = [];

beforeAll(async () => {
  // a lost answer is looked into 15 s later: reminders lie further ahead than in the demonstration
  running = await startRunning({ pace: { notice: '55 seconds', reminders: ['20 seconds', '8 seconds'] } });
  for (const { what: _, ...fault } of cases) await running.sandbox.setFault(fault);
  leads = await Promise.all(people.map((who) => sendForm(running, 'heavenly-drops', who)));
  await Promise.all(leads.map((lead) => restOf(running, lead, 200_000)));
  for (const lead of leads) ended.push(resultOf(await observe(running, lead)));
}, 260_000);
afterAll(async () => {
  await running?.stop();
  running?.place.clear();
});

test.each(cases)('$what: it happened, to these leads', async ({ vendor, operation, kind, times }) => {
  expect(await running.sandbox.faultsLeft()).toEqual([]);
  const record = await running.sandbox.record({ vendor, operation });
  const met = record.filter(({ faults }) => faults.includes(kind));
  expect(met.length).toBeGreaterThanOrEqual(times);
  const isOfThem = (body: string) =>
    leads.some(({ email, phone }) => body.includes(email) || body.includes(encodeURIComponent(phone)));
  expect(met.filter(({ body }) => !isOfThem(body))).toEqual([]);
});

test.each(people.map((_, index) => index))(
  'lead %i: the journey ends as an undisturbed one, nothing twice, nothing missing',
  (index) => {
    expect(ended[index]).toEqual(undisturbed.ivy);
  },
);
