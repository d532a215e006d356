// The whole installation as `npm start` makes it: the forms are sent, and nobody lifts a finger until the journeys rest.

import { Client, Connection } from '@temporalio/client';
import { temporal } from '@temporalio/proto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { leadJourneyId } from '../../schema/contracts/ids.ts';
import { followAllCauses } from './causes.ts';
import { type ChosenTwice, chooseTwice } from './choose-twice.ts';
import { contradiction, type Expectation, readExpectations } from './expectations.ts';
import { findLead, type Person, person, restOf, type SentLead, sendForm } from './leads.ts';
import { type Observed, observe } from './observe.ts';
import { found, historiesOf, privateWordsOf, readable, readLogs } from './private-words.ts';
import { type Running, startRunning } from './running.ts';
import { tagOf } from './sandbox-view.ts';
import { waitUntil } from './wait-until.ts';

const expectations = readExpectations(new URL('../../docs/journeys.md', import.meta.url));
const twoMinutesMs = 120_000;

const people = {
  ana: person('ana', 42, {
    name: 'Anastasia Quillfeather',
    email: 'ana@quillfeather.example',
    message: 'I keep saffron in a lighthouse, may I bring it?',
  }),
  noel: person('noel', 43, { name: 'Noelberto Brambleworth', email: 'noel@brambleworth.example' }),
  mia: person('mia', 44, { name: 'Miabella Thistlecombe', email: 'mia+letters@thistlecombe.example' }),
} satisfies Record<string, Person>;
const neighbour = person('ivy', 45, {
  name: 'Ivyanne Oakenshade',
  email: 'ivy@oakenshade.example',
  interest: 'europe',
});
/** talks like mia, but nobody opens her mails: the test presses her buttons */
const hesitant = person('mia', 46, { name: 'Wandalina Crowmarsh', email: 'wandalina@crowmarsh.example' });

let running: Running;
const leads: Record<string, SentLead> = {};
const seen: Record<string, Observed> = {};
const tookMs: Record<string, number> = {};
let chosen: ChosenTwice;

beforeAll(async () => {
  running = await startRunning();
  const send = async (name: string, tenant: string, who: Person) => {
    const lead = await sendForm(running, tenant, who);
    leads[name] = lead;
    tookMs[name] = await restOf(running, lead);
    seen[name] = await observe(running, lead);
  };
  const chooses = sendForm(running, 'heavenly-drops', hesitant).then(async (lead) => {
    leads.hesitant = lead;
    return chooseTwice(running, lead);
  });
  await Promise.all([
    ...Object.entries(people).map(([name, who]) => send(name, 'heavenly-drops', who)),
    send('neighbour', 'nexora', neighbour),
    chooses.then((result) => {
      chosen = result;
    }),
  ]);
}, 240_000);
afterAll(async () => {
  await running?.stop();
  running?.place.clear();
});

const leadNamed = (name: string): SentLead => {
  const lead = leads[name];
  if (!lead) throw new Error(`${name} has sent no form`);
  return lead;
};

test('docs/journeys.md expects something of each persona, and every row can be checked', () => {
  expect([...expectations.keys()].sort()).toEqual(Object.keys(people).sort());
  for (const rows of expectations.values()) expect(rows.length).toBeGreaterThan(5);
  const [ana] = Object.values(seen);
  expect(() => contradiction('cups of tea = 1', ana as Observed)).toThrow('is not understood');
  expect(() => contradiction('calls < 2', ana as Observed)).toThrow('is not understood');
  expect(() => contradiction('calls >= some', ana as Observed)).toThrow('compares with no number');
  expect(contradiction('calls = 17', ana as Observed)).toContain('calls = 17, but it is');
});

const table = (name: string): Expectation[] => expectations.get(name) ?? [];
describe.each(Object.keys(people))('%s', (name) => {
  test.each(table(name))('$step: $what ($checked)', ({ checked }) => {
    expect(contradiction(checked, seen[name] as Observed)).toBeNull();
  });

  test('the whole journey takes less than two minutes', () => {
    expect(tookMs[name]).toBeGreaterThan(10_000);
    expect(tookMs[name]).toBeLessThan(twoMinutesMs);
  });

  test('no outward action is left without an end, and every mail of our rows is one at the vendor', () => {
    expect(seen[name]?.openActions).toEqual([]);
    expect(seen[name]?.emails).toEqual(seen[name]?.emailRows);
    expect(seen[name]?.cancelledMeetings).toBe(0);
  });
});

test('a lead of another tenant goes its way beside them, by its own tenant’s rules', () => {
  const { neighbour: ivy } = seen;
  expect(ivy).toMatchObject({ step: 'rest', meetings: 1, appointments: ['completed'], openActions: [] });
  expect(ivy?.calls.map(({ outcome }) => outcome)).toEqual(['answered']);
  expect(ivy?.vendorRecordings).toBe(0);
  expect(ivy?.emails).toEqual({
    'callSummaryLead to lead': 1,
    'callSummaryStaff to staff': 2,
    'followUp to lead': 1,
    'reminderLead to lead': 2,
    'reminderStaff to staff': 1,
    'welcome to lead': 1,
  });
  expect(leadNamed('neighbour').tenantId).not.toBe(leadNamed('ana').tenantId);
});

test('opening the link of a mail changes nothing; its form sent twice makes one appointment and one meeting', () => {
  expect(chosen.changedByOpening).toEqual([]);
  expect(chosen.statuses).toEqual([200, 200, 200]);
  expect(chosen.appointments).toBe(1);
  expect(chosen.meetings).toBe(1);
});

test('four e-mails of a lead, each told of twice by the vendor, are answered once each', async () => {
  const ana = leadNamed('ana');
  const replies = async () => (await observe(running, ana)).emails['reply to lead'] ?? 0;
  const ask = async (index: number) => {
    const fault = { vendor: 'resend', operation: 'email.received', kind: 'duplicateCallback' };
    await running.sandbox.setFault(fault);
    const letter = { from: ana.email, to: 'hello@heavenly-drops.example' };
    const text = questions[index] ?? '';
    await running.sandbox.writeMail({ ...letter, subject: `My question ${index + 1}`, text });
  };
  const answered = (count: number) => waitUntil(`${count} answers`, async () => (await replies()) >= count);
  await ask(0);
  await answered(1);
  // the third comes while the answer to the second is under way
  const slow = { vendor: 'resend', operation: 'emails.send', kind: 'delay', params: { ms: 2_000 } };
  await running.sandbox.setFault(slow);
  await ask(1);
  await waitUntil('the second answer on its way', async () => (await observe(running, ana)).openActions[0]);
  await ask(2);
  await answered(3);
  await ask(3);
  await answered(4);
  await waitUntil('both tellings of the last', async () => {
    const told = await running.sandbox.record({ vendor: 'resend', operation: 'email.received' });
    return told.filter(({ answer }) => answer?.status === 200).length === 2 * questions.length;
  });
  // a second answer would come as soon as the first
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  expect(await replies()).toBe(questions.length);
  const mails = (await running.sandbox.mails()).filter((mail) => tagOf(mail, 'template') === 'reply');
  expect(mails.map(({ subject }) => subject).sort()).toEqual(
    questions.map((_, index) => `Re: My question ${index + 1}`),
  );
  for (const [index, words] of answers.entries())
    expect(mails.find(({ subject }) => subject.endsWith(String(index + 1)))?.text).toContain(words);
}, 150_000);

const questions = [
  'How long does a student visa take?',
  'May I work while I study?',
  'Which language test do I need for Germany?',
  'What does the first consultation cost?',
];
const answers = ['six to twelve weeks', 'twenty hours a week', 'IELTS', 'consultation is free'];

test('no history and no log holds a name, a number, an address or a text of anybody', async () => {
  const everybody = Object.values(leads);
  const words = (await Promise.all(everybody.map((lead) => privateWordsOf(running, lead)))).flat();
  expect(words).toEqual(
    expect.arrayContaining(['Quillfeather', '2025550142', people.ana.message, questions[0]]),
  );
  expect(words.length).toBeGreaterThan(200);
  const histories = (await historiesOf(running, everybody)).flat().map(readable);
  expect(histories.length).toBeGreaterThanOrEqual(everybody.length);
  const planted = { events: [{ eventId: 1, workflowExecutionSignaledEventAttributes: { input: payloads } }] };
  const { History } = temporal.api.history.v1;
  expect(found(words, readable(History.fromObject(planted)))).toEqual(['Quillfeather']);
  for (const text of histories) expect(found(words, text)).toEqual([]);
  // a statement that PostgreSQL refuses must not be written into its log with what it held
  const again = `insert into lead_identity (id, tenant_id, lead_id, kind, value, verified)
    select gen_random_uuid(), tenant_id, lead_id, kind, value, false from lead_identity where value = '${people.ana.email}'`;
  await expect(running.rows.query(again)).rejects.toThrow('duplicate key');
  const logs = readLogs(running);
  expect(logs.find(({ file }) => file === 'postgres.log')?.text).toContain('duplicate key');
  expect(logs.map(({ file }) => file)).toEqual(
    expect.arrayContaining(['api.log', 'worker.log', 'sandbox.log']),
  );
  for (const { file, text } of logs) expect({ file, found: found(words, text) }).toEqual({ file, found: [] });
});

const payloads = { payloads: [{ data: Buffer.from('{"name":"quillfeather"}') }] };

test('whatever happened, the chain of its causes leads back to where it began', async () => {
  const { followed, lost } = await followAllCauses(running);
  expect(lost).toEqual([]);
  const tables = ['appointment_version', 'call_attempt', 'decision', 'draft', 'email', 'message', 'outbound'];
  expect(followed).toEqual(expect.arrayContaining([...tables, 'timeline_event']));
  expect(followed.length).toBeGreaterThan(200);
});

test('in the Web UI a run tells its story: attributes to search by, a summary on every timer and activity', async () => {
  const connection = await Connection.connect({ address: running.installation.urls.temporalAddress });
  const client = new Client({ connection });
  for (const lead of [leadNamed('ana'), leadNamed('noel'), leadNamed('mia')]) {
    const about = await client.workflow.getHandle(leadJourneyId(lead.tenantId, lead.leadId)).describe();
    const attributes = Object.fromEntries(
      about.typedSearchAttributes.getAll().map(({ key, value }) => [key.name, value]),
    );
    const { status } = await observe(running, lead);
    expect(attributes).toMatchObject({ TenantId: lead.tenantId, JourneyStep: 'rest', LeadStatus: status });
  }
  await connection.close();
  const runs = (await historiesOf(running, Object.values(leads))).flat();
  const told = runs
    .flatMap(({ events }) => events ?? [])
    .filter((event) => event.timerStartedEventAttributes || event.activityTaskScheduledEventAttributes);
  expect(told.length).toBeGreaterThan(50);
  expect(told.filter(({ userMetadata }) => !userMetadata?.summary?.data?.length)).toEqual([]);
});

describe('the form as a page', () => {
  const url = () => running.installation.urls.form('heavenly-drops');
  const post = (fields: Record<string, string>) =>
    fetch(url(), { method: 'POST', body: new URLSearchParams(fields) });

  test('it is served in the tenant’s words', async () => {
    const page = await fetch(url());
    expect(page.status).toBe(200);
    const html = await page.text();
    expect(html).toContain('Work or study abroad');
    for (const field of ['name', 'phone', 'email', 'consent']) expect(html).toContain(`name="${field}"`);
  });

  test('a broken form comes back with its problems and with what was typed, and nothing is stored', async () => {
    const answer = await post({ name: 'Petronella Fogg', phone: '12', email: 'nowhere', consent: 'true' });
    expect(answer.status).toBe(400);
    const html = await answer.text();
    expect(html).toContain('Please check');
    expect(html).toContain('href="#phone"');
    expect(html).toContain('href="#email"');
    expect(html).toContain('value="Petronella Fogg"');
    const { rowCount } = await running.rows.query("select from lead where name = 'Petronella Fogg'");
    expect(rowCount).toBe(0);
  });

  test('a good form is taken, and taken once when the button is pressed twice', async () => {
    const who = person('noel', 47);
    const fields = { ...who, consent: 'true', idempotencyKey: crypto.randomUUID() };
    const answers = await Promise.all([post(fields), post(fields)]);
    expect(answers.map(({ status }) => status)).toEqual([202, 202]);
    const { leadId } = await findLead(running, who);
    const { rowCount } = await running.rows.query('select from lead_fact where lead_id = $1', [leadId]);
    expect(rowCount).toBe(1);
  });
});
