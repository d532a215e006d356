import { retriedOutcomes } from '../../schema/contracts/tenant.ts';
import {
  clock,
  count,
  duration,
  holidays,
  languageTag,
  list,
  object,
  text,
  windows,
} from './schema-parts.ts';

const dayOrDate = {
  type: 'string',
  pattern: '^(\\d{4}-)?(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$',
  description: 'a date such as "2026-12-24", or "12-24" for every year',
};
const blackouts = list(
  object({
    from: dayOrDate,
    to: dayOrDate,
    reason: text(200),
  }),
);
const delays = list(duration, { maxItems: 20 });
const retries = {
  anyOf: [
    delays,
    object(Object.fromEntries(retriedOutcomes.map((outcome) => [outcome, delays])), [
      ...retriedOutcomes.filter((outcome) => outcome !== 'noAnswer'),
    ]),
  ],
  description: `a list of durations, or one for each of ${retriedOutcomes.join(', ')} ("noAnswer" at least)`,
};

/** Words by language tag. */
const wordsByLanguage = (maxLength: number) => ({
  type: 'object',
  propertyNames: { pattern: languageTag },
  additionalProperties: text(maxLength),
});

export const calling = object(
  {
    windows,
    holidays,
    blackouts,
    firstDelay: duration,
    retries,
    maxPerDay: count(1_000),
    maxInTotal: count(1_000),
    minGap: duration,
    ringTimeout: duration,
    lookUpAfter: duration,
    timeLimit: duration,
    detectMachine: { type: 'boolean' },
    detection: { enum: ['async', 'sync'] },
    inbound: object(
      {
        hours: windows,
        greeting: object({ open: wordsByLanguage(1_000), closed: wordsByLanguage(1_000) }, [
          'open',
          'closed',
        ]),
      },
      ['hours', 'greeting'],
    ),
    voicemail: object({ enabled: { type: 'boolean' }, text: wordsByLanguage(1_000) }, ['text']),
    record: { type: 'boolean' },
  },
  ['blackouts', 'maxInTotal', 'minGap', 'lookUpAfter', 'detection', 'inbound', 'voicemail'],
);

export const writing = object(
  { quietHours: object({ from: clock, to: clock }), maxEmailsPerDay: count(1_000) },
  ['quietHours', 'maxEmailsPerDay'],
);
