import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningSandbox, startSandbox } from '../../sandbox/server.ts';

describe('the sandbox', () => {
  let folder = '';
  let sandbox: RunningSandbox;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'leadline-core-'));
    sandbox = await startSandbox({ port: 0, stateFolder: folder });
  });
  afterAll(async () => {
    await sandbox.stop();
    rmSync(folder, { recursive: true });
  });

  const get = async (path: string) => {
    const answer = await fetch(`${sandbox.url}${path}`);
    return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() };
  };

  it('is healthy and names its vendors', async () => {
    const { text } = await get('/_sandbox/health');
    expect(JSON.parse(text)).toEqual({
      status: 'ok',
      vendors: ['twilio', 'resend', 'openai', 'entra', 'graph'],
    });
  });

  it('serves its page with scripts that exist', async () => {
    const page = await get('/');
    expect(page).toMatchObject({ status: 200, type: expect.stringContaining('text/html') });
    const scripts = new Set(['/_sandbox/page/page.js']);
    for (const script of scripts) {
      const { status, text } = await get(script);
      expect({ script, status }).toEqual({ script, status: 200 });
      for (const [, name] of text.matchAll(/from '\.\/([\w.-]+)'/g)) scripts.add(`/_sandbox/page/${name}`);
    }
    expect(scripts.size).toBe(7);
    expect(page.text).toContain('/_sandbox/page/page.js');
    expect(JSON.parse((await get('/_sandbox/page-data')).text)).toMatchObject({
      calls: [],
      mails: [],
      events: [],
    });
  });

  it('keeps every request with its answer, without the secret', async () => {
    const url = `${sandbox.url}/resend/emails`;
    const headers = { authorization: 'Bearer re_secret', 'content-type': 'application/json' };
    await fetch(url, { method: 'POST', headers, body: '{"a":1}' });
    const { text } = await get('/_sandbox/requests?vendor=resend');
    const { requests } = JSON.parse(text);
    expect(requests).toHaveLength(1);
    expect(requests[0]).toMatchObject({ method: 'POST', url, body: '{"a":1}', answer: { status: 403 } });
    expect(text).not.toContain('re_secret');
    const later = await get(`/_sandbox/requests?vendor=resend&since=${requests[0].id}`);
    expect(JSON.parse(later.text).requests).toEqual([]);
  });

  it('lets a fault about somebody pass everybody else by', async () => {
    const fault = { vendor: 'resend', operation: 'emails.send', kind: 'refuse', about: 'wilma@mail.example' };
    await fetch(`${sandbox.url}/_sandbox/faults`, { method: 'POST', body: JSON.stringify(fault) });
    const sendTo = async (to: string) =>
      (await fetch(`${sandbox.url}/resend/emails`, { method: 'POST', body: JSON.stringify({ to }) })).status;
    expect(await sendTo('fred@mail.example')).toBe(401);
    expect(await sendTo('wilma@mail.example')).toBe(503);
    expect(await sendTo('wilma@mail.example')).toBe(401);
  });

  it('answers what it does not know in the words of the vendor', async () => {
    expect((await get('/nothing')).status).toBe(404);
    expect((await get('/_sandbox/state/nobody')).status).toBe(404);
    expect((await get('/_sandbox/requests?since=yesterday')).status).toBe(400);
    expect(JSON.parse((await get('/twilio/api/2010-04-01/x')).text)).toMatchObject({
      code: 20003,
      status: 401,
    });
  });

  it('is not steered by a page of another site', async () => {
    const headers = { 'sec-fetch-site': 'cross-site' };
    const answer = await fetch(`${sandbox.url}/_sandbox/reset`, { method: 'POST', headers });
    expect(answer.status).toBe(403);
  });
});

describe("the sandbox's process", () => {
  it('says once that it is ready, survives kill -9 with its state, and ends on SIGTERM', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'leadline-main-'));
    const start = async () => {
      const env = { ...process.env, SANDBOX_PORT: '0', SANDBOX_STATE: folder };
      const child = spawn(process.execPath, ['sandbox/main.ts'], {
        env,
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const [line] = (await once(child.stdout, 'data')) as [Buffer];
      const url = /^sandbox ready at (http:\/\/\S+)\n$/.exec(line.toString())?.[1] ?? '';
      return { child, url };
    };
    const first = await start();
    await fetch(`${first.url}/resend/emails`, { method: 'POST' });
    first.child.kill('SIGKILL');
    await once(first.child, 'exit');
    const second = await start();
    const answer = await fetch(`${second.url}/_sandbox/requests?vendor=resend`);
    expect(((await answer.json()) as { requests: object[] }).requests).toHaveLength(1);
    second.child.kill('SIGTERM');
    expect(await once(second.child, 'exit')).toEqual([0, null]);
    rmSync(folder, { recursive: true });
  });
});
