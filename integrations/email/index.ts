import type { EmailSender } from './port.ts';
import { createResend } from './resend/client.ts';
import type { EmailSettings } from './settings.ts';
import { createSmtp } from './smtp/client.ts';

export type { EmailSettings } from './settings.ts';

const vendors: {
  [V in EmailSettings['vendor']]: (settings: Extract<EmailSettings, { vendor: V }>) => EmailSender;
} = { resend: createResend, smtp: createSmtp };

/** The vendor that the settings name. */
export const createEmailSender = (settings: EmailSettings): EmailSender => {
  const create = vendors[settings.vendor] as (settings: EmailSettings) => EmailSender;
  return create(settings);
};

export { readEmailSettings } from './settings.ts';
