import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { causedBy, tenantColumns, tenantTable } from '../tenant-table.ts';

/** An e-mail of ours, as it was sent. */
export const Email = defineEntity({
  name: 'Email',
  tableName: 'email',
  ...tenantTable,
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
      ] as const)
      .default('planned'),
    causedBy: causedBy(),
  },
  uniques: [{ properties: ['tenantId', 'outboundId'] }],
  indexes: [{ properties: ['leadId', 'createdAt'] }, { properties: ['tenantId', 'vendorId'] }],
});

/** What the vendor said about an e-mail. */
export const EmailEvent = defineEntity({
  name: 'EmailEvent',
  tableName: 'email_event',
  ...tenantTable,
  properties: {
    ...tenantColumns(),
    emailId: p.uuid(),
    kind: p.string(),
    causedBy: causedBy(),
    at: p.datetime(6),
  },
  indexes: [{ properties: ['emailId', 'at'] }],
});

export type EmailRow = InferEntity<typeof Email>;
