// The api's own settings.
import { expect, test } from 'vitest';
import { readApiSettings } from '../../api/settings.ts';
import type { SettingsInvalid } from '../../integrations/settings-invalid.ts';

const enough = { DATABASE_URL: 'postgres://db/leadline', LINK_SECRET: 'x'.repeat(16) };
const mistakesOf = (environment: Record<string, string>): readonly string[] => {
  try {
    readApiSettings(environment);
    return [];
  } catch (error) {
    return (error as SettingsInvalid).mistakes.map((mistake) => mistake.split(':')[0] ?? '');
  }
};

test('every mistake is named at once, and only mistakes are', () => {
  expect(mistakesOf({ API_PORT: 'abc', LINK_SECRET: 'short' })).toEqual([
    'DATABASE_URL',
    'API_PORT',
    'LINK_SECRET',
  ]);
});

test('production is reached by https alone', () => {
  const production = { ...enough, APP_ENV: 'production' };
  expect(mistakesOf(production)).toEqual(['PUBLIC_BASE_URL']);
  expect(mistakesOf({ ...production, PUBLIC_BASE_URL: 'http://leads.example' })).toEqual(['PUBLIC_BASE_URL']);
  expect(mistakesOf({ ...production, PUBLIC_BASE_URL: 'https://leads.example' })).toEqual([]);
});
