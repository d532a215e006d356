import { setTimeout as sleep } from 'node:timers/promises';
import type { FoundMail, MailboxReading } from '../../integrations/email/port.ts';
import { tenantByAccount } from '../../schema/database/routing/doors.ts';
import type { ApiContext } from '../context.ts';
import { takeEmailEvent } from '../webhooks/resend.ts';

/** A notice that knows of no e-mail of ours may be faster than our own row: it is believed for so long. */
const believedForMs = 60_000;
const lookAgainMs = 500;
/** A mail that the database refuses again and again must not keep all the others waiting. */
const mostTries = 5;

/** How often each mail was tried without success: it outlives a reading, which every failure ends. */
export type Tries = Map<string, number>;

/** Stores what lay in a mailbox as a vendor's event with the same content would be. A second time changes nothing. */
export const createTakeMail =
  (context: ApiContext, stop: AbortSignal, tries: Tries): MailboxReading['take'] =>
  async (mail) => {
    const { eventId } = mail.event;
    try {
      const taken = await take(context, mail, stop);
      tries.delete(eventId);
      return taken;
    } catch (err) {
      const tried = (tries.get(eventId) ?? 0) + 1;
      tries.set(eventId, tried);
      // a database that is away fails for every mail: then it is not this one's fault
      const isDatabaseThere = await context.db.pool.query('select').then(
        () => true,
        () => false,
      );
      if (tried < mostTries || !isDatabaseThere) throw err;
      context.log.error({ err, eventId }, 'a mail cannot be stored and stays unread in the mailbox');
      return 'ignored';
    }
  };

const take = async (
  context: ApiContext,
  { event, body, receivedAt }: FoundMail,
  stop: AbortSignal,
): Promise<'stored' | 'ignored'> => {
  // a business that writes to itself would be answered by itself
  if (event.kind === 'received' && (await tenantByAccount(context.db.pool, 'email', event.from)))
    return 'ignored';
  const read = { ...context, email: { ...context.email, fetchInbound: async () => body } };
  for (;;) {
    const outcome = await takeEmailEvent(read, event);
    if (outcome !== 'notYet') return outcome === 'recorded' ? 'stored' : 'ignored';
    if (Date.now() - Date.parse(receivedAt) > believedForMs) return 'ignored';
    await sleep(lookAgainMs, undefined, { signal: stop });
  }
};
