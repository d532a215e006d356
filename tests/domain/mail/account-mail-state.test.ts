import { expect, test } from 'vitest';
import { accountMailState } from '../../../domain/mail/account-mail-state.ts';

type Known = Parameters<typeof accountMailState>[0];

test.each<[state: string, note: Known['note'], action: Known['action'], email: string | null]>([
  ['waiting', 'pending', null, null],
  ['waiting', 'pending', 'planned', null],
  ['waiting', 'pending', 'sending', null],
  ['sent', 'pending', 'sent', 'sent'],
  ['sent', 'sent', 'sent', 'delayed'],
  ['delivered', 'sent', 'delivered', 'delivered'],
  ['delivered', 'sent', 'read', 'clicked'],
  ['bounced', 'sent', 'failed', 'bounced'],
  ['bounced', 'sent', 'failed', 'suppressed'],
  ['inDoubt', 'pending', 'unknown', null],
  ['inDoubt', 'givenUp', 'unknown', null],
  ['sent', 'givenUp', 'sent', null],
  ['notSent', 'givenUp', 'rejected', null],
  ['notSent', 'pending', 'rejected', null],
  ['notSent', 'givenUp', 'planned', null],
  ['notSent', 'skipped', 'skipped', null],
])('a mail is %s when its note is %s, its action %s and its e-mail %s', (state, note, action, email) => {
  expect(accountMailState({ note, action, email })).toBe(state);
});
