// A file of 100,000 leads through a whole installation: how long it takes until all of them are there, how much memory api
// and worker use meanwhile, and how long a form waits that comes in between.
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Installation } from '../local/installation.ts';
import { ms, percentile } from './support/percentiles.ts';
import { benchTenant, withInstallation } from './support/with-installation.ts';

const rows = 100_000;
const processes = ['api', 'worker'] as const;

await withInstallation({ benchTenants: true }, async (installation) => {
  const admin = await signIn(installation);
  // a small file first, so that what is measured is not the first of its kind
  await bring(admin, 500, 0);
  const memory = watchMemory(installation);
  const forms = sendForms(installation);
  const took = await bring(admin, rows, 1_000);
  const [used, waits] = [memory.stop(), await forms.stop()];
  for (const name of processes) {
    const { before, quarters, after } = used[name];
    console.log(
      `${name}: ${before} MB before, at most ${quarters.join(', ')} MB by quarters of the time, ${after} MB after`,
    );
  }
  console.log(`forms meanwhile: ${waits.length}, p95 ${ms(percentile(waits, 0.95))} ms`);
  const seconds = (msTaken: number): string => (msTaken / 1_000).toFixed(0);
  console.log(
    `import of ${rows} rows: stored in ${seconds(took.stored)} s, checked in ${seconds(took.checked)} s, made in ${seconds(took.made)} s`,
  );
});

type Ask = <T>(query: string, variables?: object) => Promise<T>;
interface Admin {
  url: string;
  headers: Record<string, string>;
  ask: Ask;
}

async function signIn({ urls, tenants }: Installation): Promise<Admin> {
  const logIn = tenants.find(({ slug }) => slug === benchTenant);
  const json = { 'content-type': 'application/json' };
  const answer = await fetch(`${urls.api}/api/auth/login`, {
    method: 'POST',
    headers: json,
    body: JSON.stringify({ email: logIn?.adminEmail, password: logIn?.adminPassword }),
  });
  const { token } = (await answer.json()) as { token: string };
  const headers = { authorization: `Bearer ${token}` };
  const ask: Ask = async <T>(query: string, variables = {}): Promise<T> => {
    const said = await fetch(urls.graphql, {
      method: 'POST',
      headers: { ...json, ...headers },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = (await said.json()) as { data: T; errors?: { message: string }[] };
    if (errors) throw new Error(errors.map(({ message }) => message).join(' '));
    return data;
  };
  return { url: `${urls.api}/api/leads/import`, headers, ask };
}

/** Sends a file of so many people, has it checked and made, and answers how long each took. */
async function bring(
  { url, headers, ask }: Admin,
  count: number,
  from: number,
): Promise<{ stored: number; checked: number; made: number }> {
  const began = performance.now();
  const answer = await fetch(url, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'text/csv' },
    body: file(count, from) as unknown as ReadableStream,
    duplex: 'half',
  } as RequestInit);
  const { importId, rows: stored } = (await answer.json()) as { importId: string; rows: number };
  if (stored !== count) throw new Error(`${stored} of ${count} rows were stored: ${answer.status}`);
  const storedAt = performance.now();
  const reaches = async (state: string): Promise<number> => {
    for (;;) {
      const { node } = await ask<{ node: { state: string } }>(
        'query ($id: ID!) { node(id: $id) { ... on LeadImport { state } } }',
        { id: importId },
      );
      if (node.state === state) return performance.now();
      await sleep(500);
    }
  };
  const checkedAt = await reaches('CHECKED');
  await ask('mutation ($id: ID!) { startImport(input: { importId: $id }) { __typename } }', { id: importId });
  const madeAt = await reaches('DONE');
  return { stored: storedAt - began, checked: checkedAt - storedAt, made: madeAt - checkedAt };
}

/** Written as it is sent, so that this process holds no file either. */
async function* file(count: number, from: number): AsyncGenerator<Uint8Array> {
  yield Buffer.from('first name,last name,mobile,e-mail,interest,tags,note\n');
  for (let n = from; n < from + count; n += 100)
    yield Buffer.from(
      Array.from({ length: Math.min(100, from + count - n) }, (_, k) => {
        const number = String(n + k).padStart(6, '0');
        return `Ana,García ${number},+44 7400 ${number},lead.${number}@mail.example,,fair,"Met at the fair, stand ${number}"\n`;
      }).join(''),
    );
}

/** The memory of each process, looked at twice a second. */
function watchMemory({ processes: running }: Installation) {
  const samples = Object.fromEntries(processes.map((name) => [name, [] as number[]])) as Record<
    (typeof processes)[number],
    number[]
  >;
  const look = (): void => {
    for (const name of processes) samples[name].push(residentMb(running[name]?.pid));
  };
  look();
  const timer = setInterval(look, 500);
  return {
    stop: () => {
      clearInterval(timer);
      look();
      const of = (name: (typeof processes)[number]) => ({
        before: samples[name][0] ?? 0,
        quarters: [0, 1, 2, 3].map((nth) => Math.max(...quarter(samples[name], nth))),
        after: samples[name].at(-1) ?? 0,
      });
      return { api: of('api'), worker: of('worker') };
    },
  };
}

// a function: the measurement runs before whatever stands down here is set
function quarter(samples: number[], nth: number): number[] {
  const at = (part: number): number => Math.floor((samples.length * part) / 4);
  return samples.slice(at(nth), at(nth + 1));
}

function residentMb(pid: number | undefined): number {
  const [, kb = '0'] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Math.round(Number(kb) / 1024);
}

/** A form every second, each of somebody new. */
function sendForms({ urls }: Installation) {
  const waits: number[] = [];
  let leaving = false;
  const sending = (async () => {
    for (let n = 0; !leaving; n += 1) {
      const began = performance.now();
      const answer = await fetch(`${urls.api}/api/leads/public`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          tenant: benchTenant,
          name: 'Form',
          email: `form.${n}@mail.example`,
          consent: true,
        }),
      });
      if (answer.status !== 202) throw new Error(`a form was answered ${answer.status}`);
      waits.push(performance.now() - began);
      await sleep(1_000);
    }
  })();
  // a failure is told by `stop`; where the measurement itself fails, that is what is to be told
  sending.catch(() => undefined);
  return {
    stop: async (): Promise<number[]> => {
      leaving = true;
      await sending;
      return waits;
    },
  };
}
