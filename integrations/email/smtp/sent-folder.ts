import type { ImapFlow } from 'imapflow';
import { asked, openImap } from './imap.ts';
import type { ImapSettings } from './settings.ts';

/** Whether the Sent folder holds a mail with this `Message-ID`. That it does not proves nothing. */
export const isInSentFolder = async (server: ImapSettings, messageId: string): Promise<boolean> => {
  const found = await inSentFolder(server, async (client, folder) => {
    const lock = await client.getMailboxLock(folder, { readOnly: true });
    try {
      return await client.search({ header: { 'message-id': messageId } }, { uid: true });
    } finally {
      lock.release();
    }
  });
  return Array.isArray(found) && found.length > 0;
};

/** Puts a copy of a mail into the Sent folder, once it is surely sent. */
export const keepInSentFolder = async (server: ImapSettings, message: Buffer): Promise<void> => {
  await inSentFolder(server, (client, folder) => client.append(folder, message, ['\\Seen']));
};

/** Null for a mailbox without such a folder. */
const inSentFolder = async <T>(
  server: ImapSettings,
  work: (client: ImapFlow, folder: string) => Promise<T>,
): Promise<T | null> => {
  const client = await openImap(server);
  try {
    return await asked(async () => {
      const sent = (await client.list()).find(({ specialUse }) => specialUse === '\\Sent');
      return sent ? await work(client, sent.path) : null;
    });
  } finally {
    client.close();
  }
};
