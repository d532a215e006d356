import { describe, expect, it } from 'vitest';
import { isTracked, trackMail } from '../../../domain/mail/track-mail.ts';

const address = (n: number) => `https://leads.example/t/${n}`;
const track = (html: string) => trackMail(html, 'https://leads.example', address);

describe('the links of a tracked e-mail', () => {
  it('lead past us, in order, and what they led to is kept as it was meant', () => {
    const { html, targets } = track(
      '<body><a href="https://a.example/?x=1&amp;y=2">A</a> <a class="b" href="http://b.example">B</a></body>',
    );
    expect(targets).toEqual(['https://a.example/?x=1&y=2', 'http://b.example']);
    expect(html).toContain(`<a href="${address(1)}">A</a> <a class="b" href="${address(2)}">B</a>`);
    expect(html).toMatch(/<img src="https:\/\/leads\.example\/t\/0"[^>]*><\/body>$/);
  });

  it('to our own pages, to addresses and to numbers stay as they are', () => {
    const own =
      '<a href="https://leads.example/u/1">out</a><a href="mailto:a@b.example">m</a><a href="tel:+1">t</a>';
    const { html, targets } = track(own);
    expect(html.startsWith(own)).toBe(true);
    expect(targets).toEqual([]);
  });

  it('to an address that only begins like ours are others', () => {
    expect(track('<a href="https://leads.example.evil/x">x</a>').targets).toHaveLength(1);
  });
});

describe('whether an e-mail is tracked', () => {
  const email = { from: 'a@b.example', replyTo: 'a@b.example' };

  it('is for the tenant to say, and yes otherwise', () => {
    expect(isTracked({ email }, 'followUp')).toBe(true);
    expect(isTracked({ email: { ...email, track: false } }, 'followUp')).toBe(false);
  });

  it('is never so for replies, reminders and what staff get', () => {
    for (const template of ['reply', 'reminderLead', 'reminderStaff', 'callSummaryStaff'] as const)
      expect(isTracked({ email }, template)).toBe(false);
  });
});
