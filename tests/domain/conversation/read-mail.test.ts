// rules as tables
import { describe, expect, it, test } from 'vitest';
import { htmlToText } from '../../../domain/conversation/html-to-text.ts';
import { ownWords } from '../../../domain/conversation/own-words.ts';
import { readMail } from '../../../domain/conversation/read-mail.ts';

const said = 'Thank you, Tuesday is fine.';
const quote = '> Shall we talk?\n> It costs 99 dollars.';

describe('the own words of an e-mail', () => {
  it.each([
    ['English', `${said}\n\nOn Mon, 23 Nov 2026 at 10:00, Holly <hello@us.example> wrote:\n${quote}`],
    ['folded', `${said}\n\nOn Mon, 23 Nov 2026 at 10:00, Holly\n<hello@us.example> wrote:\n${quote}`],
    ['German', `${said}\n\nAm 23.11.2026 um 10:00 schrieb Holly <hello@us.example>:\n${quote}`],
    ['French', `${said}\n\nLe lun. 23 nov. 2026 à 10:00, Holly <h@us.example> a écrit :\n${quote}`],
    ['Spanish', `${said}\n\nEl lun, 23 nov 2026 a las 10:00, Holly escribió:\n${quote}`],
    ['Turkish', `${said}\n\nHolly <h@us.example>, 23 Kas 2026 Pzt, 10:00 tarihinde şunu yazdı:\n${quote}`],
    [
      'Outlook',
      `${said}\r\n\r\nFrom: Holly <h@us.example>\r\nSent: Monday\r\nTo: Ada\r\n\r\nIt costs 99 dollars.`,
    ],
    ['Outlook, German', `${said}\n\nVon: Holly\nGesendet: Montag\nAn: Ada\n\nEs kostet 99.`],
    ['Outlook, ruled', `${said}\n\n________________________________\nFrom: Holly`],
    ['forwarded', `${said}\n\n-----Original Message-----\nFrom: Holly`],
    ['a signature', `${said}\n\n-- \nAda Example\n+44 7700 900000`],
    ['a phone', `${said}\n\nSent from my iPhone`],
    ['a Turkish phone', `${said}\n\niPhone'umdan gönderildi`.replace("iPhone'umdan", 'iPhone cihazımdan')],
  ])('in %s are without what it quotes', (_, text) => expect(ownWords(text)).toBe(said));

  it('among the quotes are kept', () =>
    expect(ownWords('> Which country?\nCanada.\n> When?\nIn May.')).toBe('Canada.\nIn May.'));

  it('are the whole, when nothing else is left', () => expect(ownWords('> only this')).toBe('> only this'));

  it.each([
    'From: what I hear, Canada is cold.\nIs it?',
    'On the phone Holly wrote: nothing.\nWhy?',
    'I paid -- so what?',
  ])('are not cut where nothing is quoted: %j', (text) => expect(ownWords(text)).toBe(text));
});

test('HTML alone becomes words, and its quotes stay quotes', () => {
  const html = `<html><head><style>p{}</style></head><body><p>Yes,&nbsp;<b>Tuesday</b> &#8364;&amp;co.</p>
    <script>alert(1)</script><blockquote><p>It costs 99.</p><blockquote>deeper</blockquote></blockquote>Bye</body>`;
  const text = htmlToText(html);
  expect(text).toContain('Yes, Tuesday €&co.');
  expect(text).not.toMatch(/alert|p\{\}/);
  expect(ownWords(text)).toBe('Yes, Tuesday €&co.\n\nBye');
});

describe('an e-mail that was read', () => {
  const mail = (text: string, headers: Record<string, string> = {}) =>
    readMail({ from: 'ada@lead.example', subject: 'Hello', text, html: null, headers }, []);

  it('names what it answers, the newest first, each once', () =>
    expect(mail('Hello', { 'in-reply-to': '<c@us>', references: '<a@us> <b@us>\n <c@us>' }).answers).toEqual([
      '<c@us>',
      '<b@us>',
      '<a@us>',
    ]));

  it('that only quotes an opt-out word is none', () => {
    expect(mail(`Fine.\n\nOn Monday, 23 November Holly wrote:\n> stop`).optOut).toBe(false);
    expect(mail(`STOP\n\nOn Monday, 23 November Holly wrote:\n> hello`).optOut).toBe(true);
    expect(mail('Abmelden\n\nVon meinem iPhone gesendet').optOut).toBe(true);
  });

  it('by a machine asks for nothing', () =>
    expect(mail('stop', { 'auto-submitted': 'auto-replied' })).toMatchObject({
      automatic: 'autoReply',
      optOut: false,
    }));

  it('that reports a failure names the e-mail that failed', () =>
    expect(mail('Status: 5.1.1\n\nMessage-ID: <a@us>\nSubject: x', { 'return-path': '<>' }).answers).toEqual([
      '<a@us>',
    ]));
});
