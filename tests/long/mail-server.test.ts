// The whole installation with a mail server of one's own: what leads get by SMTP, and what they answer into the mailbox.
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { person, restOf, type SentLead, sendForm } from '../end-to-end/leads.ts';
import { addressIn, answerTo, type Letter, lettersOf } from '../end-to-end/letters.ts';
import { found, privateWordsOf, readLogs } from '../end-to-end/private-words.ts';
import { type Running, startRunning } from '../end-to-end/running.ts';
import { waitUntil } from '../end-to-end/wait-until.ts';
import { imapServerBinary } from '../support/imap-server/binary.ts';
import { type ImapServer, startImapServer } from '../support/imap-server/imap-server.ts';
import { type MailServer, mailEnvironment, startMailServer } from '../support/mail-server.ts';

/** answers the phone and books in the call; the other two decline it, and are written to */
const booking = person('ivy', 48, { name: 'Ottoline Marchbanks', email: 'ottoline@marchbanks.example' });
const replying = person('rex', 49, { name: 'Peregrine Wolstenholme', email: 'peregrine@wolsten.example' });
const leaving = person('rex', 50, { name: 'Cordelia Fanshawe', email: 'cordelia@fanshawe.example' });

const staff = ['admin', 'amira', 'daniel'].map((name) => `${name}@heavenly-drops.example`);
const reader = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0' };
const question = { id: '<question-1@wolsten.example>', text: 'What does the first consultation cost?' };

let smtp: MailServer;
let imap: ImapServer;
let running: Running;
const letters: Record<'booking' | 'replying' | 'leaving', Letter[]> = {
  booking: [],
  replying: [],
  leaving: [],
};
const leads: Partial<Record<keyof typeof letters, SentLead>> = {};
interface Decision {
  subject: string;
  verdict: string;
  reason: string;
}
let followUpDecisions: Decision[];
let nextFollowUp: { inMinutes: number };
let left: Response;
let picture: Response;
let followed: Response;

beforeAll(async () => {
  await imapServerBinary();
  [smtp, imap] = await Promise.all([startMailServer(), startImapServer()]);
  const { APP_ENV: _, ...environment } = mailEnvironment(smtp.port, {
    IMAP_URL: `imap://127.0.0.1:${imap.port}`,
    SANDBOX_SPEECH_MS: '100',
    ALLOWED_ADDRESSES: [booking, replying, leaving]
      .map(({ email }) => email)
      .concat(staff)
      .join(','),
  });
  running = await startRunning({
    environment,
    mains: { sandbox: path.join(import.meta.dirname, '../end-to-end/sandbox-with-people.ts') },
    pace: { reminders: ['24 seconds', '12 seconds'], followUps: ['6 seconds', '1 hour'] },
  });
  await waitUntil('a reader of the mailbox', async () => {
    const { rowCount } = await running.rows.query('select from routing.mailbox where uid is not null');
    return rowCount === 1;
  });
  await Promise.all([readAndRemember(), replyOnce(), leaveAtOnce()]);
  for (const name of ['booking', 'replying', 'leaving'] as const)
    letters[name] = await lettersOf(running, smtp, leadNamed(name));
}, 180_000);
afterAll(async () => {
  await running?.stop();
  running?.place.clear();
  await Promise.all([smtp?.close(), imap?.close()]);
});

const leadNamed = (name: keyof typeof letters): SentLead => {
  const lead = leads[name];
  if (!lead) throw new Error(`${name} has sent no form`);
  return lead;
};

const untilLetter = (name: keyof typeof letters, template: string): Promise<Letter> =>
  waitUntil(
    `${template} to ${name}`,
    async () => (await lettersOf(running, smtp, leadNamed(name))).find((each) => each.template === template),
    { withinMs: 90_000 },
  );

async function readAndRemember(): Promise<void> {
  leads.booking = await sendForm(running, 'heavenly-drops', booking);
  const { html } = await untilLetter('booking', 'welcome');
  picture = await fetch(addressIn(html, /<img src="([^"]+)"/), { headers: reader });
  followed = await fetch(addressIn(html, /href="([^"]+\/t\/[^"]+)"/), {
    headers: reader,
    redirect: 'manual',
  });
  await untilLetter('booking', 'callSummaryLead');
  await untilLetter('booking', 'reminderLead');
}

async function replyOnce(): Promise<void> {
  leads.replying = await sendForm(running, 'heavenly-drops', replying);
  const followUp = await untilLetter('replying', 'followUp');
  nextFollowUp = await waitUntil('the next follow-up is due', async () => {
    const { rows } = await running.rows.query<{ inMinutes: number }>(
      `select extract(epoch from next_action_at - now()) / 60 as "inMinutes" from lead
       where id = $1 and step = 'followUp' and next_action = 'followUp' and next_action_at > now()`,
      [leadNamed('replying').leadId],
    );
    return rows[0];
  });
  await imap.deliver(answerTo(followUp, { ...question, from: `${replying.name} <${replying.email}>` }));
  await untilLetter('replying', 'reply');
  await restOf(running, leadNamed('replying'), 20_000);
}

async function leaveAtOnce(): Promise<void> {
  leads.leaving = await sendForm(running, 'heavenly-drops', leaving);
  const welcome = await untilLetter('leaving', 'welcome');
  // as a mail program does it by itself: RFC 8058
  left = await fetch(addressIn(welcome.header('List-Unsubscribe') ?? '', /<(http[^>]+)>/), {
    method: 'POST',
    body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }),
  });
  // whichever way: the test says which one it has to be
  followUpDecisions = await waitUntil('the follow-up is decided', async () => {
    const { rows } = await running.rows.query<Decision>(
      `select subject, verdict, reason from decision
       where lead_id = $1 and subject like 'followUp%' and verdict <> 'at'`,
      [leadNamed('leaving').leadId],
    );
    return rows.length > 0 && rows;
  });
}

const count = (name: keyof typeof letters, template: string): number =>
  letters[name].filter((each) => each.template === template).length;
const letter = (name: keyof typeof letters, template: string): Letter =>
  letters[name].find((each) => each.template === template) as Letter;
const standing = async (name: keyof typeof letters) =>
  (
    await running.rows.query('select step, next_action_at as "nextActionAt" from lead where id = $1', [
      leadNamed(name).leadId,
    ])
  ).rows[0];

describe('by SMTP', () => {
  test('welcome, summary, reminder, follow-up and answer go to whom they are meant for, each once', () => {
    const once = (name: keyof typeof letters, template: string, address: string) =>
      expect(letters[name].filter((each) => each.template === template).map(({ to }) => to)).toEqual([
        [address],
      ]);
    once('booking', 'welcome', booking.email);
    once('booking', 'callSummaryLead', booking.email);
    for (const template of ['welcome', 'followUp', 'reply']) once('replying', template, replying.email);
    // the second reminder may be on its way already
    expect(letter('booking', 'reminderLead').to).toEqual([booking.email]);
    expect(count('booking', 'callSummaryStaff')).toBeGreaterThan(0);
  });

  test('every mail is one of ours: its id is made of the place in the ledger', () => {
    const all = Object.values(letters).flat();
    expect(all.length).toBeGreaterThan(8);
    expect(all.map(({ messageId }) => messageId)).toEqual(all.map(({ messageIdByKey }) => messageIdByKey));
    expect(new Set(all.map(({ messageId }) => messageId)).size).toBe(all.length);
  });

  test('what nobody asked for says how to end it with one click', () => {
    for (const each of [letter('replying', 'welcome'), letter('replying', 'followUp')]) {
      expect(each.header('List-Unsubscribe')).toMatch(
        /^<http:\S+\/u\/\S+>, <mailto:\S+\?subject=unsubscribe>$/,
      );
      expect(each.header('List-Unsubscribe-Post')).toBe('List-Unsubscribe=One-Click');
    }
    expect(letter('replying', 'reply').header('List-Unsubscribe')).toBeNull();
  });

  test('welcome, summary and follow-up carry our picture and lead past us; reminder and answer do not', () => {
    const picture = /<img src="http:[^"]+\/t\/[\w-]{64}"/g;
    const tracked = [
      letter('booking', 'welcome'),
      letter('booking', 'callSummaryLead'),
      letter('replying', 'followUp'),
    ];
    for (const { html } of tracked) expect(html.match(picture)).toHaveLength(1);
    for (const { html } of tracked) expect(html).not.toContain('href="https://heavenly-drops.example');
    for (const { html } of [letter('booking', 'reminderLead'), letter('replying', 'reply')])
      expect(html).not.toContain('/t/');
  });
});

test('opening a mail and following its link is noted once each, and the link leads where it led', async () => {
  expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/gif']);
  expect([followed.status, followed.headers.get('location')]).toEqual([
    302,
    'https://heavenly-drops.example',
  ]);
  const { rows } = await running.rows.query(
    `select v.kind, v.by_machine, e.template, e.state from email_event v join email e on e.id = v.email_id
     where e.lead_id = $1 order by v.at`,
    [leadNamed('booking').leadId],
  );
  const about = { by_machine: false, template: 'welcome', state: 'clicked' };
  expect(rows).toEqual([
    { kind: 'opened', ...about },
    { kind: 'clicked', ...about },
  ]);
});

describe('an answer into the mailbox', () => {
  test('is answered in its thread', () => {
    const reply = letter('replying', 'reply');
    expect(reply.inReplyTo).toBe(question.id);
    expect(reply.references).toBe(`${letter('replying', 'followUp').messageId} ${question.id}`);
    expect(reply.subject).toBe(`Re: ${letter('replying', 'followUp').subject}`);
    expect(reply.text).toContain('consultation is free');
  });

  test('ends the follow-ups, of which one more was due', async () => {
    expect(Number(nextFollowUp.inMinutes)).toBeGreaterThan(30);
    expect(await standing('replying')).toEqual({ step: 'rest', nextActionAt: null });
    expect(count('replying', 'followUp')).toBe(1);
  });

  test('is marked as read', async () => {
    const subject = `Re: ${letter('replying', 'followUp').subject}`;
    await expect.poll(imap.inbox).toEqual([{ subject, seen: true }]);
  });
});

test('whoever unsubscribes with one click gets no follow-up, and the decision says why', () => {
  expect(left.status).toBe(200);
  expect(letters.leaving.map(({ template }) => template)).toEqual(['welcome']);
  expect(followUpDecisions).toEqual([{ subject: 'followUp 1', verdict: 'never', reason: 'unsubscribed' }]);
});

test('nothing is left without an end, and no log holds an address or a text', async () => {
  const everybody = Object.values(leads);
  const open = await running.rows.query<{ key: string }>(
    `select key from outbound where kind = 'email' and state in ('planned', 'sending', 'unknown')
     and lead_id = any($1)`,
    [[leadNamed('replying').leadId, leadNamed('leaving').leadId]],
  );
  expect(open.rows).toEqual([]);
  const words = (await Promise.all(everybody.map((lead) => privateWordsOf(running, lead)))).flat();
  expect(words).toEqual(expect.arrayContaining([question.text, booking.email]));
  for (const { file, text } of readLogs(running))
    expect({ file, found: found(words, text) }).toEqual({ file, found: [] });
});
