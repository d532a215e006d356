import type {
  ImportColumn,
  ImportedPerson,
  ImportMapping,
  RowProblem,
} from '../../schema/contracts/imports.ts';
import type { TenantSettings } from '../../schema/contracts/tenant.ts';
import { normaliseEmail } from '../leads/email.ts';
import { knownLanguage } from '../leads/lead-form.ts';
import { normalisePhone } from '../leads/phone.ts';
import { longestTag, mostTags, readTag, withTags } from '../leads/tags.ts';
import { isTimeZone } from '../time/local-time.ts';
import { withoutApostrophe } from './csv-cell.ts';
import { yesOrNo } from './yes-or-no.ts';

/** What is known of a file, beside its rows. */
export interface FileFacts {
  mapping: ImportMapping;
  /** how many cells the header has */
  width: number;
  /** what everybody in the file agreed to who agreed, where no column says it */
  consentText: string | null;
}

export type ReadRow =
  | { kind: 'person'; person: ImportedPerson }
  | { kind: 'problems'; problems: RowProblem[] };

const longest: Partial<Record<ImportColumn, number>> = {
  ...{ name: 120, firstName: 60, lastName: 60, country: 80, source: 80 },
  ...{ note: 10_000, consentText: 2_000 },
};

/** Reads one row by the tenant's settings. Everything that is wrong with it is answered at once. */
export const readRow = (
  cells: readonly string[],
  { mapping, width, consentText }: FileFacts,
  settings: TenantSettings,
  now: Date,
): ReadRow => {
  const problems: RowProblem[] = [];
  const wrong = (column: ImportColumn | null, expected: string): null => {
    problems.push({ column, expected });
    return null;
  };
  const cell = (column: ImportColumn): string | null => {
    const place = mapping[column];
    const text = place === undefined ? '' : withoutApostrophe(cells[place]?.trim() ?? '');
    const most = longest[column] ?? 254;
    return text.length > most ? wrong(column, `at most ${most} characters`) : text || null;
  };
  /** what stands in a column, read; a problem when it cannot be */
  const read = <T>(column: ImportColumn, how: (text: string) => T | null, expected: string): T | null => {
    const text = cell(column);
    return text === null ? null : (how(text) ?? wrong(column, expected));
  };

  // a stray delimiter moves every cell behind it: better no lead than one with another's number
  if (cells.length !== width) wrong(null, `${width} cells, as the header has`);
  const country = cell('country');
  const home = country && /^[A-Z]{2}$/.test(country) ? country : settings.profile.country;
  const phone = read('phone', (text) => normalisePhone(text, home), 'a phone number');
  const email = read('email', normaliseEmail, 'an e-mail address');
  if (!cell('phone') && !cell('email')) wrong('phone', 'a phone number or an e-mail address');
  const interests = settings.form.interests;
  const person: ImportedPerson = {
    name: cell('name') ?? ([cell('firstName'), cell('lastName')].filter(Boolean).join(' ') || null),
    phone: phone?.number ?? null,
    phoneCountry: phone?.country ?? null,
    email,
    country,
    language: knownLanguage(cell('language'), settings),
    timeZone: read(
      'timeZone',
      (text) => (isTimeZone(text) ? text : null),
      'a time zone such as Europe/Berlin',
    ),
    interest: read(
      'interest',
      (text) => interests.find((known) => same(text, known.value) || same(text, known.label))?.value ?? null,
      `one of ${interests.map(({ value }) => value).join(', ')}`,
    ),
    source: cell('source') ?? 'import',
    tags: read('tags', tagsIn, `at most ${mostTags} tags of at most ${longestTag} characters`) ?? [],
    note: cell('note'),
    assignedTo: read(
      'assignedTo',
      (text) =>
        settings.staff.find(({ key, email: of, name }) => [key, of, name].some((known) => same(text, known)))
          ?.key ?? null,
      'the key, address or name of a member of staff',
    ),
    consent: readConsent({ cell, read, wrong, consentText, now }),
  };
  return problems.length > 0 ? { kind: 'problems', problems } : { kind: 'person', person };
};

const same = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

const tagsIn = (text: string): string[] | null => {
  const tags = text
    .split(/[,;|]/)
    .filter((tag) => tag.trim() !== '')
    .map(readTag);
  return tags.includes(null) ? null : withTags([], { add: tags.filter((tag) => tag !== null), remove: [] });
};

const day = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/;

/** An instant in ISO 8601; without an offset it is read as UTC. */
const instantIn = (text: string): Date | null => {
  if (!day.test(text)) return null;
  const zoned =
    /(Z|[+-]\d{2}:?\d{2})$/.test(text) && text.length > 10
      ? text
      : `${text.length > 10 ? text : `${text}T00:00`}Z`;
  const at = new Date(zoned.replace(' ', 'T'));
  return Number.isNaN(at.getTime()) ? null : at;
};

/** A consent counts in the words that were agreed to, or not at all. */
const readConsent = ({
  cell,
  read,
  wrong,
  consentText,
  now,
}: {
  cell(column: ImportColumn): string | null;
  read<T>(column: ImportColumn, how: (text: string) => T | null, expected: string): T | null;
  wrong(column: ImportColumn, expected: string): null;
  consentText: string | null;
  now: Date;
}): ImportedPerson['consent'] => {
  const given = read('consent', yesOrNo, 'yes or no');
  const at = read('consentAt', instantIn, 'an instant such as 2026-01-31 or 2026-01-31T09:30:00Z');
  if (at && at > now) wrong('consentAt', 'an instant that has passed');
  const text = cell('consentText') ?? consentText;
  if (given !== 'yes') return null;
  if (!text) return wrong('consentText', 'the words that they agreed to');
  return { text, at: at?.toISOString() ?? null };
};
