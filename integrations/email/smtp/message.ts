import { createHash } from 'node:crypto';
import MailComposer from 'nodemailer/lib/mail-composer';
import type { EmailPayload } from '../port.ts';

/** `Ada <Ada@Example.com>` → `Ada@Example.com` */
export const addressOf = (text: string): string => (/<([^<>]+)>\s*$/.exec(text)?.[1] ?? text).trim();

/**
 * The `Message-ID` of the mail under this key: the same each time, so that it is found again in a mailbox, and not to
 * be guessed by anybody who does not know the key.
 */
export const messageIdOf = (payload: Pick<EmailPayload, 'from'>, key: string): string => {
  const domain = addressOf(payload.from).split('@').at(-1)?.toLowerCase();
  return `<${hashOf(key)}@${domain}>`;
};

const hashOf = (key: string): string => createHash('sha256').update(key).digest('hex').slice(0, 40);

/** A mail as it goes over the wire. The same key and payload make the same bytes but for the date. */
export const composeMessage = (payload: EmailPayload, key: string): Promise<Buffer> =>
  new MailComposer({
    from: payload.from,
    to: payload.to,
    ...(payload.replyTo !== null && { replyTo: payload.replyTo }),
    subject: payload.subject,
    text: payload.text,
    html: payload.html,
    messageId: messageIdOf(payload, key),
    baseBoundary: hashOf(`boundary:${key}`).slice(0, 16),
    headers: payload.headers,
    attachments: payload.attachments.map(({ filename, contentType, contentBase64 }) => ({
      filename,
      contentType,
      content: Buffer.from(contentBase64, 'base64'),
    })),
    disableFileAccess: true,
    disableUrlAccess: true,
  })
    .compile()
    .build();
