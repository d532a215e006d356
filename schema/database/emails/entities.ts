import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { causedBy, perhapsLeadTable, seenWhere, seenWith, tenantColumns } from '../tenant-table.ts';

/** An e-mail of ours, as it was sent. */
export const Email = defineEntity({
  name: 'Email',
  tableName: 'email',
  ...perhapsLeadTable('email'),
  properties: {
    ...tenantColumns(),
    leadId: p.uuid().nullable(),
    outboundId: p.uuid(),
    template: p.string(),
    recipientKind: p.enum(['lead', 'staff'] as const),
    recipient: p.string(),
    subject: p.text(),
    text: p.text(),
    html: p.text(),
    vendorId: p.string().nullable(),
    /** its `Message-ID`, once known: answers name it */
    internetMessageId: p.text().nullable(),
    state: p
      .enum([
        'planned',
        'sent',
        'delivered',
        'delayed',
        'opened',
        'clicked',
        'bounced',
        'complained',
        'failed',
        'suppressed',
      ] as const)
      .default('planned'),
    /** the language of its fixed words */
    language: p.string().nullable(),
    causedBy: causedBy(),
  },
  uniques: [{ properties: ['tenantId', 'outboundId'] }],
  indexes: [
    { properties: ['leadId', 'createdAt'] },
    { properties: ['tenantId', 'createdAt', 'id'] },
    { properties: ['tenantId', 'vendorId'] },
    { properties: ['tenantId', 'internetMessageId'] },
  ],
});

/** What a vendor tells of a bounce, an open or a click, in our words. */
export interface EmailEventDetails {
  /** a bounce that will not go away */
  permanent?: boolean;
  /** `MailboxFull`, `General` and the like, as the vendor says it */
  bounceType?: string;
  /** the SMTP reply code and the enhanced status code (RFC 3463), where the vendor has them */
  smtpCode?: string;
  statusCode?: string;
  link?: string;
}

/** What the vendor said about an e-mail. */
export const EmailEvent = defineEntity({
  name: 'EmailEvent',
  tableName: 'email_event',
  ...seenWith('email_event', 'email_id', 'email'),
  properties: {
    ...tenantColumns(),
    emailId: p.uuid(),
    kind: p.string(),
    /** what the vendor added: of a bounce its kind and codes, of a click its link */
    details: p.json<EmailEventDetails>().$type<EmailEventDetails>().nullable(),
    /** opened or clicked by a machine, as far as that can be told */
    byMachine: p.boolean().default(false),
    causedBy: causedBy(),
    at: p.datetime(6),
  },
  indexes: [{ properties: ['emailId', 'at'] }],
});

/** Where the links of an e-mail lead whose opens and clicks we count ourselves. */
export const EmailTracking = defineEntity({
  name: 'EmailTracking',
  tableName: 'email_tracking',
  ...seenWhere('exists (select 1 from outbound p where p.key = email_tracking.outbound_key)'),
  properties: {
    ...tenantColumns(),
    /** its place in the ledger: it has no row of its own while it is written */
    outboundKey: p.string(),
    targets: p.json<string[]>().$type<string[]>(),
  },
});

export type EmailRow = InferEntity<typeof Email>;
