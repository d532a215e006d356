import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import type { CommandArguments, CommandEffect, CommandName } from '../../contracts/commands.ts';
import { actorKinds, commandNames } from '../../contracts/commands.ts';
import { factKinds } from '../../contracts/facts.ts';
import { leadStatuses, steps } from '../../contracts/journey.ts';
import { suppressionReasons, suppressionScopes } from '../../contracts/suppression.ts';
import {
  causedBy,
  leadTable,
  perhapsLeadTable,
  seenWhere,
  tenantColumns,
  tenantTable,
} from '../tenant-table.ts';

/** One person within a tenant, and where the journey is. Its row lock is the lock of everything about this lead. */
export const Lead = defineEntity({
  name: 'Lead',
  tableName: 'lead',
  ...seenWhere(
    `case when merged_into is null then assigned_to is null or assigned_to = current_setting('app.agent', true) else routing.sees_root(merged_into) end`,
  ),
  properties: {
    ...tenantColumns(),
    updatedAt: p
      .datetime(6)
      .onCreate(() => new Date())
      .onUpdate(() => new Date()),
    name: p.string().nullable(),
    phone: p.string().nullable(),
    email: p.string().nullable(),
    /** ISO 3166 alpha-2 of the phone number */
    phoneCountry: p.string().nullable(),
    country: p.string().nullable(),
    language: p.string(),
    timeZone: p.string().nullable(),
    interest: p.string().nullable(),
    source: p.string(),
    status: p.enum(leadStatuses).default('new'),
    score: p.integer().nullable(),
    scoreReasons: p.array().default([]),
    sentiment: p.string().nullable(),
    budgetMinor: p.bigint('number').nullable(),
    budgetCurrency: p.string().nullable(),
    answers: p.json<Record<string, string>>().$type<Record<string, string>>(),
    summary: p.text().nullable(),
    tags: p.array().default([]),
    assignedTo: p.string().nullable(),
    pausedAt: p.datetime(6).nullable(),
    optedOutAt: p.datetime(6).nullable(),
    mergedInto: p.uuid().nullable(),
    /** since when this person is to be forgotten: nothing goes out, nothing starts, and whatever is left is emptied */
    erasedAt: p.datetime(6).nullable(),
    /** the last sequence number given to a fact of this lead */
    factSeq: p.integer().default(0),
    step: p.enum(steps).nullable(),
    nextAction: p.string().nullable(),
    nextActionAt: p.datetime(6).nullable(),
    attempts: p.integer().default(0),
    closedAt: p.datetime(6).nullable(),
    closeReason: p.string().nullable(),
    journeyRunId: p.string().nullable(),
    journeyRunStartedAt: p.datetime(6).nullable(),
    journeyVersion: p.integer().default(0),
  },
  indexes: [
    { properties: ['tenantId', 'createdAt', 'id'] },
    { properties: ['tenantId', 'status', 'createdAt', 'id'] },
    { properties: ['tenantId', 'assignedTo', 'createdAt', 'id'] },
    { properties: ['tenantId', 'closedAt', 'id'] },
    { properties: ['mergedInto'] },
  ],
});

/** A phone number or an address by which a lead is recognised. */
export const LeadIdentity = defineEntity({
  name: 'LeadIdentity',
  tableName: 'lead_identity',
  ...leadTable('lead_identity'),
  properties: {
    ...tenantColumns(),
    leadId: p.uuid(),
    kind: p.enum(['phone', 'email'] as const),
    value: p.string(),
    verified: p.boolean().default(false),
  },
  uniques: [{ properties: ['tenantId', 'kind', 'value'] }],
  indexes: [{ properties: ['leadId'] }],
});

/** What a lead agreed to: the words shown, when and from where. */
export const LeadConsent = defineEntity({
  name: 'LeadConsent',
  tableName: 'lead_consent',
  ...leadTable('lead_consent'),
  properties: {
    ...tenantColumns(),
    leadId: p.uuid(),
    /** `recording`: said in a call, about its recording alone */
    about: p.enum(['contact', 'recording'] as const).default('contact'),
    given: p.boolean(),
    text: p.text(),
    ip: p.string().nullable(),
    givenAt: p.datetime(6),
    causedBy: causedBy(),
  },
  indexes: [{ properties: ['leadId'] }],
});

/** What happened to a lead, for people to read: a code and its details, who or what did it, and why. */
export const TimelineEvent = defineEntity({
  name: 'TimelineEvent',
  tableName: 'timeline_event',
  ...leadTable('timeline_event'),
  properties: {
    ...tenantColumns(),
    leadId: p.uuid(),
    kind: p.string(),
    details: p.json<Record<string, unknown>>().$type<Record<string, unknown>>(),
    actor: p.string(),
    causedBy: causedBy(),
    at: p.datetime(6),
  },
  indexes: [{ properties: ['leadId', 'at', 'id'] }, { properties: ['tenantId', 'at', 'id'] }],
});

/** A fact for the journey, numbered within its lead under the lead's lock. */
export const LeadFact = defineEntity({
  name: 'LeadFact',
  tableName: 'lead_fact',
  ...leadTable('lead_fact'),
  properties: {
    ...tenantColumns(),
    leadId: p.uuid(),
    seq: p.integer(),
    kind: p.enum(factKinds),
    ref: p.uuid(),
    causedBy: causedBy(),
    signalledAt: p.datetime(6).nullable(),
    /** heard when the journey had closed already */
    late: p.boolean().default(false),
  },
  uniques: [{ properties: ['leadId', 'seq'] }],
});

/** What somebody asked of a journey: the audit, written before the update is sent. */
export const Command = defineEntity({
  name: 'Command',
  tableName: 'command',
  ...leadTable('command'),
  properties: {
    ...tenantColumns(),
    leadId: p.uuid(),
    name: p.enum(commandNames),
    arguments: p.json<CommandArguments[CommandName]>().$type<CommandArguments[CommandName]>(),
    actorKind: p.enum(actorKinds),
    actorId: p.string(),
    state: p.enum(['accepted', 'done', 'refused'] as const).default('accepted'),
    code: p.string().nullable(),
    /** the answer as a person reads it */
    text: p.text().nullable(),
    effect: p.json<CommandEffect>().$type<CommandEffect>().nullable(),
    settledAt: p.datetime(6).nullable(),
  },
  indexes: [{ properties: ['leadId', 'createdAt'] }],
});

/** Whether somebody was contacted and why: with its inputs, so that it can be shown and tried again. */
export const Decision = defineEntity({
  name: 'Decision',
  tableName: 'decision',
  ...leadTable('decision'),
  properties: {
    ...tenantColumns(),
    leadId: p.uuid(),
    about: p.enum(['call', 'email', 'meeting'] as const),
    subject: p.string(),
    verdict: p.enum(['allowed', 'at', 'wait', 'never'] as const),
    at: p.datetime(6).nullable(),
    reason: p.string(),
    rule: p.string(),
    policyVersion: p.integer(),
    inputs: p.json<Record<string, unknown>>().$type<Record<string, unknown>>(),
    causedBy: causedBy(),
  },
  indexes: [{ properties: ['leadId', 'createdAt'] }],
});

/**
 * Whom nobody contacts again: a keyed hash of the number or address, which survives erasure. One that an admin has lifted
 * stays as a record of that and blocks nothing.
 */
export const Suppression = defineEntity({
  name: 'Suppression',
  tableName: 'suppression',
  ...perhapsLeadTable('suppression'),
  properties: {
    ...tenantColumns(),
    kind: p.enum(['phone', 'email'] as const),
    valueHash: p.string(),
    /** `marketing` leaves what somebody asked for or booked: answers, confirmations, reminders */
    scope: p.enum(suppressionScopes).default('all'),
    reason: p.enum(suppressionReasons),
    /** whose number or address it was when it was blocked */
    leadId: p.uuid().nullable(),
    causedBy: causedBy(),
    liftedAt: p.datetime(6).nullable(),
    /** the member of staff by key, and why */
    liftedBy: p.string().nullable(),
    liftedBecause: p.text().nullable(),
  },
  indexes: [{ properties: ['tenantId', 'createdAt', 'id'] }],
});

/**
 * The numbers that a tenant's staff do not want called, whoever they belong to. Kept when taken off again: the rows say
 * who decided what, when and why.
 */
export const DoNotCall = defineEntity({
  name: 'DoNotCall',
  tableName: 'do_not_call',
  ...tenantTable,
  properties: {
    ...tenantColumns(),
    /** E.164 */
    number: p.string(),
    reason: p.string(),
    /** the key of who put it on the list */
    addedBy: p.string(),
    removedAt: p.datetime(6).nullable(),
    removedBy: p.string().nullable(),
    removedBecause: p.string().nullable(),
  },
  indexes: [{ properties: ['tenantId', 'number'] }, { properties: ['tenantId', 'createdAt', 'id'] }],
});

export type LeadRow = InferEntity<typeof Lead>;
export type LeadFactRow = InferEntity<typeof LeadFact>;
export type CommandRow = InferEntity<typeof Command>;
export type DecisionRow = InferEntity<typeof Decision>;
export type SuppressionRow = InferEntity<typeof Suppression>;
export type TimelineEventRow = InferEntity<typeof TimelineEvent>;
