// rules as tables and properties
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MailData, MailTemplate } from '../../../domain/mail/mail-data.ts';
import { renderMail } from '../../../domain/mail/render-mail.ts';
import { requiredFields } from '../../../domain/mail/required-fields.ts';
import { exampleTenant } from '../example-tenants.ts';

const { settings } = exampleTenant('heavenly-drops');
const appointment = { when: 'Tuesday 24 November 2026 at 14:30 GMT', staffName: 'Amira Hassan' };
const answers = [{ question: 'Which country?', answer: 'Canada' }];

const full: MailData = {
  welcome: { leadFirstName: 'Zoë', interest: 'Study abroad', agentName: 'Holly', callFrom: '+442079460001' },
  callSummaryStaff: {
    leadName: 'Zoë Smith',
    leadPhone: '+442079460123',
    leadEmail: 'zoe@example.com',
    outcome: 'interested',
    status: 'qualified',
    score: 70,
    scoreReasons: ['named a budget'],
    summary: 'Wants to study.',
    interest: 'Study abroad',
    budget: '£20,000',
    answers,
    objections: ['expensive'],
    sentiment: 'positive',
    nextStep: 'Prepare the meeting.',
    appointment,
    leadUrl: 'https://leadline.example/leads/1',
  },
  callSummaryLead: {
    leadFirstName: 'Zoë',
    agentName: 'Holly',
    answers,
    appointment: null,
    bookingUrl: 'https://leadline.example/a/1',
  },
  reminderLead: {
    leadFirstName: 'Zoë',
    subject: 'Consultation',
    ...appointment,
    joinUrl: 'https://teams.example/1',
    manageUrl: 'https://leadline.example/a/1',
  },
  reminderStaff: {
    leadName: 'Zoë Smith',
    leadPhone: null,
    ...appointment,
    joinUrl: 'https://teams.example/1',
    summary: 'Wants to study.',
    leadUrl: null,
  },
  offerSlots: {
    leadFirstName: 'Zoë',
    slots: [{ when: 'Tuesday', url: 'https://leadline.example/a/1?s=1' }],
    bookingUrl: 'https://leadline.example/a/1',
    until: 'Friday',
  },
  followUp: {
    leadFirstName: 'Zoë',
    subject: 'Your plans, {{firstName}}',
    text: 'how are you?\n\n{{business}} asks.',
    bookingUrl: null,
  },
  reply: { subject: 'Visa', text: 'Six to twelve weeks.' },
  staffAlert: {
    title: 'A lead waits',
    text: 'Nobody answered.',
    facts: [{ label: 'Since', value: 'Monday' }],
    leadUrl: null,
  },
};
const names = Object.keys(full) as MailTemplate[];

const render = <T extends MailTemplate>(template: T, data: MailData[T] = full[template]) =>
  renderMail(settings, template, data);
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
  it('says the same in HTML and in plain text', () => {
    const { html, text, subject } = render(name);
    expect(subject).not.toBe('');
    const page = visible(html);
    for (const line of text.split('\n').filter((each) => each.trim() && !each.startsWith('--')))
      for (const part of line.replace(/^- /, '').split(/: | · /))
        if (!part.startsWith('http')) expect(page).toContain(part.replace(/:$/, '').trim());
    for (const [link] of text.matchAll(/https:\S+/g))
      expect(html.replaceAll('&#x3D;', '=')).toContain(`href="${link}"`);
    expect(`${html}${text}`).not.toMatch(/undefined|\[object|NaN|\{\{/);
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
      expect(() => renderMail(settings, name, rest as never)).toThrow(
        `the e-mail "${name}" needs the fields: ${field}`,
      );
    },
  );
});

describe('an e-mail', () => {
  it('escapes whatever a stranger typed, in every field', () => {
    const evil = '<script>alert(1)</script>"\'&';
    const poison = (value: unknown): unknown => {
      if (typeof value === 'string') return value.startsWith('http') ? value : evil;
      if (Array.isArray(value)) return value.map(poison);
      if (typeof value === 'object' && value)
        return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, poison(each)]));
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
    const links = { unsubscribeUrl: 'https://leadline.example/u/1' };
    const { html, text } = renderMail(settings, 'welcome', full.welcome, links);
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
    );
    expect(html).toContain(`background:${color};color:${onColor}`);
  });
});
