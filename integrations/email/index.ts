import type { EmailSender } from './port.ts';
import { createResend } from './resend/client.ts';
import type { ResendSettings } from './resend/settings.ts';

export type EmailSettings = ResendSettings;

const vendors: {
  [V in EmailSettings['vendor']]: (settings: Extract<EmailSettings, { vendor: V }>) => EmailSender;
} = { resend: createResend };

/** The vendor that the settings name. */
export const createEmailSender = (settings: EmailSettings): EmailSender => vendors[settings.vendor](settings);

export { readResendSettings as readEmailSettings } from './resend/settings.ts';
