import { badParameter, TwilioRefusal } from './errors.ts';

/** A form body whose parameters are asked for by name; an unknown name is refused. */
export interface Form {
  text(name: string): string | null;
  all(name: string): string[];
  method(name: string): 'GET' | 'POST';
  url(name: string, code: number): string | null;
  number(name: string, range: { min: number; max: number; fallback: number; code: number }): number;
  oneOf(name: string, values: string[], code: number): string | null;
}

function checkUrl(name: string, value: string, code: number): string {
  const url = URL.canParse(value) ? new URL(value) : null;
  if (!url || !['http:', 'https:'].includes(url.protocol))
    throw badParameter(code, `${name} is not a valid URL: ${value}`);
  if (url.hostname.includes('_'))
    throw badParameter(code, `${name}: the host name must not contain underscores`);
  return value;
}

/** Reads the body of a POST; `known` are the parameters of the operation. */
export function readForm(rawBody: Buffer, contentType: string | undefined, known: string[]): Form {
  if (!contentType?.startsWith('application/x-www-form-urlencoded')) {
    throw new TwilioRefusal(415, 20415, 'Content type must be application/x-www-form-urlencoded');
  }
  const form = new URLSearchParams(rawBody.toString('utf8'));
  const unknown = [...form.keys()].find((name) => !known.includes(name));
  if (unknown) throw badParameter(20001, `Unknown parameter: ${unknown}`);
  const text = (name: string) => form.get(name) || null;
  return {
    text,
    all: (name) => form.getAll(name),
    method(name) {
      const value = text(name) ?? 'POST';
      if (value === 'GET' || value === 'POST') return value;
      throw badParameter(21209, `${name} must be GET or POST`);
    },
    url(name, code) {
      const value = text(name);
      return value === null ? null : checkUrl(name, value, code);
    },
    number(name, { min, max, fallback, code }) {
      const value = text(name) ?? String(fallback);
      if (/^\d+$/.test(value) && Number(value) >= min && Number(value) <= max) return Number(value);
      throw badParameter(code, `${name} must be a number from ${min} to ${max}`);
    },
    oneOf(name, values, code) {
      const value = text(name);
      if (value === null || values.includes(value)) return value;
      throw badParameter(code, `${name} must be one of ${values.join(', ')}`);
    },
  };
}
