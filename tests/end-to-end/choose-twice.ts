import { chooseFirstSlot, findChoiceLink } from '../../sandbox/personas/read-form.ts';
import type { SentLead } from './leads.ts';
import { observe } from './observe.ts';
import type { Running } from './running.ts';
import { tagOf } from './sandbox-view.ts';
import { waitUntil } from './wait-until.ts';

export interface ChosenTwice {
  /** tables in which a row came or went while the link was only opened */
  changedByOpening: string[];
  /** what the three postings of one form were answered */
  statuses: number[];
  appointments: number;
  meetings: number;
}

/** Opens the link of the mail about the call as a mail scanner does, and then sends its form three times. */
export async function chooseTwice(running: Running, lead: SentLead): Promise<ChosenTwice> {
  const link = await waitUntil('the mail with the link', () => linkTo(running, lead), { withinMs: 90_000 });
  await waitUntil('the offer', async () => {
    const { rows } = await running.rows.query('select step from lead where id = $1', [lead.leadId]);
    return rows[0]?.step === 'schedule';
  });
  // the vendor tells of every mail a little later
  await waitUntil('every mail is delivered', async () => {
    const { rows } = await running.rows.query(
      "select from outbound where lead_id = $1 and kind = 'email' and state <> 'delivered'",
      [lead.leadId],
    );
    return rows.length === 0;
  });
  const before = await rowsOf(running, lead);
  const pages = await Promise.all([fetch(link), fetch(link), fetch(link, { method: 'HEAD' })]);
  const html = await pages[0].text();
  const after = await rowsOf(running, lead);
  const form = chooseFirstSlot(html, link);
  if (!form) throw new Error('the page offers no time');
  const post = () => fetch(form.action, { method: 'POST', body: new URLSearchParams(form.fields) });
  const answers = [...(await Promise.all([post(), post()])), await post()];
  await waitUntil('the meeting', async () => (await observe(running, lead)).meetings > 0);
  const { appointments, meetings } = await observe(running, lead);
  return {
    changedByOpening: Object.keys(before).filter((table) => before[table] !== after[table]),
    statuses: answers.map(({ status }) => status),
    appointments: appointments.length,
    meetings,
  };
}

async function linkTo({ sandbox }: Running, { leadId }: SentLead): Promise<string | null> {
  const mail = (await sandbox.mails()).find(
    (each) => tagOf(each, 'lead') === leadId && tagOf(each, 'template') === 'callSummaryLead',
  );
  return mail ? findChoiceLink(mail.html, mail.text) : null;
}

const tables = ['lead', 'appointment', 'command', 'lead_fact', 'decision', 'outbound', 'timeline_event'];

/** Everything of a lead that a click could change, by table. */
async function rowsOf({ rows }: Running, { leadId }: SentLead): Promise<Record<string, string>> {
  const read = async (table: string): Promise<[string, string]> => {
    const column = table === 'lead' ? 'id' : 'lead_id';
    const found = await rows.query(`select t::text from ${table} t where ${column} = $1 order by 1`, [
      leadId,
    ]);
    return [table, JSON.stringify(found.rows)];
  };
  return Object.fromEntries(await Promise.all(tables.map(read)));
}
