import { keyScopes } from '../contracts/key-scopes.ts';
import { builder } from './builder.ts';

const inWords = {
  'leads:read': 'Read leads and everything that hangs on them.',
  'leads:write':
    'Change leads: tags, notes, status, assignment, pauses, calls, opt-outs, the end of a journey.',
  'appointments:write': 'Ask for free times, and book, move, cancel and settle meetings.',
  'settings:read': 'Read the business and who works there.',
} satisfies Record<(typeof keyScopes)[number], string>;

const named = keyScopes.map((scope) => [
  scope.replace(':', '_').toUpperCase(),
  { value: scope, description: inWords[scope] },
]);

/** The scopes of API keys: `leads:read` is `LEADS_READ`. */
export const KeyScopeEnum = builder.enumType('KeyScope', {
  description: 'What an API key may do.',
  values: Object.fromEntries(named) as Record<
    string,
    { value: (typeof keyScopes)[number]; description: string }
  >,
});
