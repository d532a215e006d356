import { setTimeout as pause } from 'node:timers/promises';
import type { RecordBook } from '../record.ts';
import { sendRequest } from '../send-request.ts';
import { chooseFirstSlot } from './read-form.ts';

interface Visit {
  url: string;
  /** form fields: the request is a POST with them */
  fields?: [string, string][];
}

const tries = 5;
const reloadMs = 2000;

/** Opens a link, chooses the first time offered and sends the form; true when the page took it. */
export async function chooseByLink(record: RecordBook, persona: string, link: string): Promise<boolean> {
  const visit = async (
    { url, fields }: Visit,
    redirects = 0,
  ): Promise<{ status: number; text: string; url: string }> => {
    const body = fields ? new URLSearchParams(fields).toString() : '';
    const method = fields ? 'POST' : 'GET';
    const headers: Record<string, string> = { accept: 'text/html', 'user-agent': 'Mozilla/5.0 (persona)' };
    if (fields) headers['content-type'] = 'application/x-www-form-urlencoded';
    const entry = record.open({
      kind: 'request',
      vendor: 'personas',
      operation: persona,
      method,
      url,
      headers,
      body,
    });
    const answer = await sendRequest({
      url,
      method,
      headers,
      body,
      connectTimeoutMs: 5000,
      timeoutMs: 15_000,
    });
    if ('failure' in answer) {
      record.close(entry, { failure: answer.failure });
      return { status: 0, text: '', url };
    }
    record.close(entry, { answer: { status: answer.status, body: answer.text } });
    const next = answer.headers.location;
    const redirected = answer.status >= 301 && answer.status <= 303 && next && redirects < 5;
    return redirected ? visit({ url: new URL(next, url).href }, redirects + 1) : { ...answer, url };
  };
  for (let attempt = 1; attempt <= tries; attempt += 1) {
    const page = await visit({ url: link });
    const choice = page.status === 200 ? chooseFirstSlot(page.text, page.url) : null;
    if (choice) {
      const done = await visit({ url: choice.action, fields: choice.fields });
      if (done.status >= 200 && done.status < 300) return true;
    }
    await pause(reloadMs);
  }
  return false;
}
