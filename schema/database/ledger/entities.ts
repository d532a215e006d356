import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { outboundKinds, outboundStates } from '../../contracts/ledger.ts';
import { causedBy, perhapsLeadTable, tenantColumns } from '../tenant-table.ts';

/** Whatever came from outside, once: unique by the vendor's own event id. */
export const InboundEvent = defineEntity({
  name: 'InboundEvent',
  tableName: 'inbound_event',
  ...perhapsLeadTable('inbound_event'),
  properties: {
    ...tenantColumns(),
    vendor: p.string(),
    account: p.string(),
    eventId: p.string(),
    kind: p.string(),
    leadId: p.uuid().nullable(),
    body: p.json<Record<string, unknown>>().$type<Record<string, unknown>>(),
    /** a hash of the body: a repeated key with another body is a mistake of the caller */
    bodyHash: p.string().nullable(),
  },
  uniques: [{ properties: ['tenantId', 'vendor', 'account', 'eventId'] }],
  indexes: [{ properties: ['leadId'] }],
});

/** Every call to a vendor that creates or changes something in the world. */
export const Outbound = defineEntity({
  name: 'Outbound',
  tableName: 'outbound',
  ...perhapsLeadTable('outbound'),
  properties: {
    ...tenantColumns(),
    leadId: p.uuid().nullable(),
    key: p.string(),
    kind: p.enum(outboundKinds),
    vendor: p.string(),
    /** null when it was decided against before anything was composed */
    payload: p.json<unknown>().$type<unknown>().nullable(),
    payloadHash: p.string(),
    /** what the caller meant, in codes: another meaning under the same key is a named failure */
    intentHash: p.string(),
    state: p.enum(outboundStates).default('planned'),
    reason: p.string().nullable(),
    attempt: p.integer().default(0),
    leaseUntil: p.datetime(6).nullable(),
    firstSentAt: p.datetime(6).nullable(),
    vendorId: p.string().nullable(),
    answer: p.json<unknown>().$type<unknown>().nullable(),
    /** what attempts that lost their lease learned when they woke up late */
    lateAnswers: p.json<unknown[]>().$type<unknown[]>(),
    decisionId: p.uuid().nullable(),
    causedBy: causedBy(),
    settledAt: p.datetime(6).nullable(),
  },
  uniques: [{ properties: ['tenantId', 'key'] }],
  indexes: [{ properties: ['leadId', 'createdAt'] }, { properties: ['tenantId', 'vendorId'] }],
});

export type InboundEventRow = InferEntity<typeof InboundEvent>;
export type OutboundRow = InferEntity<typeof Outbound>;
