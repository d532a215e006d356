import { defineEntity, p } from '@mikro-orm/core';
import { accountLinkKinds } from '../../contracts/accounts.ts';

// What must be known before the tenant is known: hashes and ids only. The application has no right to these tables;
// it reaches them through the SECURITY DEFINER functions of the migration.

/** A tenant by the name in its addresses. */
export const RoutingTenant = defineEntity({
  name: 'RoutingTenant',
  tableName: 'tenant',
  schema: 'routing',
  properties: {
    tenantId: p.uuid().primary(),
    slug: p.string().unique(),
    /** it is suspended: what its journeys are to hear of waits */
    held: p.boolean().default(false),
  },
});

/** Whose account a vendor's event was sent to: a phone number, a mailbox, a sender's domain. */
export const RoutingAccount = defineEntity({
  name: 'RoutingAccount',
  tableName: 'account',
  schema: 'routing',
  properties: { vendor: p.string().primary(), account: p.string().primary(), tenantId: p.uuid() },
});

/** A log-in by the hash of its e-mail address. */
export const RoutingLogin = defineEntity({
  name: 'RoutingLogin',
  tableName: 'login',
  schema: 'routing',
  properties: { emailHash: p.string().primary(), tenantId: p.uuid(), userId: p.uuid() },
});

/** A session's or a link's token by its hash. */
export const RoutingToken = defineEntity({
  name: 'RoutingToken',
  tableName: 'token',
  schema: 'routing',
  properties: {
    tokenHash: p.string().primary(),
    kind: p.enum([
      ...['session', 'refresh', 'appointment', 'relay', 'unsubscribe', 'apiKey', 'superAdmin'],
      ...accountLinkKinds,
    ] as const),
    tenantId: p.uuid(),
    ref: p.uuid(),
    expiresAt: p.datetime(6),
  },
  indexes: [{ properties: ['ref'] }],
});

/** What Temporal has not heard of yet: leads with unsignalled facts, commands without an answer, notes to staff. Ids only. */
export const RoutingPending = defineEntity({
  name: 'RoutingPending',
  tableName: 'pending',
  schema: 'routing',
  properties: {
    kind: p
      .enum(['facts', 'command', 'note', 'watch', 'erasure', 'import', 'bulk', 'export'] as const)
      .primary(),
    ref: p.uuid().primary(),
    tenantId: p.uuid(),
    upto: p.integer(),
    since: p.datetime(6).defaultRaw('now()'),
    /** 1 for what waits for its time and lets everything else go first, 2 for what its suspended tenant holds */
    rank: p.smallint().default(0),
  },
  indexes: [{ properties: ['rank', 'since'] }],
});

/** When an account of a vendor placed its last call: no two of them are nearer to each other than its pace allows. */
export const PacedAccount = defineEntity({
  name: 'PacedAccount',
  tableName: 'paced_account',
  schema: 'routing',
  properties: { vendor: p.string().primary(), account: p.string().primary(), lastAt: p.datetime(6) },
});

/** A call that waits for its account's pace, named by the cause that it is placed for. Ids only. */
export const PacedCall = defineEntity({
  name: 'PacedCall',
  tableName: 'paced_call',
  schema: 'routing',
  properties: {
    ref: p.uuid().primary(),
    vendor: p.string(),
    account: p.string(),
    tenantId: p.uuid(),
    leadId: p.uuid(),
    since: p.datetime(6),
    /** when it is to come back; who does not is forgotten a moment later */
    expectedAt: p.datetime(6),
  },
  indexes: [{ properties: ['vendor', 'account', 'since'] }, { properties: ['tenantId'] }],
});

/** Counters of the rate limits, shared by all processes; keys are hashes. Unlogged: a crash forgets them. */
export const RateLimit = defineEntity({
  name: 'RateLimit',
  tableName: 'rate_limit',
  schema: 'routing',
  properties: {
    key: p.string().primary(),
    points: p.integer().default(0),
    expire: p.bigint('number').nullable(),
  },
});

/** How far a mailbox was read, and which process reads it just now: one at a time. */
export const RoutingMailbox = defineEntity({
  name: 'RoutingMailbox',
  tableName: 'mailbox',
  schema: 'routing',
  properties: {
    account: p.string().primary(),
    holder: p.uuid().nullable(),
    heldUntil: p.datetime(6).nullable(),
    uidValidity: p.string().nullable(),
    uid: p.bigint('number').nullable(),
    at: p.datetime(6).nullable(),
  },
});
