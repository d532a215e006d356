import { classed, code, count, id, instant, own, staff, tenantColumnClasses } from '../column-classes.ts';
import { AccountLink, AccountMail, Invitation, Registration } from './entities.ts';

export const accountClasses = [
  classed(AccountMail, {
    ...tenantColumnClasses,
    kind: code,
    address: staff,
    name: staff,
    aboutId: id,
    round: count,
    facts: staff,
    state: code,
    reason: code,
    settledAt: instant,
    causedBy: id,
  }),
  classed(AccountLink, {
    ...tenantColumnClasses,
    kind: code,
    userId: id,
    address: staff,
    expiresAt: instant,
    endedAt: instant,
  }),
  classed(Invitation, {
    ...tenantColumnClasses,
    linkId: id,
    email: staff,
    name: staff,
    role: code,
    calendar: staff,
    staffKey: staff,
    invitedBy: staff,
    rounds: count,
    acceptedAt: instant,
    withdrawnAt: instant,
  }),
  classed(Registration, { ...tenantColumnClasses, linkId: id, slug: own, verifiedAt: instant }),
];
