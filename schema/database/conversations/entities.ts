import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { causedBy, leadTable, perhapsLeadTable, tenantColumns } from '../tenant-table.ts';

/** Why nobody wrote a message: see `domain/conversation/automatic-mail.ts`. */
const automaticKinds = ['autoReply', 'bounce', 'bulk', 'loop'] as const;

/** A file that came with a message: what people are told of it. */
export interface AttachmentNote {
  name: string;
  contentType: string;
  size: number | null;
}

/** One message to or from a lead. */
export const Message = defineEntity({
  name: 'Message',
  tableName: 'message',
  ...leadTable('message'),
  properties: {
    ...tenantColumns(),
    leadId: p.uuid(),
    channel: p.enum(['email'] as const),
    direction: p.enum(['inbound', 'outbound'] as const),
    subject: p.text().nullable(),
    text: p.text(),
    /** what the lead added to the history that is quoted; null when that is all of the text */
    ownText: p.text().nullable(),
    /** the address it came from, which may be another than the lead's own */
    fromAddress: p.text().nullable(),
    /** set when no person wrote it: kept, never answered */
    automatic: p.enum(automaticKinds).nullable(),
    attachments: p.json<AttachmentNote[]>().$type<AttachmentNote[]>().nullable(),
    /** which e-mail of ours it answers */
    emailId: p.uuid().nullable(),
    /** the `Message-ID`s it answers, the newest first */
    answers: p.json<string[]>().$type<string[]>().nullable(),
    /** the vendor's id of it */
    vendorId: p.string().nullable(),
    /** the `Message-ID` of an e-mail, for threading */
    internetMessageId: p.text().nullable(),
    outboundId: p.uuid().nullable(),
    causedBy: causedBy(),
    at: p.datetime(6),
  },
  indexes: [{ properties: ['leadId', 'at', 'id'] }, { properties: ['tenantId', 'at'] }],
});

export const draftStates = [
  'composed',
  'held',
  'approved',
  'rejected',
  'superseded',
  'discarded',
  'sent',
  'skipped',
] as const;
export type DraftState = (typeof draftStates)[number];

export const draftKinds = ['answer', 'holding', 'byHand'] as const;

/**
 * A reply to a lead, from its writing to its sending. An answer is composed once per burst of messages: the burst's last
 * message is its key. No draft is ever deleted or overwritten: what a person made of it stands beside it.
 */
export const Draft = defineEntity({
  name: 'Draft',
  tableName: 'draft',
  ...leadTable('draft'),
  properties: {
    ...tenantColumns(),
    leadId: p.uuid(),
    kind: p.enum(draftKinds).default('answer'),
    /** the last message of the burst that an answer is for */
    messageId: p.uuid().nullable(),
    text: p.text(),
    /** what a person wrote instead: this is sent */
    editedText: p.text().nullable(),
    confidence: p.double(),
    /** the titles of the knowledge it rests on */
    sources: p.json<string[]>().$type<string[]>().nullable(),
    state: p.enum(draftStates),
    /** why it waits for a person, as a code */
    heldBecause: p.string().nullable(),
    /** when the tenant's time-out policy applies to it next */
    dueAt: p.datetime(6).nullable(),
    /** `staff:<key>`, or `system` by the time-out policy */
    decidedBy: p.string().nullable(),
    decidedAt: p.datetime(6).nullable(),
    /** a person's words, or a code: why it was rejected, superseded, discarded or skipped */
    decidedBecause: p.text().nullable(),
    supersededBy: p.uuid().nullable(),
    causedBy: causedBy(),
  },
  uniques: [{ properties: ['tenantId', 'messageId'] }],
  indexes: [
    { properties: ['leadId', 'createdAt', 'id'] },
    { properties: ['tenantId', 'state', 'createdAt', 'id'] },
  ],
});

/** What a call of a language model cost. */
export const ModelCall = defineEntity({
  name: 'ModelCall',
  tableName: 'model_call',
  ...perhapsLeadTable('model_call'),
  properties: {
    ...tenantColumns(),
    leadId: p.uuid().nullable(),
    purpose: p.string(),
    model: p.string(),
    inputTokens: p.integer(),
    outputTokens: p.integer(),
    causedBy: causedBy(),
  },
  indexes: [{ properties: ['tenantId', 'createdAt'] }],
});

export type MessageRow = InferEntity<typeof Message>;
export type DraftRow = InferEntity<typeof Draft>;
