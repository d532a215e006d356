import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { personaOfAddress, personaOfNumber } from '../../sandbox/personas/cast.ts';
import { createPersonas } from '../../sandbox/personas/personas.ts';
import { chooseFirstSlot, findChoiceLink } from '../../sandbox/personas/read-form.ts';
import { createRecordBook } from '../../sandbox/record.ts';
import { readSettings } from '../../sandbox/settings.ts';
import { openStore } from '../../sandbox/store.ts';

describe('who is at the other end', () => {
  it.each([
    ['+447700900001', 'ana'],
    ['+905321234567', 'ana'],
    ['+13035550101', 'noel'],
    ['+13035550201', 'ana'],
    ['+14045550150', 'mia'],
    ['+15055550199', 'ivy'],
    ['+16025550100', 'vox'],
    ['+17025550100', 'bea'],
  ])('%s is %s', (number, name) => {
    expect(personaOfNumber(number).name).toBe(name);
  });

  it.each([
    ['mia+lead-1@mail.example', 'mia'],
    ['Mia Moss <MIA@mail.example>', 'mia'],
    ['miami@mail.example', undefined],
  ])('%s is read by %s', (address, name) => {
    expect(personaOfAddress(address)?.name).toBe(name);
  });

  it('nobody acts as soon as one vendor is real, or when switched off', () => {
    expect(readSettings({}).personas).toBe(true);
    expect(readSettings({ EMAIL_MODE: 'real' }).personas).toBe(false);
    expect(readSettings({ SANDBOX_PERSONAS: 'off' }).personas).toBe(false);
    expect(() => readSettings({ SANDBOX_PERSONAS: 'maybe', SANDBOX_PORT: 'x' })).toThrow(
      /PERSONAS.*\n.*PORT/,
    );
  });
});

describe('what they say', () => {
  const listen = (number: string, text: string, said: string[] = ['Hi'], quiet = false) =>
    personaOfNumber(number).react({ text, language: 'en-GB', said, quiet, attempt: 1 });
  const ana = '+447700900001';
  const mia = '+14045550101';

  it.each([
    ['Hello, is this a good moment to talk?', 'Yes, this is a fine moment, please go ahead.'],
    ['Thank you. What is your budget?', 'My budget is about 8000 euros.'],
    ['Which country are you interested in?', 'I am thinking of Germany.'],
    ['Which region are you interested in?', 'I am thinking of Germany.'],
    ['Would you like to work there or to study?', 'I would like to study nursing.'],
    ['What budget do you have in mind, in pounds?', 'My budget is about 8000 pounds.'],
    ['How much would you like to invest, in US dollars?', 'My budget is about 8000 dollars.'],
    ['When would you like to start?', 'I would like to start in September.'],
    ['Do you like it?', 'Yes, I think so.'],
    ['Is there anything else I can help you with?', 'No, thank you, that is everything. Goodbye.'],
    ['Thank you for your time. Goodbye.', 'Goodbye.'],
  ])('to "%s": "%s"', (text, say) => {
    expect(listen(ana, text)).toEqual({ say });
    expect(listen(mia, text)).toEqual({ say });
  });

  it('ana takes the first time offered, and mia will choose by the link', () => {
    const offer = 'I could offer you Tuesday at 10:00 or Wednesday at 14:30. Which one suits you?';
    expect(listen(ana, offer)).toEqual({ say: 'The first one would be great, please.' });
    expect(listen(mia, offer)).toMatchObject({ say: expect.stringMatching(/link by e-mail/) });
  });

  it('waits while nothing is asked, and speaks up or leaves when it stays quiet', () => {
    expect(listen(ana, 'Let me look at the calendar.')).toBeNull();
    expect(listen(ana, 'Let me look at the calendar.', ['Hi'], true)).toEqual({ say: 'All right.' });
    expect(listen(ana, '', ['Hi'], true)).toEqual({ say: 'Hello?' });
    expect(listen(ana, '', ['Hello?'], true)).toEqual({ hangUp: true });
    expect(listen(ana, '', ['Goodbye.'], true)).toEqual({ hangUp: true });
  });

  it('answers in Turkish when the call is in Turkish', () => {
    const heard = { text: 'Bütçeniz ne kadar?', language: 'tr-TR', said: [], quiet: false, attempt: 1 };
    expect(personaOfNumber(ana).react(heard)).toEqual({ say: 'Bütçem yaklaşık 8000 euro.' });
  });
});

const page = `<!doctype html><p>Choose <b>one</b></p><form method="post" action="/a/t0ken/choose?x=1&amp;y=2">
<input type="hidden" name="csrf" value="a&quot;b"><label><input type="radio" name="slot" value="s-1" checked> 10:00</label>
<input type="radio" name="slot" value="s-2"><button>Book</button></form>`;

describe('reading a mail and its page', () => {
  it('finds the first link below /a/', () => {
    const html =
      '<a href="http://x.example/about">?</a><a href="http://x.example/a/t0ken?l=en&amp;b=1">Choose</a>';
    expect(findChoiceLink(html, null)).toBe('http://x.example/a/t0ken?l=en&b=1');
    expect(findChoiceLink(null, 'Choose here: http://x.example/a/t1. Bye')).toContain(
      'http://x.example/a/t1',
    );
    expect(findChoiceLink('<a href="http://x.example/about">?</a>', null)).toBeNull();
  });

  it('sends what a browser would send', () => {
    expect(chooseFirstSlot(page, 'http://x.example/a/t0ken')).toEqual({
      action: 'http://x.example/a/t0ken/choose?x=1&y=2',
      fields: [
        ['csrf', 'a"b'],
        ['slot', 's-1'],
      ],
    });
    const buttons = '<form method=post><button name="slot" value="b-1">10:00</button></form>';
    expect(chooseFirstSlot(buttons, 'http://x.example/a/t')).toEqual({
      action: 'http://x.example/a/t',
      fields: [['slot', 'b-1']],
    });
    expect(chooseFirstSlot('<form></form>', 'http://x.example/')).toBeNull();
  });
});

describe('mia and her mail', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'leadline-mia-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('opens the link once, chooses the first time and sends the form', async () => {
    const seen: string[] = [];
    const server = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      seen.push(`${request.method} ${request.url} ${body}`);
      response.writeHead(200, { 'content-type': 'text/html' }).end(request.method === 'GET' ? page : 'Done');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const link = `http://127.0.0.1:${(server.address() as AddressInfo).port}/a/t0ken`;
    const now = Date.now;
    const record = createRecordBook(openStore(folder, 'record'), now);
    const store = openStore(folder, 'personas');
    const personas = createPersonas({ store, record, now, readMs: 1, forgetAfterMs: 60_000, on: true });
    const mail = {
      from: 'x@y.example',
      to: ['mia@z.example'],
      subject: 'Choose',
      html: `<a href="${link}">x</a>`,
      text: null,
    };
    personas.emailArrived({ ...mail, to: ['ana@z.example'] });
    personas.emailArrived(mail);
    personas.emailArrived(mail);
    await expect.poll(() => seen.length).toBe(2);
    await new Promise((resolve) => setTimeout(resolve, 50));
    server.close();
    expect(seen).toEqual(['GET /a/t0ken ', 'POST /a/t0ken/choose?x=1&y=2 csrf=a%22b&slot=s-1']);
    expect(record.list({ vendor: 'personas' }).map(({ operation }) => operation)).toEqual(['mia', 'mia']);
  });
});

it('una presses the one click of a mail program, once for each mail that offers it, and nothing else', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'leadline-una-'));
  const seen: string[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    seen.push(`${request.method} ${request.url} ${body}`);
    response.writeHead(200).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/u/t0ken`;
  const parts = { now: Date.now, readMs: 1, forgetAfterMs: 60_000, on: true };
  const record = createRecordBook(openStore(folder, 'record'), Date.now);
  const personas = createPersonas({ ...parts, store: openStore(folder, 'personas'), record });
  const mail = { from: 'x@y.example', to: ['una+1@z.example'], subject: 's', html: null, text: url };
  const header = { 'List-Unsubscribe': `<${url}>, <mailto:x@y.example>` };
  personas.emailArrived({ ...mail, headers: header });
  personas.emailArrived({ ...mail, to: ['ana@z.example'] });
  personas.emailArrived({
    ...mail,
    headers: { ...header, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' },
  });
  await expect.poll(() => seen.length).toBe(1);
  server.close();
  rmSync(folder, { recursive: true });
  expect(seen).toEqual(['POST /u/t0ken List-Unsubscribe=One-Click']);
});
