import type { EmailSender, Mailbox } from './port.ts';
import { createResend } from './resend/client.ts';
import type { EmailSettings } from './settings.ts';
import { createSmtp } from './smtp/client.ts';
import { createImapMailbox } from './smtp/mailbox.ts';

export type { EmailSettings } from './settings.ts';

const vendors: {
  [V in EmailSettings['vendor']]: (settings: Extract<EmailSettings, { vendor: V }>) => EmailSender;
} = { resend: createResend, smtp: createSmtp };

/** The vendor that the settings name. */
export const createEmailSender = (settings: EmailSettings): EmailSender => {
  const create = vendors[settings.vendor] as (settings: EmailSettings) => EmailSender;
  return create(settings);
};

/** The mailbox that has to be read because its vendor calls nobody; null where there is none. */
export const createMailbox = (settings: EmailSettings): Mailbox | null =>
  settings.vendor === 'smtp' && settings.imap ? createImapMailbox(settings.imap) : null;

export { readEmailSettings } from './settings.ts';
