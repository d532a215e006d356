import { expect, test } from 'vitest';
import { checkSettings } from '../../../domain/tenant/check-settings.ts';
import { draftSettings } from '../../../domain/tenant/draft-settings.ts';
import { testSettings } from '../../support/seed.ts';

const settings = testSettings('Alpha');

test.each([
  ['NUL in a text', { ...settings, profile: { ...settings.profile, industry: 'a\0b' } }, '/profile/industry'],
  ['half a character', { ...settings, knowledge: [{ title: 'a', text: 'b\ud83d' }] }, '/knowledge/0/text'],
  ['a key with NUL that no pace leaves', { ...settings, pace: { talk: { 'a\0/b': null } } }, '/pace/talk'],
])('settings with %s are refused where it stands, and none reaches the database', (_what, wanted, path) => {
  expect(checkSettings(wanted)).toEqual([
    { path, expected: expect.stringContaining('without NUL and without half characters') },
  ]);
  expect(draftSettings(wanted).ok).toBe(false);
});

test('settings with whole characters of any script are kept as they are', () => {
  const wanted = { ...settings, profile: { ...settings.profile, industry: 'Kuyumcu 💎 ﷺ\n' } };
  expect(checkSettings(wanted)).toEqual([]);
});
