import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { causedBy, tenantColumns, tenantTable } from '../tenant-table.ts';

/** One message to or from a lead. */
export const Message = defineEntity({
  name: 'Message',
  tableName: 'message',
  ...tenantTable,
  properties: {
    ...tenantColumns(),
    leadId: p.uuid(),
    channel: p.enum(['email'] as const),
    direction: p.enum(['inbound', 'outbound'] as const),
    subject: p.text().nullable(),
    text: p.text(),
    /** the vendor's id of it */
    vendorId: p.string().nullable(),
    /** the `Message-ID` of an e-mail, for threading */
    internetMessageId: p.text().nullable(),
    outboundId: p.uuid().nullable(),
    causedBy: causedBy(),
    at: p.datetime(6),
  },
  indexes: [{ properties: ['leadId', 'at', 'id'] }],
});

/** The answer to a burst of messages, composed once: the burst's last message is its key. */
export const Draft = defineEntity({
  name: 'Draft',
  tableName: 'draft',
  ...tenantTable,
  properties: {
    ...tenantColumns(),
    leadId: p.uuid(),
    messageId: p.uuid(),
    text: p.text(),
    confidence: p.double(),
    state: p.enum(['composed', 'sent', 'held', 'skipped'] as const),
    causedBy: causedBy(),
  },
  uniques: [{ properties: ['tenantId', 'messageId'] }],
});

/** What a call of a language model cost. */
export const ModelCall = defineEntity({
  name: 'ModelCall',
  tableName: 'model_call',
  ...tenantTable,
  properties: {
    ...tenantColumns(),
    leadId: p.uuid().nullable(),
    purpose: p.string(),
    model: p.string(),
    inputTokens: p.integer(),
    outputTokens: p.integer(),
    causedBy: causedBy(),
  },
});

export type MessageRow = InferEntity<typeof Message>;
export type DraftRow = InferEntity<typeof Draft>;
