import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { leadJourneyId } from '../../schema/contracts/ids.ts';
import { fetchRuns, type History } from '../workflow/count-actions.ts';
import type { SentLead } from './leads.ts';
import type { Running } from './running.ts';

/** Whatever belongs to a person: what they planted in the form, and what was said and written since. */
export async function privateWordsOf({ rows }: Running, lead: SentLead): Promise<string[]> {
  const { rows: texts } = await rows.query<{ text: string }>(
    `select t.text from call_turn t join call_attempt a on a.id = t.attempt_id where a.lead_id = $1 and t.speaker <> 'tool'
     union select text from message where lead_id = $1
     union select subject from email where lead_id = $1
     union select text from email where lead_id = $1
     union select recipient from email where lead_id = $1
     union select join_url from appointment where lead_id = $1
     union select summary from lead where id = $1`,
    [lead.leadId],
  );
  const links = texts.flatMap(({ text }) => text?.match(/(?<=\/a\/)[\w.-]{16,}/g) ?? []);
  const words = [
    ...[lead.name, ...lead.name.split(' '), lead.email, lead.message],
    ...[lead.phone, lead.phone.replace('+', ''), lead.phone.slice(2)],
    // line by line: JSON would write a text of several lines otherwise than it is
    ...texts.flatMap(({ text }) => (text ?? '').split(/["\n\\]/)),
    ...links,
  ];
  // a word that anybody may say proves nothing
  return [...new Set(words.map((word) => word.trim()).filter((word) => word.length >= 8))];
}

/** Which of the words a text holds, whatever their case. */
export function found(words: readonly string[], text: string): string[] {
  const lower = text.toLowerCase();
  return words.filter((word) => lower.includes(word.toLowerCase()));
}

export async function historiesOf({ installation }: Running, leads: SentLead[]): Promise<History[][]> {
  const connection = await Connection.connect({ address: installation.urls.temporalAddress });
  const client = new Client({ connection });
  const ids = leads.map(({ tenantId, leadId }) => leadJourneyId(tenantId, leadId));
  return Promise.all(ids.map((id) => fetchRuns(client, id))).finally(() => connection.close());
}

/** A history as somebody would read it in the Web UI: its JSON, and every payload decoded. */
export function readable(history: History): string {
  const json = historyToJSON(history);
  const payloads = [...json.matchAll(/"data":\s*"([^"]+)"/g)].map(([, data = '']) =>
    Buffer.from(data, 'base64').toString('utf8'),
  );
  return [json, ...payloads].join('\n');
}

/** Everything that our processes, PostgreSQL and Temporal have logged. */
export function readLogs({ logFolder }: Running): { file: string; text: string }[] {
  return readdirSync(logFolder).map((file) => ({
    file,
    text: readFileSync(path.join(logFolder, file), 'utf8'),
  }));
}
