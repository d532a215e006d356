import { classed, code, count, flag, id, instant, keep, own, staff } from '../column-classes.ts';
import {
  PacedAccount,
  PacedCall,
  RateLimit,
  RoutingAccount,
  RoutingLogin,
  RoutingMailbox,
  RoutingPending,
  RoutingTenant,
  RoutingToken,
} from './entities.ts';

export const routingClasses = [
  classed(RoutingTenant, { tenantId: id, slug: own, held: flag }),
  classed(RoutingAccount, { vendor: code, account: own, tenantId: id }),
  classed(RoutingLogin, { emailHash: staff, tenantId: id, userId: id }),
  classed(RoutingToken, {
    tokenHash: keep('the hash of a random token'),
    kind: code,
    tenantId: id,
    ref: id,
    expiresAt: instant,
  }),
  classed(RoutingPending, { kind: code, ref: id, tenantId: id, upto: count, since: instant, rank: count }),
  classed(PacedAccount, { vendor: code, account: own, lastAt: instant }),
  classed(PacedCall, {
    ref: id,
    vendor: code,
    account: own,
    tenantId: id,
    leadId: id,
    since: instant,
    expectedAt: instant,
  }),
  classed(RateLimit, {
    key: keep('a hash, forgotten when its time is over'),
    points: count,
    expire: instant,
  }),
  classed(RoutingMailbox, {
    account: own,
    holder: id,
    heldUntil: instant,
    uidValidity: code,
    uid: count,
    at: instant,
  }),
];
