import { resolve } from 'node:path';

/** How the sandbox runs; everything has a default that fits a development machine. */
export interface SandboxSettings {
  port: number;
  host: string;
  /** the address under which others reach it, when it is not the one it listens on */
  publicUrl: string | null;
  /** where the vendors keep what they know, across restarts */
  stateFolder: string;
  /** null when Resend has no webhook set up */
  resendWebhookUrl: string | null;
  /** null when numbers are set up for no calls */
  twilioVoiceUrl: string | null;
  twilioVoiceStatusUrl: string | null;
  callsPerSecond: number;
  speechMs: number;
  resendRequestsPerSecond: number;
  /** how long the language model takes for one word */
  tokenMs: number;
  /** how long a persona takes before it reads a mail */
  readMs: number;
  /** after this pause a number's calls are counted from one again */
  forgetAfterMs: number;
  personas: boolean;
}

type Environment = Record<string, string | undefined>;

function numberFrom(environment: Environment, name: string, fallback: number, mistakes: string[]): number {
  const text = environment[name];
  if (text === undefined || text === '') return fallback;
  const value = Number(text);
  if (Number.isFinite(value) && value >= 0) return value;
  mistakes.push(`${name} is "${text}" and not a number of at least 0`);
  return fallback;
}

/** The settings of the environment; every mistake is named in one error. */
export function readSettings(environment: Environment): SandboxSettings {
  const mistakes: string[] = [];
  const number = (name: string, fallback: number) => numberFrom(environment, name, fallback, mistakes);
  const publicBaseUrl = environment.PUBLIC_BASE_URL || 'http://127.0.0.1:4000';
  const ours = publicBaseUrl.replace(/\/$/, '');
  const webhook = environment.SANDBOX_RESEND_WEBHOOK ?? `${ours}/api/webhooks/resend`;
  // the number's own page in the console takes Twilio's retry rules behind the `#` as well
  const triesAgain = '#rc=5&rp=all';
  const voice = environment.SANDBOX_TWILIO_VOICE || `${ours}/api/calls/inbound`;
  const voiceStatus = voice === 'off' ? null : `${ours}/api/calls/inbound-status${triesAgain}`;
  const personas = environment.SANDBOX_PERSONAS || 'on';
  if (personas !== 'on' && personas !== 'off')
    mistakes.push(`SANDBOX_PERSONAS is "${personas}" and not on or off`);
  const modes = ['TELEPHONY_MODE', 'EMAIL_MODE', 'CALENDAR_MODE', 'LANGUAGE_MODE'];
  const real = modes.filter((name) => environment[name] === 'real');
  const settings = {
    port: number('SANDBOX_PORT', 4010),
    host: environment.SANDBOX_HOST || '127.0.0.1',
    publicUrl: environment.SANDBOX_URL?.replace(/\/$/, '') || null,
    stateFolder: resolve(environment.SANDBOX_STATE || `${environment.LEADLINE_STATE || '.leadline'}/sandbox`),
    resendWebhookUrl: webhook === 'off' ? null : webhook,
    twilioVoiceUrl: voice === 'off' ? null : `${voice}${triesAgain}`,
    twilioVoiceStatusUrl: voiceStatus,
    // as many as we were told that the account may have, unless the vendor is to see it differently
    callsPerSecond: number('SANDBOX_TWILIO_CPS', number('TELEPHONY_CALLS_PER_SECOND', 1)),
    speechMs: number('SANDBOX_SPEECH_MS', 300),
    resendRequestsPerSecond: number('SANDBOX_RESEND_RPS', 50),
    tokenMs: number('SANDBOX_TOKEN_MS', 15),
    readMs: number('SANDBOX_READ_MS', 1500),
    forgetAfterMs: number('SANDBOX_FORGET_MINUTES', 10) * 60_000,
    // whoever answers here must not meet people: personas keep still as soon as one vendor is real
    personas: personas === 'on' && real.length === 0,
  };
  if (settings.callsPerSecond === 0) mistakes.push('SANDBOX_TWILIO_CPS is 0');
  if (mistakes.length > 0) throw new Error(mistakes.join('\n'));
  return settings;
}

/** The settings of this process. */
export function processSettings(): SandboxSettings {
  return readSettings(process.env);
}
