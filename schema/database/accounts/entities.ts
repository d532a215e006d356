import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { type AccountMailKind, accountLinkKinds } from '../../contracts/accounts.ts';
import { staffNoteStates } from '../../contracts/notes.ts';
import { causedBy, tenantColumns, tenantTable } from '../tenant-table.ts';

/** Something that a person is told by e-mail of their own account: to an address, because they may not be of the staff yet. */
export const AccountMail = defineEntity({
  name: 'AccountMail',
  tableName: 'account_mail',
  ...tenantTable,
  properties: {
    ...tenantColumns(),
    kind: p.string().$type<AccountMailKind>(),
    address: p.string(),
    name: p.string().nullable(),
    /** what it is about: the link that it brings, or the person */
    aboutId: p.uuid(),
    /** which time of telling this is */
    round: p.integer().default(1),
    /** what else it tells, by name: an instant, a device, who invited */
    facts: p.json<AccountFacts>().$type<AccountFacts>(),
    state: p.enum(staffNoteStates).default('pending'),
    /** why it was skipped or given up */
    reason: p.string().nullable(),
    settledAt: p.datetime(6).nullable(),
    causedBy: causedBy(),
  },
  uniques: [{ properties: ['tenantId', 'kind', 'aboutId', 'round'] }],
  indexes: [{ properties: ['tenantId', 'createdAt', 'id'] }],
});

/** What a mail about an account may tell beside its kind. */
export interface AccountFacts {
  /** when it happened, or until when the link opens something */
  at?: string;
  /** what somebody signed in with, as its program calls itself */
  device?: string;
  /** who invites */
  by?: string;
}

/** A link by which somebody proves that an address is theirs. Its token is made of its id and is stored nowhere. */
export const AccountLink = defineEntity({
  name: 'AccountLink',
  tableName: 'account_link',
  ...tenantTable,
  properties: {
    ...tenantColumns(),
    kind: p.enum(accountLinkKinds),
    /** whose account it is about; null for somebody who has none yet */
    userId: p.uuid().nullable(),
    /** where their log-in moves by it; forgotten with its end */
    address: p.string().nullable(),
    expiresAt: p.datetime(6),
    /** opened, or taken back */
    endedAt: p.datetime(6).nullable(),
  },
  indexes: [{ properties: ['userId'] }],
});

export type AccountMailRow = InferEntity<typeof AccountMail>;
export type AccountLinkRow = InferEntity<typeof AccountLink>;

/** Somebody who is to work with the business: of its staff only once they have accepted. */
export const Invitation = defineEntity({
  name: 'Invitation',
  tableName: 'invitation',
  ...tenantTable,
  properties: {
    ...tenantColumns(),
    linkId: p.uuid(),
    email: p.string(),
    name: p.string(),
    role: p.enum(['admin', 'agent', 'viewer'] as const),
    calendar: p.string().nullable(),
    /** who is of the staff already, and gets a log-in by this */
    staffKey: p.string().nullable(),
    invitedBy: p.string(),
    /** how often it was sent */
    rounds: p.integer().default(1),
    acceptedAt: p.datetime(6).nullable(),
    withdrawnAt: p.datetime(6).nullable(),
  },
  uniques: [{ properties: ['tenantId', 'linkId'] }],
  indexes: [{ properties: ['tenantId', 'createdAt', 'id'] }],
});

export type InvitationRow = InferEntity<typeof Invitation>;

/** The name that a new business gets once its first person has opened the link in their mail. */
export const Registration = defineEntity({
  name: 'Registration',
  tableName: 'registration',
  ...tenantTable,
  properties: {
    ...tenantColumns(),
    linkId: p.uuid(),
    slug: p.string(),
    verifiedAt: p.datetime(6).nullable(),
  },
  uniques: [{ properties: ['tenantId'] }],
});
