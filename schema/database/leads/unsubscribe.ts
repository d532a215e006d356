import type { Tx } from '../database.ts';
import { recordInbound } from '../ledger/inbound.ts';
import type { LeadRow } from './entities.ts';
import { addFact } from './facts.ts';
import { findPerson } from './find-person.ts';
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

/**
 * Ends e-mails that nobody asked for to these addresses of a lead: whatever is decided after this commit finds it. The
 * journey hears of it by a fact, also when it is closed. A second request changes nothing.
 */
export const recordUnsubscribe = async (
  tx: Tx,
  request: UnsubscribeRequest,
  { leadId, addresses }: { leadId: string; addresses: readonly string[] },
): Promise<void> => {
  const { tenantId, linkSecret, ...source } = request;
  const inboundId = await recordInbound(tx, {
    ...source,
    tenantId,
    kind: 'unsubscribe',
    leadId,
    body: { scope: 'marketing' },
  });
  const lead = inboundId ? await lockLead(tx, leadId) : null;
  if (!inboundId || !lead) return;
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
 * The same, asked for by an e-mail to us (the `mailto:` of `List-Unsubscribe`). Answers the lead, or null: an address that
 * belongs to nobody is blocked all the same.
 */
export const recordUnsubscribeMail = async (
  tx: Tx,
  request: UnsubscribeRequest,
  from: string,
): Promise<{ leadId: string } | null> => {
  const leadId = await findPerson(tx, 'email', from);
  if (leadId) {
    await recordUnsubscribe(tx, request, { leadId, addresses: [from] });
    return { leadId };
  }
  const { tenantId, linkSecret, ...source } = request;
  const inboundId = await recordInbound(tx, { ...source, tenantId, kind: 'unsubscribe', body: {} });
  if (!inboundId) return null;
  const causedBy = { kind: 'fact', id: inboundId } as const;
  const whom = { tenantId, kind: 'email', scope: 'marketing', reason: 'unsubscribed', leadId: null } as const;
  await suppress(tx, { ...whom, value: from, causedBy, linkSecret });
  return null;
};
