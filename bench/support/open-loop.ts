// Run as a process of its own: sends forms at a steady rate, whether or not earlier ones were answered, and prints how
// long each took from the instant it was due (so a server that stalls cannot hide it).
import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { formOf, visitorAddress } from './forms.ts';

/** A stretch of requests at one rate to one address. */
export interface Slice {
  url: string;
  tenant: string;
  perSecond: number;
  seconds: number;
  /** the number of its first visitor: nobody sends two forms */
  from: number;
}

export interface SentForm {
  visitor: number;
  /** when it was due, in milliseconds since 1970 */
  dueAtMs: number;
  tookMs: number;
  /** what was answered, or why nothing was */
  status: number | string;
}

const agent = new Agent({ keepAlive: true, maxSockets: 256 });

function send(url: string, body: string, visitor: number): Promise<number | string> {
  return new Promise((resolve) => {
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      'idempotency-key': randomUUID(),
      'x-forwarded-for': visitorAddress(visitor),
    };
    const asked = request(url, { method: 'POST', agent, headers }, (answer) => {
      answer.resume();
      answer.on('end', () => resolve(answer.statusCode ?? 0));
    });
    asked.on('error', (error) => resolve(error.message));
    asked.end(body);
  });
}

async function run({ url, tenant, perSecond, seconds, from }: Slice): Promise<SentForm[]> {
  const begun = performance.now();
  const open: Promise<SentForm>[] = [];
  for (let nth = 0; nth < perSecond * seconds; nth += 1) {
    const due = begun + (nth * 1000) / perSecond;
    const wait = due - performance.now();
    if (wait > 0) await sleep(wait);
    const visitor = from + nth;
    const dueAtMs = Date.now() + due - performance.now();
    const sent = send(url, JSON.stringify(formOf(tenant, visitor)), visitor);
    open.push(sent.then((status) => ({ visitor, dueAtMs, status, tookMs: performance.now() - due })));
  }
  return Promise.all(open);
}

const sent: SentForm[][] = [];
for (const slice of JSON.parse(process.argv[2] ?? '[]') as Slice[]) sent.push(await run(slice));
agent.destroy();
console.log(JSON.stringify(sent));
