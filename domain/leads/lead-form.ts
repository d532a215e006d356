import * as z from 'zod';
import type { TenantSettings } from '../../schema/contracts/tenant.ts';
import { isTimeZone } from '../time/local-time.ts';
import { normaliseEmail } from './email.ts';
import { normalisePhone } from './phone.ts';

/** A form as it is kept: validated, normalised, nothing else in it. */
export interface LeadForm {
  name: string;
  phone: string | null;
  phoneCountry: string | null;
  email: string | null;
  interest: string | null;
  country: string | null;
  message: string | null;
  timeZone: string | null;
  language: string;
  consent: boolean;
}

/** One field that a person can put right. Holds what was expected, never what was sent. */
export interface FieldProblem {
  field: string;
  expected: string;
}

/** `bot`: the field that nobody sees was filled in; answer as if all was well and keep nothing. */
export type ReadForm =
  | { kind: 'form'; form: LeadForm }
  | { kind: 'problems'; problems: FieldProblem[] }
  | { kind: 'bot' };

const empty = z.literal('').transform(() => undefined);
const optional = (max: number) =>
  z
    .union([z.string().trim().max(max, `at most ${max} characters`), z.null()])
    .optional()
    .transform((value) => value || null);

const makeSchema = (settings: TenantSettings) =>
  z.strictObject(
    {
      name: z.string('your name').trim().min(1, 'your name').max(120, 'at most 120 characters'),
      phone: optional(40),
      email: optional(254),
      interest: z
        .union([z.enum(settings.form.interests.map(({ value }) => value)), empty, z.null()], {
          error: `one of ${settings.form.interests.map(({ value }) => value).join(', ')}`,
        })
        .optional()
        .transform((value) => value || null),
      country: optional(80),
      message: optional(2_000),
      timeZone: optional(60),
      language: optional(20),
      consent: z
        .union(
          [z.boolean(), z.enum(['true', 'false', 'on', '']).transform((v) => v === 'true' || v === 'on')],
          {
            error: 'true or false',
          },
        )
        .optional()
        .transform((value) => value ?? false),
      company_url: z.unknown().optional(),
      idempotencyKey: z.unknown().optional(),
      tenant: z.unknown().optional(),
    },
    {
      error: (issue) =>
        issue.code === 'unrecognized_keys' ? 'no such field' : 'an object with the form’s fields',
    },
  );

// made once per version of the settings: making a schema costs more than everything else that a form is read with
const schemas = new WeakMap<TenantSettings, ReturnType<typeof makeSchema>>();
const schemaOf = (settings: TenantSettings) => {
  const known = schemas.get(settings);
  if (known) return known;
  const made = makeSchema(settings);
  schemas.set(settings, made);
  return made;
};

/** Reads a posted form by the tenant's settings: the tenant's interests, its country for numbers, its languages. */
export const readLeadForm = (body: unknown, settings: TenantSettings): ReadForm => {
  if (trapped(body)) return { kind: 'bot' };
  const parsed = schemaOf(settings).safeParse(body);
  if (!parsed.success) return { kind: 'problems', problems: parsed.error.issues.flatMap(problemsOf) };
  const { data } = parsed;
  const phone = data.phone === null ? null : normalisePhone(data.phone, settings.profile.country);
  const email = data.email === null ? null : normaliseEmail(data.email);
  const problems: FieldProblem[] = [];
  if (data.phone && !phone)
    problems.push({
      field: 'phone',
      expected: 'a phone number, with country code unless it is a national one',
    });
  if (data.email && !email) problems.push({ field: 'email', expected: 'an e-mail address' });
  if (!data.phone && !data.email)
    problems.push({ field: 'phone', expected: 'a phone number or an e-mail address' });
  if (problems.length > 0) return { kind: 'problems', problems };
  const { name, interest, country, message, consent } = data;
  const timeZone = data.timeZone && isTimeZone(data.timeZone) ? data.timeZone : null;
  const language = knownLanguage(data.language, settings);
  const reach = { phone: phone?.number ?? null, phoneCountry: phone?.country ?? null, email };
  return { kind: 'form', form: { name, ...reach, interest, country, message, timeZone, language, consent } };
};

const trapped = (body: unknown): boolean => {
  const trap = typeof body === 'object' && body !== null && 'company_url' in body ? body.company_url : '';
  return trap !== '' && trap !== null && trap !== undefined;
};

const problemsOf = (issue: z.core.$ZodIssue): FieldProblem[] => {
  if (issue.code === 'unrecognized_keys')
    // a stranger's key may hold anything: it is cut before it is shown
    return issue.keys.map((key) => ({ field: key.slice(0, 40), expected: 'no such field' }));
  return [{ field: issue.path.join('.') || 'body', expected: issue.message }];
};

/** The language asked for, if the tenant speaks it, otherwise the tenant's own. */
export const knownLanguage = (asked: string | null, { profile }: TenantSettings): string => {
  const tag = asked?.toLowerCase() ?? '';
  const speaks = (wanted: string) => profile.languages.find((known) => known.toLowerCase() === wanted);
  return speaks(tag) ?? speaks(tag.split('-')[0] ?? '') ?? profile.language;
};
