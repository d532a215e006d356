import type { RecordBook } from '../record.ts';
import { sendRequest } from '../send-request.ts';
import type { Mail } from './persona.ts';

const header = ({ headers = {} }: Mail, wanted: string): string | undefined =>
  Object.entries(headers).find(([name]) => name.toLowerCase() === wanted)?.[1];

/**
 * Does what a mail program does for one click (RFC 8058): a POST to the web address of `List-Unsubscribe`, with neither
 * cookie nor redirect, if `List-Unsubscribe-Post` allows it.
 */
export async function unsubscribe(record: RecordBook, persona: string, mail: Mail): Promise<void> {
  const url = /<(https?:[^>]+)>/.exec(header(mail, 'list-unsubscribe') ?? '')?.[1];
  if (!url || header(mail, 'list-unsubscribe-post') !== 'List-Unsubscribe=One-Click') return;
  const request = {
    url,
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'List-Unsubscribe=One-Click',
  };
  const entry = record.open({ kind: 'request', vendor: 'personas', operation: persona, ...request });
  const answer = await sendRequest({ ...request, connectTimeoutMs: 5_000, timeoutMs: 15_000 });
  record.close(
    entry,
    'failure' in answer
      ? { failure: answer.failure }
      : { answer: { status: answer.status, body: answer.text } },
  );
}
