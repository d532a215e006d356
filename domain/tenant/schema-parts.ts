import { durationPattern } from '../time/duration.ts';

// the words that the schema of a tenant's settings is written in

export const duration = {
  type: 'string',
  pattern: durationPattern,
  description: 'a duration such as "30 minutes"',
};
export const text = (maxLength: number) => ({ type: 'string', minLength: 1, maxLength });
export const address = { type: 'string', format: 'email' };
export const e164 = {
  type: 'string',
  pattern: '^\\+[1-9]\\d{6,14}$',
  description: 'an E.164 number such as "+442079460001"',
};
export const name = {
  type: 'string',
  pattern: '^[a-z][A-Za-z0-9_-]{0,39}$',
  description: 'a short name: a lower-case letter, then letters, digits, "_" or "-"',
};
export const languageTag = '^[a-z]{2,3}(-[A-Za-z0-9]+)*$';
export const date = { type: 'string', format: 'date', description: 'a date such as "2026-12-25"' };
export const count = (maximum: number) => ({ type: 'integer', minimum: 1, maximum });
export const list = (items: object, limits: object = {}) => ({
  type: 'array',
  items,
  maxItems: 200,
  ...limits,
});

/** An object with exactly these keys; those named in `optional` may be left out. */
export const object = (properties: Record<string, object>, optional: string[] = []) => ({
  type: 'object',
  properties,
  required: Object.keys(properties).filter((key) => !optional.includes(key)),
  additionalProperties: false,
});

export const clock = {
  type: 'string',
  pattern: '^(([01]\\d|2[0-3]):[0-5]\\d|24:00)$',
  description: 'a time such as "09:30", up to "24:00"',
};
export const windows = list(
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
export const holidays = list(date, { uniqueItems: true });
