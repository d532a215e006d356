// rules as tables and properties
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MailData, MailTemplate } from '../../../domain/mail/mail-data.ts';
import { palette } from '../../../domain/mail/palette.ts';
import { contrast, readableOn } from '../../../domain/mail/readable.ts';
import { renderMail } from '../../../domain/mail/render-mail.ts';
import { requiredFields } from '../../../domain/mail/required-fields.ts';
import { type MailLanguage, mailWords } from '../../../domain/mail/words/index.ts';
import { exampleTenant } from '../example-tenants.ts';
import { exampleMails } from './example-mails.ts';

const { settings } = exampleTenant('heavenly-drops');
const full = exampleMails;
const names = Object.keys(full) as MailTemplate[];
const languages = Object.keys(mailWords) as MailLanguage[];

const render = <T extends MailTemplate>(template: T, data: MailData[T] = full[template]) =>
  renderMail(settings, template, data, { language: 'en' });
/** The words of a page, as a reader without styles sees them. */
const visible = (html: string): string =>
  html
    .replaceAll(/<style>[\s\S]*?<\/style>|<title>[\s\S]*?<\/title>|<[^>]+>/g, ' ')
    .replaceAll(/&#x([0-9A-F]+);/gi, (_, code: string) => String.fromCodePoint(Number.parseInt(code, 16)))
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
    .replaceAll(/\s+/g, ' ');

describe.each(names)('the e-mail %s', (name) => {
  it.each(languages)('says the same in HTML and in plain text: %s', (language) => {
    const { html, text, subject } = renderMail(settings, name, full[name], { language });
    expect(html).toContain(`<html lang="${language}">`);
    expect(subject).not.toBe('');
    const page = visible(html);
    for (const line of text.split('\n').filter((each) => each.trim() && !each.startsWith('--')))
      for (const part of line.replace(/^- /, '').split(/: | · /))
        if (!part.startsWith('http')) expect(page).toContain(part.replace(/:$/, '').trim());
    for (const [link] of text.matchAll(/https:\S+/g))
      expect(html.replaceAll('&#x3D;', '=')).toContain(`href="${link}"`);
    expect(`${html}${text}`).not.toMatch(/undefined|\[object|NaN|\{\{/);
  });

  it('names the business, where it can be written to, and why its reader gets it', () => {
    const { html, text } = render(name);
    for (const part of [
      settings.profile.name,
      ...settings.brand.postalAddress.split('\n'),
      'You get this e-mail',
    ]) {
      expect(visible(html)).toContain(part);
      expect(text).toContain(part);
    }
  });

  it('is small: mailboxes cut what is longer than 100 KB', () => {
    for (const language of languages)
      expect(Buffer.byteLength(renderMail(settings, name, full[name], { language }).html)).toBeLessThan(
        30_000,
      );
  });

  it('is the same bytes for the same data', () => expect(render(name)).toEqual(render(name)));

  it('is in the tenant’s brand, needs no picture and knows the dark', () => {
    const { html } = render(name);
    expect(html).toContain(`background:${settings.brand.color}`);
    expect(html).toContain('prefers-color-scheme: dark');
    expect(html).not.toContain('<img');
  });

  it.each(requiredFields[name].map(String))(
    'without its field “%s” is an error that names the field and no value',
    (field) => {
      const { [field]: _, ...rest } = full[name] as Record<string, unknown>;
      expect(() => renderMail(settings, name, rest as never, { language: 'en' })).toThrow(
        `the e-mail "${name}" needs the fields: ${field}`,
      );
    },
  );
});

describe('the colours', () => {
  const shades = Object.entries(palette);
  it.each(shades)('of texts can be read when it is %s', (_, { page, card, ink, quiet }) => {
    for (const [text, ground] of [
      [ink, card],
      [quiet, card],
      [quiet, page],
    ] as const)
      expect(contrast(text, ground)).toBeGreaterThanOrEqual(4.5);
  });

  it('of a brand can be read on, whichever it is', () => {
    const color = fc.integer({ min: 0, max: 0xff_ff_ff }).map((n) => `#${n.toString(16).padStart(6, '0')}`);
    fc.assert(fc.property(color, (any) => contrast(readableOn(any), any) >= 4.5));
  });
});

describe('a logo', () => {
  const branded = {
    ...settings,
    brand: { ...settings.brand, logoUrl: 'https://heavenly-drops.example/logo.png' },
  };

  it('is one picture that says in words what it shows', () => {
    const { html } = renderMail(branded, 'welcome', full.welcome, { language: 'en' });
    expect([...html.matchAll(/<img /g)]).toHaveLength(1);
    expect(html).toContain(`alt="${settings.profile.name}"`);
  });

  it('takes no word away: without pictures nothing is missing', () => {
    const plain = renderMail(settings, 'welcome', full.welcome, { language: 'en' });
    const pictured = renderMail(branded, 'welcome', full.welcome, { language: 'en' });
    expect(pictured.text).toBe(plain.text);
    for (const word of visible(plain.html).split(' '))
      expect(pictured.html).toContain(word.replaceAll("'", '&#x27;'));
  });
});

describe('an e-mail', () => {
  it('escapes whatever a stranger typed, in every field', () => {
    const evil = '<script>alert(1)</script>"\'&';
    const poison = (value: unknown): unknown => {
      if (typeof value === 'string') return value.startsWith('http') ? value : evil;
      if (Array.isArray(value)) return value.map(poison);
      if (typeof value === 'object' && value)
        // a note's kind is a word of ours
        return Object.fromEntries(
          Object.entries(value).map(([key, each]) => [key, key === 'kind' ? each : poison(each)]),
        );
      return value;
    };
    for (const name of names) {
      const { html } = render(name, poison(full[name]) as never);
      expect(html).not.toContain('<script');
      expect(html).toContain('&lt;script&gt;');
    }
  });

  it('has one line as its subject, whatever stands in it', () => {
    fc.assert(
      fc.property(fc.string(), (words) => {
        const { subject } = render('reply', { subject: `Hello\r\nBcc: x@y.example ${words}`, text: 'x' });
        expect(subject).not.toMatch(/[\r\n]/);
      }),
    );
  });

  it('makes a link of nothing but a web address', () => {
    const { html } = render('reminderLead', { ...full.reminderLead, joinUrl: 'javascript:alert(1)' });
    expect(html).not.toContain('javascript:');
  });

  it('fills the tenant’s own words, and refuses a placeholder that it does not know by name', () => {
    expect(render('followUp').subject).toBe('Your plans, Zoë');
    expect(render('followUp').text).toContain('Heavenly Drops asks.');
    expect(() => render('followUp', { ...full.followUp, text: '{{phone}}' })).toThrow('{{phone}}');
  });

  it.each([
    ['Visa', 'Re: Visa'],
    ['Re: Visa', 'Re: Visa'],
    ['AW: Visa', 'AW: Visa'],
  ])('that answers “%s” is called “%s”', (subject, expected) =>
    expect(render('reply', { subject, text: 'x' }).subject).toBe(expected),
  );

  it('shows the way out when there is one', () => {
    const { html, text } = renderMail(settings, 'welcome', full.welcome, {
      language: 'en',
      unsubscribeUrl: 'https://leadline.example/u/1',
    });
    expect(html).toContain('href="https://leadline.example/u/1"');
    expect(text).toContain('https://leadline.example/u/1');
  });

  it.each([
    ['#ffffff', '#000000'],
    ['#ffe066', '#000000'],
    ['#0b6e6e', '#ffffff'],
    ['#000000', '#ffffff'],
  ])('on %s is written in %s', (color, onColor) => {
    const { html } = renderMail(
      { ...settings, brand: { ...settings.brand, color } },
      'welcome',
      full.welcome,
      { language: 'en' },
    );
    expect(html).toContain(`background:${color};color:${onColor}`);
  });
});
