import type { Tx } from '../database.ts';
import { Email } from '../emails/entities.ts';
import { findPerson } from '../leads/find-person.ts';
import { findRoot } from '../leads/lead-family.ts';
import { leadOfReplyAddress } from './reply-address.ts';

/** What tells whose conversation an e-mail belongs to. */
export interface Whereabouts {
  from: string;
  /** the address it was sent to, as it was written */
  to: string;
  /** the `Message-ID`s that it answers */
  answers: readonly string[];
  linkSecret: string;
}

/** Whose conversation a message belongs to: by the thread, which we planted, and by the sender. */
export interface Place {
  /** who is known by the sender's address */
  bySender: string | null;
  /** whose e-mail of ours it answers */
  byThread: string | null;
  emailId: string | null;
}

/** Looks for the lead of an e-mail. An answer from another address than the lead's own is found by its thread. */
export const placeMessage = async (tx: Tx, mail: Whereabouts): Promise<Place> => {
  const email = await answeredEmail(tx, mail.answers);
  const planted = leadOfReplyAddress(mail.to, mail.linkSecret);
  const named = planted ?? email?.leadId ?? null;
  return {
    bySender: await findPerson(tx, 'email', mail.from),
    byThread: named && (await findRoot(tx, named)),
    emailId: email?.id ?? null,
  };
};

const answeredEmail = async (
  tx: Tx,
  answers: readonly string[],
): Promise<{ id: string; leadId: string | null } | null> => {
  if (answers.length === 0) return null;
  const found = await tx.find(
    Email,
    { internetMessageId: { $in: [...answers] }, recipientKind: 'lead' },
    { fields: ['id', 'leadId', 'internetMessageId'] },
  );
  const newest = answers.flatMap((answer) => found.filter((email) => email.internetMessageId === answer))[0];
  return newest ? { id: newest.id, leadId: newest.leadId ?? null } : null;
};
