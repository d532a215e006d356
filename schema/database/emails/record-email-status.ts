import { LockMode } from '@mikro-orm/core';
import type { Cause } from '../../contracts/ids.ts';
import type { Tx } from '../database.ts';
import { findRoot } from '../leads/lead-family.ts';
import { suppress } from '../leads/opt-out.ts';
import { addToTimeline } from '../leads/timeline.ts';
import { Outbound } from '../ledger/entities.ts';
import { recordInbound } from '../ledger/inbound.ts';
import { noteStaff } from '../notes/note-staff.ts';
import { uuidV7 } from '../uuid-v7.ts';
import { Email, EmailEvent, type EmailEventDetails, type EmailRow } from './entities.ts';

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
  details?: EmailEventDetails | null;
  /** opened or clicked by a machine: kept, and no sign of a reader */
  byMachine?: boolean;
  /** keys the hash of an address that is not written to again */
  linkSecret: string;
}

/**
 * What the vendor says about an e-mail of ours. States only go forward, whatever the order of arrival; a repeated event
 * changes nothing. A lead who complains, or whose address is known not to exist, is not written to again, and staff hear
 * of a mail that mattered and did not arrive. Of a person who is forgotten by now nothing is kept but that the event came.
 * `unknown`: no such e-mail of this tenant (yet): the vendor shall send the
 * event again.
 */
export const recordEmailStatus = async (
  tx: Tx,
  event: { tenantId: string; vendor: string; account: string; eventId: string; emailId: string; at: string },
  news: EmailNews,
): Promise<'recorded' | 'repeated' | 'unknown'> => {
  const { status, messageId = null } = news;
  // locked: of two events at once the second must see how far the first has brought it
  const email = (await tx.findOne(
    Email,
    { vendorId: event.emailId },
    { lockMode: LockMode.PESSIMISTIC_WRITE },
  )) as EmailRow | null;
  if (!email) return 'unknown';
  const inboundId = await recordInbound(tx, {
    ...event,
    kind: `email.${status}`,
    leadId: email.leadId ?? null,
    body: { emailId: event.emailId, status, at: event.at },
  });
  if (!inboundId) return 'repeated';
  // mail servers name the address in their answer, and the words of a link may lead to the person
  if (email.leadId && !(await findRoot(tx, email.leadId))) return 'recorded';
  if (messageId && !email.internetMessageId)
    await tx.nativeUpdate(Email, { id: email.id }, { internetMessageId: messageId });
  const causedBy = { kind: 'fact', id: inboundId } as const;
  await tx.insert(EmailEvent, {
    id: uuidV7(),
    tenantId: event.tenantId,
    createdAt: new Date(),
    emailId: email.id,
    kind: status,
    details: news.details ?? null,
    byMachine: news.byMachine ?? false,
    causedBy,
    at: new Date(event.at),
  });
  if (news.byMachine) return 'recorded';
  await stopFurtherMail(tx, email, news, causedBy);
  if (rank.indexOf(status) <= rank.indexOf(email.state)) return 'recorded';
  await tx.nativeUpdate(Email, { id: email.id }, { state: status });
  const settled = outboundState[status as keyof typeof outboundState];
  if (settled) await tx.nativeUpdate(Outbound, { id: email.outboundId }, { state: settled as 'delivered' });
  await tellPeople(tx, email, news, causedBy);
  return 'recorded';
};

type News = Pick<EmailNews, 'status' | 'permanent' | 'linkSecret'>;

const stopFurtherMail = async (tx: Tx, email: EmailRow, news: News, causedBy: Cause): Promise<void> => {
  const complained = news.status === 'complained';
  if (email.recipientKind !== 'lead' || !(complained || news.permanent)) return;
  await suppress(tx, {
    tenantId: email.tenantId,
    kind: 'email',
    value: email.recipient,
    reason: complained ? 'complained' : 'bounced',
    leadId: email.leadId ?? null,
    causedBy,
    linkSecret: news.linkSecret,
  });
};

const lineOf: Partial<Record<EmailState, string>> = {
  bounced: 'emailBounced',
  complained: 'emailComplained',
  failed: 'emailFailed',
  suppressed: 'emailFailed',
};

/** What the lead relies on: if it did not arrive, somebody has to reach them in another way. */
const matters = new Set([
  ...['appointmentConfirmed', 'appointmentMoved', 'appointmentCancelled', 'missedAppointment'],
  ...['reminderLead', 'callSummaryLead', 'reply'],
]);

const tellPeople = async (
  tx: Tx,
  email: EmailRow,
  { status, permanent }: News,
  causedBy: Cause,
): Promise<void> => {
  const { tenantId, leadId } = email;
  const line = lineOf[status];
  if (!leadId || !line) return;
  const details = { emailId: email.id, template: email.template, permanent };
  await addToTimeline(tx, { tenantId, leadId, kind: line, details, actor: 'system', causedBy });
  if (status === 'complained' || email.recipientKind !== 'lead' || !matters.has(email.template)) return;
  const about = { kind: 'email', id: email.id } as const;
  await noteStaff(tx, { tenantId, leadId, kind: 'mailBounced', about, causedBy });
};
