import { describe, expect, test } from 'vitest';
import { type FileFacts, readRow } from '../../../domain/imports/read-row.ts';
import { type ImportColumn, importColumns } from '../../../schema/contracts/imports.ts';
import { testSettings } from '../../support/seed.ts';

const settings = { ...testSettings('Alpha') };
settings.profile = { ...settings.profile, languages: ['en', 'de'] };
const now = new Date('2026-11-26T12:00:00Z');
const mapping = Object.fromEntries(importColumns.map((column, place) => [column, place]));
const file: FileFacts = { mapping, width: importColumns.length, consentText: null };

const row = (given: Partial<Record<ImportColumn, string>>, facts: Partial<FileFacts> = {}) =>
  readRow(
    importColumns.map((column) => given[column] ?? ''),
    { ...file, ...facts },
    settings,
    now,
  );
const person = (given: Partial<Record<ImportColumn, string>>, facts?: Partial<FileFacts>) => {
  const read = row(given, facts);
  if (read.kind !== 'person') throw new Error(JSON.stringify(read.problems));
  return read.person;
};

describe('a row becomes a person', () => {
  test('with everything that stands in it', () => {
    expect(
      person({
        ...{ firstName: ' Ana ', lastName: 'García', phone: '020 7183 8750', email: 'ANA@Mail.example' },
        ...{
          country: 'GB',
          language: 'de-AT',
          timeZone: 'Europe/Madrid',
          interest: 'A POOL',
          source: 'fair',
        },
        ...{ tags: 'vip; fair|VIP', note: 'Met in March', assignedTo: 'alpha agent' },
        ...{ consent: 'ja', consentText: 'You may call me.', consentAt: '2026-03-01 10:00' },
      }),
    ).toEqual({
      ...{ name: 'Ana García', phone: '+442071838750', phoneCountry: 'GB', email: 'ana@mail.example' },
      ...{ country: 'GB', language: 'de', timeZone: 'Europe/Madrid', interest: 'pool', source: 'fair' },
      ...{ tags: ['vip', 'fair'], note: 'Met in March', assignedTo: 'agent' },
      consent: { text: 'You may call me.', at: '2026-03-01T10:00:00.000Z' },
    });
  });

  test('who has agreed to nothing unless the file says so, in words', () => {
    expect(person({ email: 'a@b.example' })).toMatchObject({ consent: null, source: 'import', name: null });
    expect(person({ email: 'a@b.example', consent: 'no' }).consent).toBeNull();
    const agreed = person({ email: 'a@b.example', consent: 'x' }, { consentText: 'Call me.' });
    expect(agreed.consent).toEqual({ text: 'Call me.', at: null });
  });

  test('whose national number is one of the row’s country', () => {
    expect(person({ phone: '0151 12345678', country: 'DE' }).phone).toBe('+4915112345678');
  });

  test('from a file that we wrote: an apostrophe before a formula is not part of it', () => {
    expect(person({ phone: "'+44 20 7183 8750" }).phone).toBe('+442071838750');
  });
});

describe('a row is refused with what was expected, everything at once', () => {
  test.each<[Partial<Record<ImportColumn, string>>, [ImportColumn, RegExp][]]>([
    [{}, [['phone', /a phone number or an e-mail address/]]],
    [{ phone: '4.477E+11' }, [['phone', /a phone number/]]],
    [
      { phone: '12', email: 'nobody' },
      [
        ['phone', /number/],
        ['email', /address/],
      ],
    ],
    [{ email: 'a@b.example', timeZone: 'Mars' }, [['timeZone', /time zone/]]],
    [{ email: 'a@b.example', interest: 'boats' }, [['interest', /one of pool/]]],
    [{ email: 'a@b.example', assignedTo: 'zed' }, [['assignedTo', /staff/]]],
    [{ email: 'a@b.example', name: 'x'.repeat(121) }, [['name', /at most 120/]]],
    [{ email: 'a@b.example', tags: 'x'.repeat(41) }, [['tags', /at most 50 tags/]]],
    [{ email: 'a@b.example', consent: 'perhaps' }, [['consent', /yes or no/]]],
    [{ email: 'a@b.example', consent: 'yes' }, [['consentText', /words/]]],
    [{ email: 'a@b.example', consentAt: '31.1.2026' }, [['consentAt', /2026-01-31/]]],
    [{ email: 'a@b.example', consentAt: '2026-13-01' }, [['consentAt', /2026-01-31/]]],
    [{ email: 'a@b.example', consentAt: '2027-01-01' }, [['consentAt', /has passed/]]],
  ])('%j', (given, expected) => {
    const read = row(given);
    const problems = read.kind === 'problems' ? read.problems : [];
    expect(problems.map(({ column }) => column)).toEqual(expected.map(([column]) => column));
    for (const [place, [, words]] of expected.entries()) expect(problems[place]?.expected).toMatch(words);
  });

  test('that has another number of cells than the header', () => {
    const read = readRow(['a@b.example'], { ...file, mapping: { email: 0 }, width: 2 }, settings, now);
    expect(read).toEqual({
      kind: 'problems',
      problems: [{ column: null, expected: '2 cells, as the header has' }],
    });
  });
});
