// The scripts of the pages that keep a person signed in, run with a browser's few functions that they use.
import { runInNewContext } from 'node:vm';
import type { Response } from 'express';
import { expect, test, vi } from 'vitest';
import { sendGraphiql, sendSignInPage } from '../../api/graphql/pages.ts';
import { sessionTimes } from '../../domain/staff/session-times.ts';

const shown = async (send: (response: Response) => unknown): Promise<string> => {
  let html = '';
  const response = {
    setHeader: () => response,
    type: () => response,
    send: (body: string) => {
      html = body;
      return response;
    },
  };
  await send(response as unknown as Response);
  return html;
};

/** Answers 401 to these addresses and 200 to all others, and keeps what was asked. */
const server = (...refused: string[]) => {
  const asked: string[] = [];
  const fetch = async (url: string) => {
    asked.push(url);
    return { ok: !refused.includes(url), status: refused.includes(url) ? 401 : 200 };
  };
  return { asked, fetch };
};

const signInPage = async (...refused: string[]) => {
  const html = await shown((response) => sendSignInPage(response, 'n', true));
  expect(html).toContain('<form hidden>');
  const script = /<script nonce="n">(.*)<\/script>/s.exec(html)?.[1] ?? '';
  const { asked, fetch } = server(...refused);
  const clicks: (() => Promise<void>)[] = [];
  const alert = { textContent: '' };
  const parts: Record<string, object> = {
    input: { value: 'ada@alpha.example', reportValidity: () => true },
    'button[type]': {
      addEventListener: (_click: string, clicked: () => Promise<void>) => clicks.push(clicked),
    },
    p: alert,
  };
  const querySelector = (part: string) => parts[part];
  const form = { hidden: true, addEventListener: () => undefined, querySelector };
  const location = { reload: vi.fn() };
  runInNewContext(script, { document: { querySelector: () => form }, fetch, location });
  await vi.waitFor(() => expect(form.hidden && location.reload.mock.calls.length === 0).toBe(false));
  return { asked, form, location, alert, forgot: () => clicks[0]?.() };
};

test('whoever signed in earlier comes back from the sign-in page without a password', async () => {
  const { asked, form, location } = await signInPage();
  expect(asked).toEqual(['/api/auth/refresh', '/api/auth/profile']);
  expect([location.reload.mock.calls.length, form.hidden]).toEqual([1, true]);
});

test.each([
  ['nobody signed in earlier', '/api/auth/refresh'],
  ['the browser keeps no cookie, which would load the page for ever', '/api/auth/profile'],
])('the form is shown when %s', async (_why, refused) => {
  const { form, location } = await signInPage(refused);
  expect([location.reload.mock.calls.length, form.hidden]).toEqual([0, false]);
});

test('the form mails a link to whoever forgot their password, and does not say whether there is such a somebody', async () => {
  const { asked, alert, forgot } = await signInPage('/api/auth/refresh');
  await forgot();
  expect(asked).toEqual(['/api/auth/refresh', '/api/auth/forgot']);
  expect(alert.textContent).toMatch(/^If somebody signs in/);
});

test('GraphiQL renews the session before a query when it may be over, and not with every query', async () => {
  const html = await shown(sendGraphiql);
  const script = /<head><script>(.*?)<\/script>/s.exec(html)?.[1] ?? '';
  const { asked, fetch } = server();
  const kept = new Map<string, string>();
  let now = 1_000_000_000;
  const window = { fetch };
  const localStorage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: unknown) => kept.set(key, String(value)),
  };
  runInNewContext(script, { window, localStorage, Date: { now: () => now } });
  await window.fetch('/graphql');
  await window.fetch('/graphql');
  now += sessionTimes.accessMs / 2 + 1;
  await window.fetch('/graphql');
  expect(asked).toEqual(['/api/auth/refresh', '/graphql', '/graphql', '/api/auth/refresh', '/graphql']);
});
