import { durationPattern } from '../time/duration.ts';

const duration = { type: 'string', pattern: durationPattern, description: 'a duration such as "30 minutes"' };
const text = (maxLength: number) => ({ type: 'string', minLength: 1, maxLength });
const address = { type: 'string', format: 'email' };
const e164 = {
  type: 'string',
  pattern: '^\\+[1-9]\\d{6,14}$',
  description: 'an E.164 number such as "+442079460001"',
};
const name = {
  type: 'string',
  pattern: '^[a-z][A-Za-z0-9_-]{0,39}$',
  description: 'a short name: a lower-case letter, then letters, digits, "_" or "-"',
};
const languageTag = '^[a-z]{2,3}(-[A-Za-z0-9]+)*$';
const date = { type: 'string', format: 'date', description: 'a date such as "2026-12-25"' };
const count = (maximum: number) => ({ type: 'integer', minimum: 1, maximum });
const list = (items: object, limits: object = {}) => ({ type: 'array', items, maxItems: 200, ...limits });

/** An object with exactly these keys; those named in `optional` may be left out. */
const object = (properties: Record<string, object>, optional: string[] = []) => ({
  type: 'object',
  properties,
  required: Object.keys(properties).filter((key) => !optional.includes(key)),
  additionalProperties: false,
});

const clock = {
  type: 'string',
  pattern: '^(([01]\\d|2[0-3]):[0-5]\\d|24:00)$',
  description: 'a time such as "09:30", up to "24:00"',
};
const windows = list(
  object({
    days: list(
      { enum: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] },
      { minItems: 1, uniqueItems: true },
    ),
    from: clock,
    to: clock,
  }),
  { minItems: 1 },
);
const holidays = list(date, { uniqueItems: true });
const limit = object({ count: count(100_000), within: duration });

const question = object(
  {
    id: name,
    ask: text(300),
    kind: { enum: ['text', 'number', 'choice'] },
    choices: list(text(80), { minItems: 2, uniqueItems: true }),
  },
  ['choices'],
);

const staffMember = object(
  {
    key: name,
    name: text(120),
    email: address,
    role: { enum: ['admin', 'agent', 'viewer'] },
    calendar: { anyOf: [address, { type: 'null' }], description: 'a mailbox, or null' },
    notify: { type: 'boolean' },
    phone: e164,
  },
  ['phone'],
);

const profile = object({
  name: text(120),
  industry: text(200),
  description: text(2_000),
  website: {
    type: 'string',
    format: 'uri',
    pattern: '^https?://',
    description: 'an address that begins with https://',
  },
  country: { type: 'string', pattern: '^[A-Z]{2}$', description: 'a country code such as "GB"' },
  timeZone: text(60),
  language: {
    type: 'string',
    pattern: languageTag,
    description: 'a language tag such as "en" or "en-GB"',
  },
  languages: list({ type: 'string', pattern: languageTag }, { minItems: 1, uniqueItems: true }),
});

const talk = object(
  {
    agentName: text(60),
    greeting: text(1_000),
    questions: list(question, { maxItems: 20 }),
    farewell: text(500),
    translations: {
      type: 'object',
      propertyNames: { pattern: languageTag },
      additionalProperties: object(
        {
          greeting: text(1_000),
          farewell: text(500),
          questions: { type: 'object', additionalProperties: text(300) },
        },
        ['greeting', 'farewell', 'questions'],
      ),
    },
    patience: object(
      { fillerAfter: duration, silenceAfter: duration, silences: count(10), misunderstandings: count(10) },
      ['fillerAfter', 'silenceAfter', 'silences', 'misunderstandings'],
    ),
    handOver: object(
      { to: list(name, { minItems: 1, maxItems: 5, uniqueItems: true }), windows, ringTimeout: duration },
      ['windows', 'ringTimeout'],
    ),
  },
  ['translations', 'patience', 'handOver'],
);

const form = object({
  title: text(200),
  intro: text(1_000),
  interests: list(object({ value: name, label: text(120) }), { minItems: 1 }),
  consentText: text(2_000),
  sameEnquiryWithin: duration,
  limits: object({ perAddress: limit, perPhone: limit }),
  origins: list({
    type: 'string',
    pattern: '^https?://[^/]+$',
    description: 'an origin such as "https://www.example.com"',
  }),
});

/** Words by language tag. */
const wordsByLanguage = (maxLength: number) => ({
  type: 'object',
  propertyNames: { pattern: languageTag },
  additionalProperties: text(maxLength),
});

const calling = object(
  {
    windows,
    holidays,
    firstDelay: duration,
    retries: list(duration, { maxItems: 20 }),
    maxPerDay: count(1_000),
    ringTimeout: duration,
    timeLimit: duration,
    detectMachine: { type: 'boolean' },
    detection: { enum: ['async', 'sync'] },
    voicemail: object({ enabled: { type: 'boolean' }, text: wordsByLanguage(1_000) }, ['text']),
    record: { type: 'boolean' },
  },
  ['detection', 'voicemail'],
);

const appointments = object({
  subject: text(200),
  windows,
  holidays,
  length: duration,
  step: duration,
  buffer: duration,
  notice: duration,
  horizon: duration,
  offered: count(10),
  offerStands: duration,
  completedAfter: duration,
});

/** The form of a tenant's settings, as JSON Schema 2020-12. Nothing that it does not name may stand in a tenant file. */
export const tenantSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'TenantSettings',
  ...object(
    {
      profile,
      phone: object({ number: e164 }),
      email: object({
        from: {
          type: 'string',
          pattern: '^([^<>@]+<[^\\s<>@]+@[^\\s<>@]+>|[^\\s<>@]+@[^\\s<>@]+)$',
          description: 'an address, or "Name <address>"',
        },
        replyTo: address,
      }),
      staff: list(staffMember, { minItems: 1 }),
      form,
      consent: object(
        {
          callNeeds: { type: 'boolean' },
          emailNeeds: { type: 'boolean' },
          recordingNeeds: { type: 'boolean' },
          formCoversRecording: { type: 'boolean' },
        },
        ['formCoversRecording'],
      ),
      calling,
      talk,
      knowledge: list(object({ title: text(200), text: text(5_000) })),
      appointments,
      reminders: list(
        object({
          before: duration,
          to: list({ enum: ['lead', 'staff'] }, { minItems: 1, uniqueItems: true }),
        }),
        { maxItems: 10 },
      ),
      followUps: list(object({ after: duration, subject: text(200), text: text(5_000) }), { maxItems: 20 }),
      replies: object({
        auto: { type: 'boolean' },
        minConfidence: { type: 'number', minimum: 0, maximum: 1 },
      }),
      brand: object(
        {
          color: { type: 'string', pattern: '^#[0-9a-fA-F]{6}$', description: 'a colour such as "#0a7f5c"' },
          signature: text(1_000),
          postalAddress: text(500),
          logoUrl: {
            anyOf: [{ type: 'string', format: 'uri', pattern: '^https://' }, { type: 'null' }],
            description: 'an address that begins with https://, or null',
          },
        },
        ['logoUrl'],
      ),
      pace: { type: 'object' },
    },
    ['pace'],
  ),
};
