import { describe, expect, test } from 'vitest';
import { childEnvironment } from '../../local/child-environment.ts';
import { readLocalSettings } from '../../local/settings.ts';
import type { State } from '../../local/state.ts';

const state: State = {
  folder: '/nowhere',
  logFolder: '/nowhere/logs',
  runFolder: '/nowhere/run',
  secrets: {
    installation: 'i',
    linkSecret: 'kept-link-secret',
    ownerPassword: 'o',
    applicationPassword: 'a',
  },
};
const backends = { databaseUrl: 'postgres://app@127.0.0.1/x', temporalAddress: '127.0.0.1:1' };
const childOf = (environment: Record<string, string>) =>
  childEnvironment(readLocalSettings(environment), state, backends);

const keys = {
  TWILIO_ACCOUNT_SID: 'AC-real',
  TWILIO_AUTH_TOKEN: 'twilio-real',
  RESEND_API_KEY: 're-real',
  RESEND_WEBHOOK_SECRET: 'whsec-real',
  AZURE_TENANT_ID: 'azure-real',
  AZURE_CLIENT_ID: 'client-real',
  AZURE_CLIENT_SECRET: 'secret-real',
  GRAPH_CLIENT_STATE: 'state-real',
  OPENAI_API_KEY: 'sk-real',
  OPENAI_BASE_URL: 'https://api.openai.com/v1',
  OPENAI_MODEL: 'model-real',
  SANDBOX_URL: 'https://api.twilio.com',
  HTTPS_PROXY: 'http://proxy.example:3128',
};

describe('which vendors a child can reach', () => {
  test('no key, address or proxy of the environment gets through while no mode says real', () => {
    const child = childOf(keys);
    for (const name of Object.keys(keys)) if (name !== 'SANDBOX_URL') expect(child).not.toHaveProperty(name);
    expect(Object.values(child).join('\n')).not.toMatch(/real|openai\.com|twilio\.com|proxy\.example/);
    expect(child).toMatchObject({
      TELEPHONY_MODE: 'sandbox',
      EMAIL_MODE: 'sandbox',
      CALENDAR_MODE: 'sandbox',
      LANGUAGE_MODE: 'sandbox',
      SANDBOX_URL: 'http://127.0.0.1:4010',
      SANDBOX_PERSONAS: 'on',
    });
  });

  test('a mail server of one’s own is refused while e-mail is the sandbox’s', () => {
    expect(() => childOf({ EMAIL_VENDOR: 'smtp' })).toThrow(/EMAIL_VENDOR.*sandbox/);
    expect(childOf({ EMAIL_VENDOR: 'smtp', EMAIL_MODE: 'real', SMTP_URL: 'smtps://m' })).toMatchObject({
      EMAIL_VENDOR: 'smtp',
      SMTP_URL: 'smtps://m',
    });
  });

  test('a real vendor gets its own keys and no others, and the personas are off', () => {
    const child = childOf({ ...keys, EMAIL_MODE: 'real', ALLOWED_ADDRESSES: 'me@example.org' });
    expect(child).toMatchObject({
      EMAIL_MODE: 'real',
      RESEND_API_KEY: 're-real',
      RESEND_WEBHOOK_SECRET: 'whsec-real',
      ALLOWED_ADDRESSES: 'me@example.org',
      TELEPHONY_MODE: 'sandbox',
      SANDBOX_PERSONAS: 'off',
    });
    expect(child).not.toHaveProperty('TWILIO_AUTH_TOKEN');
    expect(child).not.toHaveProperty('OPENAI_API_KEY');
  });

  test.each(['TELEPHONY_MODE', 'EMAIL_MODE', 'CALENDAR_MODE', 'LANGUAGE_MODE'])(
    '%s=real alone turns the personas off',
    (mode) => {
      expect(childOf({ [mode]: 'real' })).toMatchObject({ SANDBOX_PERSONAS: 'off' });
    },
  );
});

describe('settings', () => {
  test('one base moves every port', () => {
    expect(readLocalSettings({ LEADLINE_PORT_BASE: '21000' }).ports).toEqual({
      api: 21_000,
      sandbox: 21_010,
      postgres: 21_032,
      temporal: 21_033,
      temporalUi: 21_080,
    });
  });

  test('every mistake is named at once, in one line', () => {
    const wrong = { API_PORT: 'http', EMAIL_MODE: 'Real', DATABASE_URL: 'postgres://x' };
    expect(() => readLocalSettings(wrong)).toThrow(
      /^Wrong settings: API_PORT is "http".*EMAIL_MODE is "Real".*DATABASE_OWNER_URL[^\n]*\.$/,
    );
  });

  test('secrets of the environment go before those of the state folder', () => {
    expect(childOf({})).toMatchObject({ LINK_SECRET: 'kept-link-secret' });
    expect(childOf({ LINK_SECRET: 'given' })).toMatchObject({ LINK_SECRET: 'given' });
  });
});

test('production refuses the sandbox before anything is started', () => {
  const real = { TELEPHONY_MODE: 'real', EMAIL_MODE: 'real', CALENDAR_MODE: 'real', LANGUAGE_MODE: 'real' };
  const start = (environment: Record<string, string>) => () =>
    readLocalSettings({ ...environment, APP_ENV: 'production' });
  expect(start({})).toThrow('refuses the sandbox');
  expect(start({ ...real, LANGUAGE_MODE: 'sandbox' })).toThrow('refuses the sandbox');
  expect(start(real)).not.toThrow();
});
