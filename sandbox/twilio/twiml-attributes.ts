import type { Element } from './xml.ts';

/** A document that Twilio would not carry out, with the code of its error log. */
export class TwimlError extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

export function invalid(message: string): TwimlError {
  return new TwimlError(12200, message);
}

/** Refuses an attribute that the element does not have. */
export function check({ name, attributes }: Element, known: string[]): void {
  const unknown = Object.keys(attributes).find((attribute) => !known.includes(attribute));
  if (unknown) throw invalid(`attribute ${unknown} is not allowed in <${name}>`);
}

export function readMethod({ name, attributes }: Element, attribute = 'method'): 'GET' | 'POST' {
  const method = attributes[attribute] ?? 'POST';
  if (method === 'GET' || method === 'POST') return method;
  throw invalid(`${attribute} of <${name}> must be GET or POST`);
}

export function readWhole(
  { name, attributes }: Element,
  attribute: string,
  { fallback, min, max }: { fallback: number; min: number; max: number },
): number {
  const value = Number(attributes[attribute] ?? fallback);
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw invalid(`${attribute} of <${name}> must be a whole number from ${min} to ${max}`);
}
