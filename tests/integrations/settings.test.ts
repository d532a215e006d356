import { describe, expect, it } from 'vitest';
import { readIntegrationSettings } from '../../integrations/settings.ts';
import { SettingsInvalid } from '../../integrations/settings-invalid.ts';
import { sandboxCredentials } from '../../schema/contracts/sandbox.ts';

const realKeys = {
  TWILIO_ACCOUNT_SID: `AC${'1'.repeat(32)}`,
  TWILIO_AUTH_TOKEN: 'a-real-token-of-twilio',
  RESEND_API_KEY: 're_real',
  RESEND_WEBHOOK_SECRET: 'whsec_cmVhbA==',
  AZURE_TENANT_ID: '11111111-1111-4111-8111-111111111111',
  AZURE_CLIENT_ID: '22222222-2222-4222-8222-222222222222',
  AZURE_CLIENT_SECRET: 'real-secret',
  GRAPH_CLIENT_STATE: 'real-client-state',
  OPENAI_API_KEY: 'sk-real-key',
  OPENAI_BASE_URL: 'https://elsewhere.example/v1',
  OPENAI_MODEL: 'another-model',
};
const allReal = {
  TELEPHONY_MODE: 'real',
  EMAIL_MODE: 'real',
  CALENDAR_MODE: 'real',
  LANGUAGE_MODE: 'real',
};
const allowed = { ALLOWED_NUMBERS: '+61400000001, +61400000002', ALLOWED_ADDRESSES: 'me@example.com' };

const mistakesOf = (environment: Record<string, string>): readonly string[] => {
  try {
    readIntegrationSettings(environment);
  } catch (error) {
    expect(error).toBeInstanceOf(SettingsInvalid);
    return (error as SettingsInvalid).mistakes;
  }
  return [];
};

describe('an environment that says nothing', () => {
  it('means the sandbox for every vendor, and Temporal on this machine', () => {
    const { telephony, email, calendar, language, engine } = readIntegrationSettings({});
    expect([telephony.mode, email.mode, calendar.mode, language.mode]).toEqual(Array(4).fill('sandbox'));
    expect(telephony.baseUrl).toBe('http://127.0.0.1:4010/twilio');
    expect(engine.connection.address).toBe('127.0.0.1:4033');
    expect(engine.namespace).toBe('default');
  });

  it('follows SANDBOX_URL, and SANDBOX_PORT without it', () => {
    expect(readIntegrationSettings({ SANDBOX_PORT: '4999' }).email).toMatchObject({
      baseUrl: 'http://127.0.0.1:4999/resend',
    });
    expect(readIntegrationSettings({ SANDBOX_URL: 'http://sandbox:1/' }).calendar.authority).toBe(
      'http://sandbox:1/entra',
    );
  });
});

describe('keys that happen to lie in the environment', () => {
  it('change nothing while a vendor is in sandbox mode', () => {
    const { engine: _, ...withKeys } = readIntegrationSettings({ ...realKeys, ...allowed });
    const { engine: __, ...without } = readIntegrationSettings({});
    expect(withKeys).toEqual(without);
    expect(withKeys.telephony.authToken).toBe(sandboxCredentials.twilioAuthToken);
  });
});

describe('real mode', () => {
  it('says every missing key of every vendor at once', () => {
    expect(mistakesOf(allReal).map((mistake) => mistake.split(':')[0])).toEqual([
      'TWILIO_ACCOUNT_SID',
      'TWILIO_AUTH_TOKEN',
      'ALLOWED_NUMBERS',
      'RESEND_API_KEY',
      'RESEND_WEBHOOK_SECRET',
      'ALLOWED_ADDRESSES',
      'AZURE_TENANT_ID',
      'AZURE_CLIENT_ID',
      'AZURE_CLIENT_SECRET',
      'GRAPH_CLIENT_STATE',
      'OPENAI_API_KEY',
    ]);
  });

  it('never repeats a value that is wrong', () => {
    const text = mistakesOf({
      ...allReal,
      TWILIO_AUTH_TOKEN: 'my secret',
      AZURE_TENANT_ID: 'contoso',
    }).join();
    expect(text).not.toMatch(/my secret|contoso/);
  });

  it('takes an empty value for none', () => {
    expect(mistakesOf({ ...allReal, ...realKeys, ...allowed, RESEND_API_KEY: ' ' })).toEqual([
      'RESEND_API_KEY: missing',
    ]);
  });

  it('needs a list of whom it may reach outside production', () => {
    expect(mistakesOf({ ...allReal, ...realKeys }).map((mistake) => mistake.split(':')[0])).toEqual([
      'ALLOWED_NUMBERS',
      'ALLOWED_ADDRESSES',
    ]);
    const { telephony, email } = readIntegrationSettings({ ...allReal, ...realKeys, ...allowed });
    expect(telephony.allowed).toEqual(['+61400000001', '+61400000002']);
    expect(email.allowed).toEqual(['me@example.com']);
  });

  it('reaches everybody in production, at the vendors themselves', () => {
    const settings = readIntegrationSettings({ ...allReal, ...realKeys, ...allowed, APP_ENV: 'production' });
    expect(settings.telephony).toMatchObject({ allowed: null, baseUrl: null, mode: 'real' });
    expect(settings.email).toMatchObject({ allowed: null, baseUrl: 'https://api.resend.com' });
    expect(settings.calendar).toMatchObject({ allowed: null, baseUrl: 'https://graph.microsoft.com' });
    expect(settings.language.model).toBe('another-model');
  });

  it('never speaks to the sandbox', () => {
    const settings = readIntegrationSettings({
      ...allReal,
      ...realKeys,
      ...allowed,
      SANDBOX_URL: 'http://sandbox',
    });
    expect(JSON.stringify(settings)).not.toContain('sandbox');
  });

  it('refuses a mode that does not exist', () => {
    expect(mistakesOf({ EMAIL_MODE: 'live' })).toHaveLength(1);
  });
});

describe('production', () => {
  it('refuses the sandbox', () => {
    expect(mistakesOf({ APP_ENV: 'production' })).toEqual(['APP_ENV: production refuses the sandbox']);
  });
});

describe('settings of Temporal', () => {
  it('are read as all of its tools read them', () => {
    const { engine } = readIntegrationSettings({
      TEMPORAL_ADDRESS: 'temporal.example:7233',
      TEMPORAL_NAMESPACE: 'leads',
      TEMPORAL_API_KEY: 'key',
    });
    expect(engine).toMatchObject({
      namespace: 'leads',
      connection: { address: 'temporal.example:7233', apiKey: 'key', tls: true },
    });
  });
});
