import * as z from 'zod';
import { type Environment, parseSettings } from '../settings-invalid.ts';
import { type ResendSettings, readResendSettings } from './resend/settings.ts';
import { readSmtpSettings, type SmtpSettings } from './smtp/settings.ts';

export type EmailSettings = ResendSettings | SmtpSettings;

const readers: Record<EmailSettings['vendor'], (environment: Environment) => EmailSettings> = {
  resend: readResendSettings,
  smtp: readSmtpSettings,
};

const chosen = z.object({ EMAIL_VENDOR: z.enum(['resend', 'smtp'], { error: 'must be resend or smtp' }) });

/** The settings of the vendor that `EMAIL_VENDOR` names. Throws `SettingsInvalid` with every mistake. */
export const readEmailSettings = (environment: Environment = process.env): EmailSettings =>
  readers[parseSettings(chosen, environment, { EMAIL_VENDOR: 'resend' }).EMAIL_VENDOR](environment);
