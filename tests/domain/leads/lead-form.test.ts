// rules as tables
import { describe, expect, it } from 'vitest';
import { normaliseEmail } from '../../../domain/leads/email.ts';
import { readLeadForm } from '../../../domain/leads/lead-form.ts';
import { isOptOut } from '../../../domain/leads/opt-out-words.ts';
import { normalisePhone } from '../../../domain/leads/phone.ts';
import { scoreOf, statusAfterCall } from '../../../domain/leads/score.ts';
import { advanceStatus, mayChangeStatus } from '../../../domain/leads/status.ts';
import { leadStatuses } from '../../../schema/contracts/steps.ts';
import { exampleTenant } from '../example-tenants.ts';

const { settings } = exampleTenant('heavenly-drops');
const form = {
  name: '  Zoë Smith ',
  phone: '020 7946 0123',
  email: ' Zoe@Example.COM ',
  interest: 'study',
  message: 'Hello',
  timeZone: 'Europe/London',
  consent: true,
};

describe('a form', () => {
  it('is normalised by the tenant’s country and language', () =>
    expect(readLeadForm(form, settings)).toEqual({
      kind: 'form',
      form: {
        name: 'Zoë Smith',
        phone: '+442079460123',
        phoneCountry: 'GB',
        email: 'zoe@example.com',
        interest: 'study',
        country: null,
        message: 'Hello',
        timeZone: 'Europe/London',
        language: 'en',
        consent: true,
      },
    }));

  it.each<[string, object, object]>([
    ['without an e-mail address', { email: '' }, { email: null, phone: '+442079460123' }],
    [
      'without a phone number',
      { phone: null },
      { phone: null, phoneCountry: null, email: 'zoe@example.com' },
    ],
    ['without an interest', { interest: '' }, { interest: null }],
    ['with the box of a page ticked', { consent: 'true' }, { consent: true }],
    ['with the box not ticked', { consent: undefined }, { consent: false }],
    ['with a time zone that there is not', { timeZone: 'Mars/Olympus' }, { timeZone: null }],
    ['in a variant of a language that is spoken', { language: 'en-AU' }, { language: 'en' }],
    ['in a language that is not spoken', { language: 'fr' }, { language: 'en' }],
    ['with an empty trap', { company_url: '' }, { name: 'Zoë Smith' }],
  ])('%s is taken', (_, change, expected) =>
    expect(readLeadForm({ ...form, ...change }, settings)).toMatchObject({ kind: 'form', form: expected }),
  );

  it.each<[string, unknown, string, string]>([
    ['without a name', { ...form, name: ' ' }, 'name', 'your name'],
    ['with a name that is no text', { ...form, name: 7 }, 'name', 'your name'],
    ['with a name that is too long', { ...form, name: 'x'.repeat(121) }, 'name', 'at most 120 characters'],
    ['with a number that nobody has', { ...form, phone: '12' }, 'phone', 'a phone number'],
    ['with a wrong e-mail address', { ...form, email: 'zoe@' }, 'email', 'an e-mail address'],
    [
      'with no way to reach anybody',
      { ...form, phone: '', email: '' },
      'phone',
      'a phone number or an e-mail address',
    ],
    [
      'with an interest that there is not',
      { ...form, interest: 'cars' },
      'interest',
      'one of work, study, unsure',
    ],
    [
      'with a message that is too long',
      { ...form, message: 'x'.repeat(2_001) },
      'message',
      'at most 2000 characters',
    ],
    ['with a consent that is no yes or no', { ...form, consent: 'maybe' }, 'consent', 'true or false'],
    ['with a field that nobody asked for', { ...form, admin: true }, 'admin', 'no such field'],
    ['that is no object', 'hello', 'body', 'an object'],
    ['that is nothing', undefined, 'body', 'an object'],
  ])('%s is refused by field', (_, body, field, expected) => {
    const read = readLeadForm(body, settings);
    expect(read.kind).toBe('problems');
    if (read.kind === 'problems')
      expect(read.problems).toEqual([{ field, expected: expect.stringContaining(expected) }]);
  });

  it('tells every mistake at once and repeats nothing of what was sent', () => {
    const read = readLeadForm({ ...form, phone: '12secret', email: 'secret@', name: 'Zoë' }, settings);
    expect(read.kind === 'problems' && read.problems.map(({ field }) => field)).toEqual(['phone', 'email']);
    expect(JSON.stringify(read)).not.toContain('secret');
  });

  it('with the hidden field filled in is a bot’s, whatever else is in it', () =>
    expect(readLeadForm({ company_url: 'https://spam.example' }, settings)).toEqual({ kind: 'bot' }));
});

describe('a phone number', () => {
  it.each([
    ['020 7946 0123', 'GB', '+442079460123', 'GB'],
    ['+44 (0)20 7946 0123', 'GB', '+442079460123', 'GB'],
    ['0044 20 7946 0123', 'AE', '+442079460123', 'GB'],
    ['+1 212 555 0123', 'GB', '+12125550123', 'US'],
    ['050 123 4567', 'AE', '+971501234567', 'AE'],
    ['98765 43210', 'IN', '+919876543210', 'IN'],
  ])('%s in %s is %s', (text, home, number, country) =>
    expect(normalisePhone(text, home)).toEqual({ number, country }),
  );

  it.each([
    '',
    'call me',
    '12',
    '+44',
    '+999 123456789',
    '020 7946 0123 ext. 5',
    '+44 20 7946 0123 or later',
  ])('%j is none', (text) => expect(normalisePhone(text, 'GB')).toBeNull());
});

describe('an e-mail address', () => {
  it.each([
    [' Zoe+abroad@Example.co.uk ', 'zoe+abroad@example.co.uk'],
    ['a.b@x-y.example', 'a.b@x-y.example'],
  ])('%s is kept as %s', (text, address) => expect(normaliseEmail(text)).toBe(address));

  it.each([
    '',
    'zoe',
    'zoe@',
    '@x.example',
    'zoe@x',
    'a..b@x.example',
    'a b@x.example',
    'a@x.example\nBcc: b@x.example',
    `${'a'.repeat(65)}@x.example`,
    'a@-x.example',
    'a@1.2.3.4',
  ])('%j is none', (text) => expect(normaliseEmail(text)).toBeNull());
});

describe('an opt-out', () => {
  it.each([
    'STOP',
    'stop.',
    'Please stop',
    'Unsubscribe!',
    'DUR',
    'İPTAL',
    'iptal',
    'ABONELİKTEN ÇIK',
    'Désabonner',
    'cancelar inscrição',
    'стоп',
    'إلغاء',
    'बंद करें',
    'STOP\n\nOn Monday Heavenly Drops wrote:\n> hello',
    'stop\n> quoted',
  ])('%j is one', (words) => expect(isOptOut(words)).toBe(true));
  it.each([
    '',
    'Where does the bus stop?',
    'stop by tomorrow',
    'I will not cancel',
    'thanks\n> STOP',
    'end of May',
  ])('%j is none', (words) => expect(isOptOut(words)).toBe(false));
});

describe('a status', () => {
  it('once opted out never changes', () => {
    for (const status of leadStatuses)
      expect(mayChangeStatus('opted_out', status)).toBe(status === 'opted_out');
  });
  it('may always become an opt-out, and may always stay', () => {
    for (const status of leadStatuses) {
      expect(mayChangeStatus(status, 'opted_out')).toBe(true);
      expect(mayChangeStatus(status, status)).toBe(true);
    }
  });
  it('is never taken back on the way by the journey', () => {
    expect(advanceStatus('appointment', 'contacted')).toBe('appointment');
    expect(advanceStatus('new', 'qualified')).toBe('qualified');
    expect(advanceStatus('unreachable', 'contacted')).toBe('contacted');
  });
});

describe('a score', () => {
  const facts = {
    answers: 0,
    questions: 4,
    budgetNamed: false,
    objections: 0,
    sentiment: 'neutral',
  } as const;

  it.each([
    ['interested', {}, 40],
    ['interested', { answers: 4, budgetNamed: true, sentiment: 'positive' }, 80],
    ['interested', { answers: 2, objections: 9 }, 43],
    ['booked', { sentiment: 'negative' }, 55],
    ['booked', { answers: 9, budgetNamed: true, sentiment: 'positive' }, 100],
    ['callBack', {}, 30],
    ['notInterested', { answers: 4, budgetNamed: true, sentiment: 'positive' }, 25],
    ['optedOut', { answers: 4, budgetNamed: true }, 0],
  ] as const)('of a call that ended as %s, with %j, is %d', (outcome, more, score) =>
    expect(scoreOf({ ...facts, ...more, outcome }).score).toBe(score),
  );

  it('gives a reason for each part of it, and for nothing else', () =>
    expect(scoreOf({ ...facts, outcome: 'interested', answers: 1, budgetNamed: true }).reasons).toEqual([
      'The lead is interested.',
      '1 of 4 questions were answered.',
      'A budget was named.',
    ]));

  it.each([
    ['new', { outcome: 'interested', score: 60, booked: false }, 'qualified'],
    ['new', { outcome: 'interested', score: 30, booked: false }, 'contacted'],
    ['contacted', { outcome: 'booked', score: 90, booked: false }, 'qualified'],
    ['contacted', { outcome: 'interested', score: 10, booked: true }, 'appointment'],
    ['qualified', { outcome: 'optedOut', score: 0, booked: false }, 'opted_out'],
    ['contacted', { outcome: 'notInterested', score: 0, booked: false }, 'lost'],
  ] as const)('a lead who was %s is after %j %s', (before, call, after) =>
    expect(statusAfterCall(before, call)).toBe(after),
  );
});
