// Run as a process of its own: sends POST requests at a steady rate, whether or not earlier ones were answered, and
// prints how long each took from the instant it was due (so a server that stalls cannot hide it).
import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

interface Load {
  urls: string[];
  perSecond: number;
  seconds: number;
}

const load = JSON.parse(process.argv[2] ?? '{}') as Load;
const agent = new Agent({ keepAlive: true, maxSockets: 256 });
const took: number[][] = load.urls.map(() => []);
const failures: string[] = [];

const enquiry = (n: number): string =>
  JSON.stringify({
    name: `Bench ${n}`,
    phone: `+4477009${String(n % 100_000).padStart(5, '0')}`,
    email: `bench-${randomUUID()}@bench.example`,
    interest: 'work',
    consent: true,
  });

const send = (url: string, body: string, due: number, into: number[]): Promise<void> =>
  new Promise((resolve) => {
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      'idempotency-key': randomUUID(),
    };
    const call = request(url, { method: 'POST', agent, headers }, (answer) => {
      answer.resume();
      answer.on('end', () => {
        if ((answer.statusCode ?? 500) >= 300) failures.push(`${answer.statusCode}`);
        else into.push(performance.now() - due);
        resolve();
      });
    });
    call.on('error', (error) => {
      failures.push(error.message);
      resolve();
    });
    call.end(body);
  });

const total = load.perSecond * load.seconds;
const begun = performance.now();
const open: Promise<void>[] = [];
for (let n = 0; n < total; n += 1) {
  const due = begun + (n * 1000) / load.perSecond;
  const wait = due - performance.now();
  if (wait > 0) await sleep(wait);
  // the targets take turns, so that both see the same machine
  const at = n % load.urls.length;
  open.push(send(load.urls[at] ?? '', enquiry(n), due, took[at] ?? []));
}
await Promise.all(open);
console.log(JSON.stringify({ took, failures }));
agent.destroy();
