import type { ImapFlow, MailboxObject } from 'imapflow';
import type { Mailbox, MailboxPlace, MailboxReading } from '../port.ts';
import { asked, imapFailure, openImap } from './imap.ts';
import { readRaw } from './read-raw.ts';
import type { ImapSettings } from './settings.ts';

const inbox = 'INBOX';
const day = 86_400_000;
// the text comes first in a mail; attachments behind it are not read anyway
const mostBytes = 1_000_000;

/** The inbox of a mail server, by IMAP: it announces what arrives, and is looked through now and then all the same. */
export const createImapMailbox = (settings: ImapSettings): Mailbox => ({
  account: `${settings.host}/${settings.login.user.toLowerCase()}`,
  read: async (reading) => {
    const client = await openImap(settings, 2 * settings.pollEveryMs + 30_000);
    const close = (): void => client.close();
    reading.stop.addEventListener('abort', close, { once: true });
    try {
      if (!reading.stop.aborted) await readOn(client, settings, reading);
    } catch (error) {
      if (!reading.stop.aborted) throw error;
    } finally {
      reading.stop.removeEventListener('abort', close);
      client.close();
    }
  },
});

const readOn = async (
  client: ImapFlow,
  { pollEveryMs }: ImapSettings,
  reading: MailboxReading,
): Promise<void> => {
  const opened = await asked(() => client.mailboxOpen(inbox));
  let place = startOf(reading.from, opened);
  if (place !== reading.from) await reading.reached(place);
  // after the server numbered its messages anew, only the date tells what was not seen to yet
  const since = reading.from && reading.from !== place ? new Date(Date.parse(place.at) - day) : null;
  for (;;) {
    const more = arrival(client, pollEveryMs);
    try {
      place = await readNew(client, reading, place, since);
      await asked(() => more.wait());
    } finally {
      more.forget();
    }
  }
};

/** Where to begin: an inbox that was never read begins with what comes next. */
const startOf = (from: MailboxPlace | null, { uidValidity, uidNext }: MailboxObject): MailboxPlace => {
  const validity = String(uidValidity);
  if (!from) return { uidValidity: validity, uid: uidNext - 1, at: new Date().toISOString() };
  return from.uidValidity === validity ? from : { uidValidity: validity, uid: 0, at: from.at };
};

const readNew = async (
  client: ImapFlow,
  { take, reached }: MailboxReading,
  from: MailboxPlace,
  since: Date | null,
): Promise<MailboxPlace> => {
  let place = from;
  const wanted = { uid: `${from.uid + 1}:*`, ...(since && { since }) };
  const found = (await asked(() => client.search(wanted, { uid: true }))) || [];
  // `*` names the last message even if it is an old one
  const uids = found.filter((uid) => uid > from.uid).sort((a, b) => a - b);
  for (const uid of uids) {
    const query = { uid: true, internalDate: true, source: { start: 0, maxLength: mostBytes } };
    const message = await asked(() => client.fetchOne(String(uid), query, { uid: true }));
    const arrivedAt = message ? new Date(message.internalDate ?? Date.now()).toISOString() : place.at;
    // a person may have moved or deleted it meanwhile
    const source = message ? message.source : undefined;
    if (source) {
      const taken = await take(await readRaw(source, arrivedAt));
      // only now: what is stored and not marked is handed over again, and known by its event id
      if (taken === 'stored')
        await asked(() => client.messageFlagsAdd(String(uid), ['\\Seen'], { uid: true }));
    }
    place = { ...place, uid, at: arrivedAt > place.at ? arrivedAt : place.at };
    await reached(place);
  }
  return place;
};

/** Waits until the server announces something or it is time to look again; listens from the moment it is made. */
const arrival = (client: ImapFlow, atLatestMs: number) => {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const onClose = (): void => reject(imapFailure(new Error('the connection is gone')));
  const onExists = (): void => resolve();
  client.once('exists', onExists).once('close', onClose);
  promise.catch(() => undefined);
  let timer: NodeJS.Timeout | undefined;
  return {
    wait: async (): Promise<void> => {
      timer = setTimeout(resolve, atLatestMs);
      // the next command ends it; a server that cannot idle is asked every so often
      client.idle().catch(reject);
      await promise;
    },
    forget: (): void => {
      clearTimeout(timer);
      client.off('exists', onExists).off('close', onClose);
    },
  };
};
