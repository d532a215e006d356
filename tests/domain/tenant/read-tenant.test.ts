// rules as tables
import { describe, expect, it } from 'vitest';
import { diffSettings } from '../../../domain/tenant/diff-settings.ts';
import { fillIn } from '../../../domain/tenant/fill-in.ts';
import { mergePatch } from '../../../domain/tenant/merge-patch.ts';
import { readTenant } from '../../../domain/tenant/read-tenant.ts';
import { exampleTenant, exampleTenants, tenantYaml } from '../example-tenants.ts';

const yaml = tenantYaml('heavenly-drops');
const lineOf = (words: string): number => yaml.slice(0, yaml.indexOf(words)).split('\n').length;

const problemsOf = (text: string): string[] => {
  const read = readTenant(text, 'tenant.yaml');
  return read.ok ? [] : read.problems;
};

describe('a tenant file', () => {
  it.each(exampleTenants)('%s is valid as written and at the pace of a demonstration', (name) => {
    const { source, settings } = exampleTenant(name);
    expect(source.pace).toBeDefined();
    expect(settings.pace).toBeUndefined();
    expect(settings.calling.windows).toEqual([
      { days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'], from: '00:00', to: '24:00' },
    ]);
    expect(settings.calling.timeLimit).toBe(source.calling.timeLimit);
  });

  it.each<[string, string, string, string]>([
    [
      'a key that nobody knows',
      '  maxPerDay: 3',
      '  maxPerDay: 3\n  maxPerNight: 3',
      '/calling/maxPerNight: expected no such key',
    ],
    [
      'a number that is not E.164',
      '"+442079460001"',
      '"020 7946 0001"',
      '/phone/number: expected an E.164 number',
    ],
    [
      'a role that there is not',
      'role: admin',
      'role: boss',
      '/staff/0/role: expected one of admin, agent, viewer',
    ],
    [
      'a time after which a lead would be removed that may have come back meanwhile',
      'leads: 730 days',
      'leads: 2 days',
      '/retention/leads: expected at least 1 week',
    ],
    [
      'a duration without a unit',
      'firstDelay: 2 minutes',
      'firstDelay: 2',
      '/calling/firstDelay: expected a duration',
    ],
    [
      'a window that ends as it begins',
      'from: "09:30", to: "16:00"',
      'from: "09:30", to: "09:30"',
      '/appointments/windows/1/to: expected another time than 09:30',
    ],
    [
      'two windows over each other',
      '{ days: [fri], from: "09:30"',
      '{ days: [thu], from: "09:30"',
      '/appointments/windows/1: expected no overlap',
    ],
    [
      'a window over midnight into another one',
      '{ days: [fri], from: "09:30", to: "16:00" }',
      '{ days: [wed], from: "22:00", to: "10:00" }',
      '/appointments/windows/1: expected no overlap',
    ],
    [
      'delays that shrink',
      'busy: [10 minutes, 30 minutes, 4 hours]',
      'busy: [10 minutes, 5 minutes]',
      '/calling/retries/busy/1: expected at least 10 minutes',
    ],
    [
      'a blackout with one year',
      'from: "12-24", to: "12-24"',
      'from: "2026-12-24", to: "12-26"',
      '/calling/blackouts/0/to: expected a date with a year',
    ],
    [
      'quiet hours without an end',
      'quietHours: { from: "20:00", to: "08:00" }',
      'quietHours: { from: "20:00", to: "20:00" }',
      '/writing/quietHours/to: expected another time',
    ],
    ['a date that does not exist', '"2026-12-28"', '"2026-13-28"', '/calling/holidays/1: expected a date'],
    [
      'a key of staff twice',
      '  - key: daniel',
      '  - { key: daniel, name: D, email: d@x.example, role: viewer, calendar: null, notify: false }\n  - key: daniel',
      '/staff/3/key: expected a key that is not used twice',
    ],
    [
      'a question without its choices',
      '      choices: [work, study]\n',
      '',
      '/talk/questions/1: expected choices',
    ],
    [
      'a reminder before any slot is open',
      '{ before: 24 hours',
      '{ before: 20 weeks',
      '/reminders/0/before: expected at most',
    ],
    [
      'a time zone that there is not',
      'timeZone: Europe/London',
      'timeZone: Europe/Londn',
      '/profile/timeZone: expected a time zone',
    ],
    [
      'a placeholder that nobody fills',
      'subject: Your plans abroad',
      'subject: Your plans, {{nick}}',
      '/followUps/0/subject: expected no placeholder {{nick}}',
    ],
    [
      'a horizon that no calendar answers for',
      '  horizon: 2 weeks',
      '  horizon: 90 days',
      '/appointments/horizon: expected at most 60 days',
    ],
    [
      'calls of a length that no vendor takes',
      '  timeLimit: 12 minutes',
      '  timeLimit: 2 days',
      '/calling/timeLimit: expected between 30 seconds and 4 hours',
    ],
    [
      'a look at the vendor while the phone may still ring',
      '    lookUpAfter: 20 seconds',
      '    lookUpAfter: 1 second',
      '/calling/lookUpAfter: expected between 10 seconds and 1 hour',
    ],
    [
      'a mistake in the pace',
      '    firstDelay: 1 second',
      '    firstDelay: at once',
      '/pace/calling/firstDelay: expected a duration',
    ],
    [
      'a key in the pace that nobody knows',
      '    notice: 25 seconds',
      '    notise: 25 seconds',
      '/pace/appointments/notise: expected no such key',
    ],
  ])('with %s is refused with file, line and path', (_, right, wrong, expected) => {
    expect(yaml).toContain(right);
    const broken = yaml.replace(right, wrong);
    const problems = problemsOf(broken);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(expected);
    const told = Number(/^tenant\.yaml:(\d+):\d+: /.exec(problems[0] ?? '')?.[1]);
    // a missing key is told at the entry that lacks it, everything else on its own line
    const line = wrong ? lineOf(right) + wrong.split('\n').length - 1 : lineOf('- id: programme');
    expect(told).toBe(line);
  });

  it('tells all its mistakes at once', () => {
    const broken = yaml
      .replace('role: admin', 'role: boss')
      .replace('country: GB', 'country: England')
      .replace('  maxPerDay: 3', '  maxPerDay: 0');
    expect(problemsOf(broken)).toHaveLength(3);
  });

  it('that is no YAML is refused with the line', () => {
    expect(problemsOf('profile:\n  name: "open\n')[0]).toMatch(/^tenant\.yaml:\d+:\d+: /);
    expect(problemsOf('a: 1\na: 2\n')[0]).toMatch(/^tenant\.yaml:2:1: .*unique/);
    expect(problemsOf('')[0]).toMatch(/^tenant\.yaml:1:1: \/: expected/);
    expect(problemsOf('- a')[0]).toMatch(/^tenant\.yaml:1:1: \/: expected/);
  });

  it('that lacks a key says which', () => {
    expect(problemsOf(yaml.replace('  agentName: Holly\n', ''))[0]).toBe(
      `tenant.yaml:${lineOf('talk:')}:1: /talk: expected the key "agentName"`,
    );
  });

  it('whose pace only breaks what stands outside of it says so', () => {
    const [problem] = problemsOf(yaml.replace('    horizon: 5 minutes', '    horizon: 27 seconds'));
    expect(problem).toContain('/pace/appointments/horizon: expected longer than notice');
  });
});

describe('a merge patch (RFC 7386, appendix A)', () => {
  it.each<[unknown, unknown, unknown]>([
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
    [{ a: 'b' }, { a: null }, {}],
    [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
    [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
    [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
    [
      ['a', 'b'],
      ['c', 'd'],
      ['c', 'd'],
    ],
    [{ a: 'b' }, ['c'], ['c']],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [[1, 2], { a: 'b', c: null }, { a: 'b' }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ])('%j with %j is %j', (target, patch, merged) => {
    const before = structuredClone(target);
    expect(mergePatch(target, patch)).toEqual(merged);
    expect(target).toEqual(before);
  });

  it('cannot reach the prototype', () => {
    mergePatch({}, JSON.parse('{"__proto__":{"polluted":true}}'));
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });
});

describe('the difference of two settings', () => {
  it('is empty for the same, and names the deepest paths that differ', () => {
    const { source } = exampleTenant('nexora');
    expect(diffSettings(source, structuredClone(source))).toEqual([]);
    const changed = structuredClone(source);
    changed.calling.maxPerDay = 9;
    changed.profile.languages.push('ar');
    expect(diffSettings(source, changed)).toEqual([
      { path: '/profile/languages/1', before: undefined, after: 'ar' },
      { path: '/calling/maxPerDay', before: 2, after: 9 },
    ]);
  });
});

describe('a tenant’s own words', () => {
  it('are filled in, and an empty name leaves no gap', () => {
    expect(
      fillIn('Hello {{firstName}}, welcome to {{ business }}.', { firstName: 'Zoë', business: 'X' }),
    ).toBe('Hello Zoë, welcome to X.');
    expect(fillIn('Hello {{firstName}}, welcome.', { firstName: '' })).toBe('Hello, welcome.');
  });
  it('with a placeholder that is not known are refused by name', () =>
    expect(() => fillIn('{{nick}}', { firstName: 'Zoë' })).toThrow('{{nick}}'));
});
