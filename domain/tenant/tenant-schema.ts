import { assignments } from '../../schema/contracts/tenant.ts';
import { catalogue } from './catalogue-schema.ts';
import { calling, writing } from './contact-schema.ts';
import { retention } from './retention-schema.ts';
import {
  address,
  count,
  duration,
  e164,
  holidays,
  languageTag,
  list,
  name,
  object,
  text,
  windows,
} from './schema-parts.ts';

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
    hours: object({ windows, daysOff: holidays }),
    timeZone: text(60),
  },
  ['phone', 'hours', 'timeZone'],
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
    // no pattern of origins: each one that may read is written down
    pattern: '^https?://[^/*\\s]+$',
    description: 'an origin such as "https://www.example.com"',
  }),
});

const appointments = object(
  {
    subject: text(200),
    windows,
    holidays,
    length: duration,
    step: duration,
    buffer: duration,
    bufferBefore: duration,
    bufferAfter: duration,
    assign: { enum: [...assignments] },
    notice: duration,
    horizon: duration,
    offered: count(10),
    offerStands: duration,
    completedAfter: duration,
    recoveries: { type: 'integer', minimum: 0, maximum: 20 },
    watch: object({ subscribeFor: duration, readEvery: duration, attendance: { type: 'boolean' } }, [
      'subscribeFor',
      'readEvery',
      'attendance',
    ]),
  },
  ['bufferBefore', 'bufferAfter', 'assign', 'recoveries', 'watch'],
);

const replies = object(
  {
    auto: { type: 'boolean' },
    minConfidence: { type: 'number', minimum: 0, maximum: 1 },
    approval: object(
      {
        after: duration,
        otherwise: { enum: ['send', 'discard', 'remind'] },
        holdingReply: text(2_000),
        approvers: list(name, { minItems: 1, uniqueItems: true }),
      },
      ['holdingReply', 'approvers'],
    ),
    patience: duration,
  },
  ['approval', 'patience'],
);

const assignment = object({
  rules: list(
    object({
      when: {
        ...object(
          {
            interest: name,
            language: { type: 'string', pattern: languageTag },
            country: { type: 'string', pattern: '^[A-Z]{2}$', description: 'a country code such as "GB"' },
          },
          ['interest', 'language', 'country'],
        ),
        minProperties: 1,
      },
      to: list(name, { minItems: 1, uniqueItems: true }),
    }),
    { maxItems: 50 },
  ),
  otherwise: { enum: ['roundRobin', 'nobody'] },
});

/** The form of a tenant's settings, as JSON Schema 2020-12. Nothing that it does not name may stand in a tenant file. */
export const tenantSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'TenantSettings',
  ...object(
    {
      profile,
      phone: object({ number: e164 }),
      email: object(
        {
          from: {
            type: 'string',
            pattern: '^([^<>@]+<[^\\s<>@]+@[^\\s<>@]+>|[^\\s<>@]+@[^\\s<>@]+)$',
            description: 'an address, or "Name <address>"',
          },
          replyTo: address,
          plusAddress: { type: 'boolean' },
          track: { type: 'boolean' },
        },
        ['plusAddress', 'track'],
      ),
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
      writing,
      talk,
      knowledge: list(object({ title: text(200), text: text(5_000) })),
      catalogue,
      appointments,
      reminders: list(
        object({
          before: duration,
          to: list({ enum: ['lead', 'staff'] }, { minItems: 1, uniqueItems: true }),
        }),
        { maxItems: 10 },
      ),
      followUps: list(object({ after: duration, subject: text(200), text: text(5_000) }), { maxItems: 20 }),
      people: object({ agentsSee: { enum: ['all', 'ownAndUnassigned'] } }, ['agentsSee']),
      assignment,
      imports: object({ journeysPerMinute: count(600) }, ['journeysPerMinute']),
      retention,
      replies,
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
    ['phone', 'pace', 'writing', 'catalogue', 'people', 'assignment', 'imports', 'retention'],
  ),
};
