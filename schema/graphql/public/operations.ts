import { type DocumentNode, parse, validate } from 'graphql';
import './business.ts';
import { publicBuilder } from './builder.ts';

/** What strangers may ask about, to the last field. */
export const publicSchema = publicBuilder.toSchema();

/** What strangers may ask, word for word. Pages of tenants rely on each: a change is made under a new name. */
const texts: Readonly<Record<string, string>> = {
  form: `query form {
    business { name language languages color form { title intro consentText interests { value label } } }
  }`,
  openingHours: `query openingHours {
    business { name openingHours { timeZone windows { days from to } holidays } }
  }`,
};

const parsed = (text: string): DocumentNode => {
  const document = parse(text);
  const [wrong] = validate(publicSchema, document);
  if (wrong) throw wrong;
  return document;
};

/** The stored operations by their names. */
export const publicOperations: ReadonlyMap<string, DocumentNode> = new Map(
  Object.entries(texts).map(([name, text]) => [name, parsed(text)]),
);
