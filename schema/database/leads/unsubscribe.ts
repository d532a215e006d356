import { leadOfReplyAddress } from '../conversations/reply-address.ts';
import type { Tx } from '../database.ts';
import { recordInbound } from '../ledger/inbound.ts';
import { Lead, LeadIdentity, type LeadRow } from './entities.ts';
import { addFact } from './facts.ts';
import { findPerson } from './find-person.ts';
import { findRoot, leadFamily } from './lead-family.ts';
import { lockLead } from './lead-lock.ts';
import { suppress } from './opt-out.ts';
import { addToTimeline } from './timeline.ts';

/** By which way somebody asked for no more e-mails, named so that the same request is known again. */
export interface UnsubscribeRequest {
  tenantId: string;
  vendor: string;
  account: string;
  eventId: string;
  /** keys the hash of the address */
  linkSecret: string;
}

type Source = Omit<UnsubscribeRequest, 'linkSecret'>;

/** Every address that a lead is known by, under whatever name they came in before they were merged. */
export const addressesOf = async (tx: Tx, leadId: string): Promise<string[]> => {
  const family = await leadFamily(tx, leadId);
  const leads = await tx.find(Lead, { id: { $in: family } }, { fields: ['email'] });
  const identities = await tx.find(
    LeadIdentity,
    { leadId: { $in: family }, kind: 'email' },
    { fields: ['value'] },
  );
  const known = [...leads.map(({ email }) => email), ...identities.map(({ value }) => value)];
  return [...new Set(known)].flatMap((address) => address ?? []);
};

/**
 * Ends e-mails that nobody asked for to these addresses of a lead: whatever is decided after this commit finds it. The
 * journey hears of it by a fact, also when it is closed. A second request changes nothing.
 */
export const recordUnsubscribe = async (
  tx: Tx,
  { linkSecret, ...source }: UnsubscribeRequest,
  { leadId, addresses }: { leadId: string; addresses: readonly string[] },
): Promise<void> => {
  const inboundId = await noteRequest(tx, source, leadId);
  if (inboundId) await stopMarketing(tx, { leadId, addresses, inboundId, linkSecret });
};

const noteRequest = (tx: Tx, source: Source, leadId: string | null): Promise<string | null> =>
  recordInbound(tx, { ...source, kind: 'unsubscribe', leadId, body: { scope: 'marketing' } });

/** Ends them for a lead, as something that was already stored asks for. A second time changes nothing. */
export const stopMarketing = async (
  tx: Tx,
  about: { leadId: string; addresses: readonly string[]; inboundId: string; linkSecret: string },
): Promise<void> => {
  const { addresses, inboundId, linkSecret } = about;
  const lead = await lockLead(tx, about.leadId);
  if (!lead) return;
  const { tenantId, id: leadId } = lead;
  const causedBy = { kind: 'fact', id: inboundId } as const;
  const whom = { tenantId, kind: 'email', scope: 'marketing', reason: 'unsubscribed', leadId } as const;
  let news = false;
  for (const value of addresses)
    news = (await suppress(tx, { ...whom, value, causedBy, linkSecret })) || news;
  if (news) await tell(tx, lead, inboundId);
};

const tell = async (tx: Tx, lead: LeadRow, inboundId: string): Promise<void> => {
  const { tenantId, id: leadId } = lead;
  const causedBy = { kind: 'fact', id: inboundId } as const;
  await addToTimeline(tx, { tenantId, leadId, kind: 'unsubscribed', actor: 'lead', causedBy });
  // whatever the journey sleeps on is planned anew: a follow-up finds that it may not be sent
  await addFact(tx, lead, { kind: 'leadChanged', ref: inboundId, causedBy });
};

/**
 * The same, asked for by an e-mail to us (the `mailto:` of `List-Unsubscribe`): for whoever sent it, and for the lead whose
 * e-mail it was, whatever address their mail program sent it from. Answers whose journeys are to hear of it; an address
 * that belongs to nobody is blocked all the same.
 */
export const recordUnsubscribeMail = async (
  tx: Tx,
  request: UnsubscribeRequest,
  { from, to }: { from: string; to: string },
): Promise<string[]> => {
  const { linkSecret, ...source } = request;
  const planted = leadOfReplyAddress(to, linkSecret);
  const addressed = planted && (await findRoot(tx, planted));
  const sender = await findPerson(tx, 'email', from);
  const inboundId = await noteRequest(tx, source, addressed ?? sender);
  if (!inboundId) return [];
  // in the order of their ids: two mails about the same two leads wait for each other, and not in a circle
  const leadIds = [...new Set([addressed, sender])].flatMap((id) => id ?? []).toSorted();
  for (const leadId of leadIds) {
    const theirs = leadId === addressed ? await addressesOf(tx, leadId) : [];
    const own = leadId === (sender ?? addressed) ? [from] : [];
    await stopMarketing(tx, { leadId, addresses: [...theirs, ...own], inboundId, linkSecret });
  }
  if (leadIds.length > 0) return leadIds;
  const { tenantId } = request;
  const causedBy = { kind: 'fact', id: inboundId } as const;
  const whom = { tenantId, kind: 'email', scope: 'marketing', reason: 'unsubscribed', leadId: null } as const;
  await suppress(tx, { ...whom, value: from, causedBy, linkSecret });
  return [];
};
