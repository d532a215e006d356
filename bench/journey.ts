// What one lead costs: the reference journey, run against the sandbox and counted from the histories of all its runs.
import { randomUUID } from 'node:crypto';
import { countActions, fetchRuns } from '../tests/workflow/count-actions.ts';
import { costTable } from './support/cost-table.ts';
import { type ObservedJourney, observeJourney } from './support/journeys.ts';
import { journeyTenant, withInstallation } from './support/with-installation.ts';

// nobody at the first attempt, somebody at the second, who then chooses a time by the link in the mail
const lea = { name: 'Lea Martin', phone: '+18025550142', email: 'lea+bench@mail.example' };
const mailbox = 'hello@lighthouse.example';
const questions = [
  'What does the consultation cost?',
  'Is the consultation online?',
  'How long does the consultation take?',
  'Is the first consultation free?',
];

// what the vendors were asked for, once each
const reference = {
  'twilio calls.create': 2,
  'graph events.create': 1,
  // welcome, two about the call, the booking confirmed, four reminders, a follow-up, four answers
  'resend emails.send': 13,
};

const environment = {
  // long enough to write two mails before the link is opened
  SANDBOX_READ_MS: '6000',
};

await withInstallation({ benchTenants: true, environment }, async ({ urls }) => {
  await sendForm(urls.api);
  await observeJourney(urls.temporalAddress, async (journey) => {
    await journey.reaches(
      'offers times',
      ({ state }) => state.step === 'schedule' && state.offer?.made === true,
    );
    for (const question of questions.slice(0, 2)) await ask(urls.sandbox, journey, question);
    await journey.reaches('attends', ({ state }) => state.step === 'attend');
    await journey.reaches('rests', ({ state }) => state.step === 'rest');
    for (const question of questions.slice(2)) await ask(urls.sandbox, journey, question);
    await expectRequests(urls.sandbox);
    const runs = await fetchRuns(journey.client, journey.workflowId);
    const cost = countActions(runs);
    console.log(costTable(runs, cost));
    const kilobytes = Math.round(cost.bytes / 1024);
    console.log(
      `journey: ${cost.actions} actions, ${cost.events} events, ${kilobytes} KB, ${cost.runs} runs`,
    );
  });
});

/** Throws when this was another journey than the one that the budget is for. */
async function expectRequests(sandbox: string): Promise<void> {
  const answer = await fetch(`${sandbox}/_sandbox/requests?kind=request`);
  const { requests } = (await answer.json()) as { requests: { vendor: string; operation: string }[] };
  for (const [wanted, times] of Object.entries(reference)) {
    const found = requests.filter(({ vendor, operation }) => `${vendor} ${operation}` === wanted).length;
    if (found !== times) throw new Error(`not the reference journey: ${found} times ${wanted}, not ${times}`);
  }
}

async function sendForm(api: string): Promise<void> {
  const answer = await fetch(`${api}/api/leads/public`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID() },
    body: JSON.stringify({ tenant: journeyTenant, ...lea, interest: 'study', consent: true }),
  });
  if (answer.status !== 202) throw new Error(`the form was answered with ${answer.status}`);
}

/** Writes a mail and waits until it was taken and answered. */
async function ask(sandbox: string, journey: ObservedJourney, text: string): Promise<void> {
  const { state } = await journey.reaches('is quiet', ({ busy }) => busy === 0);
  const answer = await fetch(`${sandbox}/_sandbox/resend/inbound-email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ from: lea.email, to: mailbox, subject: 'A question', text }),
  });
  if (!answer.ok) throw new Error(`the sandbox took no mail: ${answer.status}`);
  await journey.reaches(
    'has answered',
    (view) => view.state.cursor > state.cursor && view.state.unanswered === undefined && view.busy === 0,
  );
}
