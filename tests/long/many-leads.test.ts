// A thousand running journeys that are asked something at once, in a whole installation in which processes are killed
// meanwhile: each is asked once and answers once, what is told of it is true at every moment, and whoever comes goes first.
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { person, type SentLead, sendForm } from '../end-to-end/leads.ts';
import { type Running, startRunning } from '../end-to-end/running.ts';
import { waitUntil } from '../end-to-end/wait-until.ts';

const people = 1_000;
const tenant = 'heavenly-drops';
const aMoment = { everyMs: 300, withinMs: 600_000 };

let running: Running;
let token: string;

beforeAll(async () => {
  running = await startRunning({ pace: { followUps: ['1 hour', '1 hour'], journeysPerMinute: 600 } });
  await signIn();
  await bring();
}, 600_000);
afterAll(async () => {
  await running?.stop();
  running?.place.clear();
});

const post = async (path: string, body: string, headers: Record<string, string>): Promise<Answer> => {
  const answer = await fetch(`${running.installation.urls.api}${path}`, {
    method: 'POST',
    ...{ body, headers: { authorization: `Bearer ${token}`, ...headers } },
  });
  if (!answer.ok) throw new Error(`${path} answers ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as Answer;
};
// biome-ignore lint/suspicious/noExplicitAny: the shape is the question's own
type Answer = any;
const json = { 'content-type': 'application/json' };

async function signIn(): Promise<void> {
  const logIn = running.installation.tenants.find(({ slug }) => slug === tenant);
  const asked = { email: logIn?.adminEmail, password: logIn?.adminPassword };
  ({ token } = await post('/api/auth/login', JSON.stringify(asked), json));
}

const ask = async (query: string, variables = {}): Promise<Answer> => {
  const { data, errors } = await post('/graphql', JSON.stringify({ query, variables }), json);
  if (errors) throw new Error(JSON.stringify(errors));
  return data;
};
const rows = async (sql: string, ...values: unknown[]): Promise<Answer[]> =>
  (await running.rows.query(sql, values)).rows;

/** A file of people by whom nobody is called, and their journeys, which wait for a follow-up. */
async function bring(): Promise<void> {
  const lines = Array.from({ length: people }, (_, n) => `Many ${n},many.${n}@mail.example,many`);
  const file = await post('/api/leads/import', ['name,email,source', ...lines].join('\n'), {
    'content-type': 'text/csv',
  });
  const reaches = (state: string) =>
    waitUntil(
      `the file is ${state}`,
      async () => {
        const asked = 'query ($id: ID!) { node(id: $id) { ... on LeadImport { state } } }';
        return (await ask(asked, { id: file.importId })).node.state === state;
      },
      aMoment,
    );
  await reaches('CHECKED');
  await ask('mutation ($id: ID!) { startImport(input: { importId: $id }) { __typename } }', {
    id: file.importId,
  });
  await reaches('DONE');
  await waitUntil(
    'all journeys run',
    async () => {
      const [{ count }] = await rows(
        `select count(*)::int as count from lead where source = 'many' and step is not null`,
      );
      return count === people;
    },
    aMoment,
  );
}

const begin = async (name: string, more: string, key: string): Promise<string> => {
  const asked = `mutation { answer: ${name}(input: { leads: { filter: { source: "many" } }, requestKey: "${key}" ${more} }) {
    ... on BulkPayload { count bulk { id } } ... on UserError { message } } }`;
  const { answer } = await ask(asked);
  expect(answer).toMatchObject({ count: people });
  return answer.bulk.id;
};

interface Seen {
  state: string;
  total: number;
  done: number;
  refused: number;
}

/** Looks at a bulk command until it is over; what is told of it must be true each time. */
const follow = async (id: string, during: (seen: Seen) => Promise<void>): Promise<Seen> => {
  let before = 0;
  return waitUntil(
    'the bulk command is over',
    async () => {
      const answer = await ask(
        'query ($id: ID!) { node(id: $id) { ... on BulkCommand { state total done refused } } }',
        {
          id,
        },
      ).catch(() => null);
      // the api is away for a moment
      if (!answer) return null;
      const seen = answer.node as Seen;
      expect(seen.done + seen.refused).toBeGreaterThanOrEqual(before);
      before = seen.done + seen.refused;
      expect(before).toBeLessThanOrEqual(seen.total);
      // never more is told than journeys have answered
      const [{ answered }] = await rows(
        `select count(*)::int as answered from bulk_item i join command c on c.id = i.command_id
       where c.state <> 'accepted' and encode(convert_to('BulkCommand:' || i.bulk_id, 'UTF8'), 'base64') = $1`,
        id,
      );
      expect(before).toBeLessThanOrEqual(answered);
      await during(seen);
      return seen.state === 'DONE' || seen.state === 'STOPPED' ? seen : null;
    },
    aMoment,
  );
};

const killed = async (name: 'worker' | 'api'): Promise<void> => {
  await running.installation.kill(name);
  await sleep(1_000);
  await running.installation.restart(name);
};

test('all are given to nobody, each once, though worker and api are killed, and a form that comes meanwhile is called first', async () => {
  const began = Date.now();
  const id = await begin('bulkAssign', '', 'give');
  expect(await begin('bulkAssign', '', 'give')).toBe(id);
  let form: SentLead | undefined;
  const disturb: [at: number, what: () => Promise<void>][] = [
    [
      people / 10,
      async () => {
        form = await sendForm(running, tenant, person('ivy', 1));
      },
    ],
    [people / 4, () => killed('worker')],
    [people / 2, () => killed('api')],
  ];
  const over = await follow(id, async ({ done }) => {
    if (disturb[0] && done >= disturb[0][0]) await disturb.shift()?.[1]();
  });
  expect([over, disturb]).toEqual([{ state: 'DONE', total: people, done: people, refused: 0 }, []]);
  console.log(`${people} leads were asked and answered in ${Math.round((Date.now() - began) / 1_000)} s`);
  const told = await rows(
    `select count(*)::int as told, count(distinct t.lead_id)::int as leads from timeline_event t join lead l on l.id = t.lead_id
     where l.source = 'many' and t.kind = 'assigned' and t.caused_by ->> 'kind' = 'command'`,
  );
  const [{ commands }] = await rows(`select count(*)::int as commands from command where name = 'assign'`);
  expect(told[0]).toEqual({ told: people, leads: people });
  expect(commands).toBe(people);
  const [call] = await rows(
    `select a.placed_at < b.finished_at as before from call_attempt a, bulk_command b
     where a.lead_id = $1 and b.name = 'assign' order by a.number limit 1`,
    form?.leadId,
  );
  expect(call).toEqual({ before: true });
}, 600_000);

test('closing is stopped in the middle; asked again, each that is closed says so, and the others are closed', async () => {
  const id = await begin('bulkClose', '', 'end');
  let stopped = false;
  const over = await follow(id, async ({ done }) => {
    if (stopped || done < people / 5) return;
    stopped = true;
    await ask('mutation ($id: ID!) { stopBulk(input: { bulkId: $id }) { __typename } }', { id });
  });
  expect(over).toMatchObject({ state: 'STOPPED', refused: 0 });
  expect(over.done).toBeLessThan(people);
  const closed = async (): Promise<number> =>
    (await rows(`select count(*)::int as n from lead where source = 'many' and step = 'closed'`))[0].n;
  await waitUntil('who was asked is closed, and nobody else', async () => (await closed()) === over.done);

  const again = await begin('bulkClose', '', 'end again');
  expect(await follow(again, async () => undefined)).toEqual({
    ...{ state: 'DONE', total: people, done: people - over.done, refused: over.done },
  });
  const { node } = await ask(
    'query ($id: ID!) { node(id: $id) { ... on BulkCommand { items(first: 100, state: [REFUSED]) { nodes { code message } } } } }',
    { id: again },
  );
  for (const { code, message } of node.items.nodes) {
    expect(code).toBe('leadClosed');
    expect(message).toMatch(/closed/);
  }
  await waitUntil('all are closed', async () => (await closed()) === people);
}, 600_000);
