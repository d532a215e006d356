import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { ImapFlow } from 'imapflow';
import { mailLogin } from '../mail-server.ts';
import { imapServerBinary } from './binary.ts';

/** A real IMAP server on this machine, with one mailbox in memory. */
export interface ImapServer {
  port: number;
  /** puts a mail into a folder, as a delivery does */
  deliver(raw: string, folder?: string): Promise<void>;
  /** the subjects of what lies in the inbox, and whether each is marked as read */
  inbox(): Promise<{ subject: string; seen: boolean }[]>;
  /** an inbox of the same name, whose messages are numbered anew */
  recreateInbox(): Promise<void>;
  close(): Promise<void>;
}

export const startImapServer = async (): Promise<ImapServer> => {
  const { user, password } = mailLogin;
  const child = spawn(
    await imapServerBinary(),
    ['-listen', '127.0.0.1:0', '-username', user, '-password', password, '-insecure-auth'],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const port = await listeningPort(child.stderr);
  child.stderr.resume();
  const signedIn = async <T>(work: (client: ImapFlow) => Promise<T>): Promise<T> => {
    const client = new ImapFlow({
      host: '127.0.0.1',
      port,
      doSTARTTLS: false,
      auth: { user, pass: password },
      disableAutoIdle: true,
      logger: false,
    });
    await client.connect();
    try {
      return await work(client);
    } finally {
      client.close();
    }
  };
  return {
    port,
    deliver: async (raw, folder = 'INBOX') => {
      await signedIn((client) => client.append(folder, raw.replaceAll(/\r?\n/g, '\r\n')));
    },
    inbox: () =>
      signedIn(async (client) => {
        await client.mailboxOpen('INBOX', { readOnly: true });
        const all = await client.fetchAll('1:*', { envelope: true, flags: true });
        return all.map(({ envelope, flags }) => ({
          subject: envelope?.subject ?? '',
          // this server writes flags in lower case
          seen: [...(flags ?? [])].some((flag) => flag.toLowerCase() === '\\seen'),
        }));
      }),
    recreateInbox: async () => {
      await signedIn(async (client) => {
        await client.mailboxDelete('INBOX');
        await client.mailboxCreate('INBOX');
      });
    },
    close: async () => {
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
  };
};

const listeningPort = async (log: NodeJS.ReadableStream): Promise<number> => {
  for await (const line of createInterface({ input: log })) {
    const port = /listening on 127\.0\.0\.1:(\d+)/.exec(line)?.[1];
    if (port) return Number(port);
  }
  throw new Error('the IMAP server ended before it listened');
};
