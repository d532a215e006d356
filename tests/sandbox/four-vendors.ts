import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createEntra } from '../../sandbox/entra/entra.ts';
import { createGraph } from '../../sandbox/graph/graph.ts';
import { createOpenai } from '../../sandbox/openai/openai.ts';
import { createResend } from '../../sandbox/resend/resend.ts';
import { startSandbox } from '../../sandbox/server.ts';

export interface Hook {
  url: string;
  body: string;
  headers: Record<string, string>;
}

export interface FourVendors {
  url: string;
  /** where webhooks of these tests go */
  hookUrl: string;
  state(vendor: string): Promise<unknown>;
  admin(path: string, body: unknown): Promise<unknown>;
  /** waits for webhooks whose body or address holds a text */
  hooksAbout(text: string, count: number): Promise<Hook[]>;
  /** the next webhooks are answered with 503 */
  failHooks(count: number): void;
  /** the token with which the handshake of a Graph subscription is answered, or null for the right one */
  answerHandshake(token: string | null): void;
  close(): Promise<void>;
}

function flat(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}

/** The four vendors in a sandbox of their own, with an endpoint that takes their webhooks. */
export async function openFourVendors(tokenMs = 1): Promise<FourVendors> {
  const hooks: Hook[] = [];
  let failing = 0;
  let handshake: string | null = null;
  const receiver = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
    const token = new URL(request.url ?? '/', 'http://hooks').searchParams.get('validationToken');
    if (token !== null)
      return void response.writeHead(200, { 'content-type': 'text/plain' }).end(handshake ?? token);
    hooks.push({
      url: request.url ?? '',
      body: Buffer.concat(parts).toString(),
      headers: flat(request.headers),
    });
    failing -= 1;
    response.writeHead(failing >= 0 ? 503 : 200).end();
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const hookUrl = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hooks`;
  const stateFolder = mkdtempSync(join(tmpdir(), 'four-vendors-'));
  const vendors = { resend: createResend, openai: createOpenai, entra: createEntra, graph: createGraph };
  const sandbox = await startSandbox({ port: 0, stateFolder, resendWebhookUrl: hookUrl, tokenMs, vendors });
  return {
    url: sandbox.url,
    hookUrl,
    state: async (vendor) => (await fetch(`${sandbox.url}/_sandbox/state/${vendor}`)).json(),
    async admin(path, body) {
      const answer = await fetch(`${sandbox.url}/_sandbox/${path}`, {
        method: 'POST',
        body: JSON.stringify(body),
      });
      if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
      return answer.status === 204 ? null : answer.json();
    },
    async hooksAbout(text, count) {
      const found = () => hooks.filter((hook) => hook.body.includes(text) || hook.url.includes(text));
      for (let waitedMs = 0; found().length < count && waitedMs < 5000; waitedMs += 20) await sleep(20);
      return found();
    },
    failHooks(count) {
      failing = count;
    },
    answerHandshake(token) {
      handshake = token;
    },
    async close() {
      await sandbox.stop();
      receiver.closeAllConnections();
      receiver.close();
      rmSync(stateFolder, { recursive: true, force: true });
    },
  };
}
