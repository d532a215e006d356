import type { MailContent, Sender } from '../blocks.ts';
import type { MailData, MailTemplate } from '../mail-data.ts';

/** Writes one kind of e-mail from its data, in the sender's words. */
export type Write<T extends MailTemplate> = (data: MailData[T], sender: Sender) => MailContent;
