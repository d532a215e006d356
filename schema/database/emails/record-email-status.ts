import { LockMode } from '@mikro-orm/core';
import type { Tx } from '../database.ts';
import { suppress } from '../leads/opt-out.ts';
import { addToTimeline } from '../leads/timeline.ts';
import { Outbound } from '../ledger/entities.ts';
import { recordInbound } from '../ledger/inbound.ts';
import { uuidV7 } from '../uuid-v7.ts';
import { Email, EmailEvent } from './entities.ts';

const rank = [
  'planned',
  'sent',
  'delayed',
  'delivered',
  'opened',
  'clicked',
  'failed',
  'suppressed',
  'bounced',
  'complained',
] as const;
export type EmailState = (typeof rank)[number];

const outboundState = {
  delivered: 'delivered',
  opened: 'read',
  clicked: 'read',
  bounced: 'failed',
  failed: 'failed',
  suppressed: 'failed',
};

export interface EmailNews {
  status: Exclude<EmailState, 'planned'>;
  /** it will not become better by itself */
  permanent: boolean;
  /** its `Message-ID`, where the vendor says it */
  messageId?: string | null;
  /** keys the hash of an address that is not written to again */
  linkSecret: string;
}

/**
 * What the vendor says about an e-mail of ours. States only go forward, whatever the order of arrival; a repeated event
 * changes nothing. A lead who complains, or whose address is known not to exist, is not written to again. `unknown`: no such e-mail of this tenant (yet): the vendor shall send the event again.
 */
export const recordEmailStatus = async (
  tx: Tx,
  event: { tenantId: string; vendor: string; account: string; eventId: string; emailId: string; at: string },
  { status, permanent, messageId = null, linkSecret }: EmailNews,
): Promise<'recorded' | 'repeated' | 'unknown'> => {
  // locked: of two events at once the second must see how far the first has brought it
  const email = await tx.findOne(
    Email,
    { vendorId: event.emailId },
    { lockMode: LockMode.PESSIMISTIC_WRITE },
  );
  if (!email) return 'unknown';
  const inboundId = await recordInbound(tx, {
    ...event,
    kind: `email.${status}`,
    leadId: email.leadId ?? null,
    body: { emailId: event.emailId, status, at: event.at },
  });
  if (!inboundId) return 'repeated';
  if (messageId && !email.internetMessageId)
    await tx.nativeUpdate(Email, { id: email.id }, { internetMessageId: messageId });
  const causedBy = { kind: 'fact', id: inboundId } as const;
  await tx.insert(EmailEvent, {
    id: uuidV7(),
    tenantId: event.tenantId,
    createdAt: new Date(),
    emailId: email.id,
    kind: status,
    causedBy,
    at: new Date(event.at),
  });
  if (email.recipientKind === 'lead' && (status === 'complained' || permanent))
    await suppress(tx, {
      tenantId: event.tenantId,
      kind: 'email',
      value: email.recipient,
      reason: status === 'complained' ? 'complained' : 'bounced',
      leadId: email.leadId ?? null,
      causedBy,
      linkSecret,
    });
  if (rank.indexOf(status) <= rank.indexOf(email.state)) return 'recorded';
  await tx.nativeUpdate(Email, { id: email.id }, { state: status });
  const settled = outboundState[status as keyof typeof outboundState];
  if (settled) await tx.nativeUpdate(Outbound, { id: email.outboundId }, { state: settled as 'delivered' });
  if (email.leadId && (status === 'bounced' || status === 'complained'))
    await addToTimeline(tx, {
      tenantId: event.tenantId,
      leadId: email.leadId,
      kind: status === 'bounced' ? 'emailBounced' : 'emailComplained',
      details: { emailId: email.id },
      actor: 'system',
      causedBy,
    });
  return 'recorded';
};
