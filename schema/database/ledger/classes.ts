import * as is from '../column-classes.ts';
import { InboundEvent, Outbound } from './entities.ts';

const { blanked, classed, code, count, id, instant, nulled, tenantColumnClasses } = is;

export const ledgerClasses = [
  classed(InboundEvent, {
    ...tenantColumnClasses,
    vendor: code,
    account: is.own,
    eventId: id,
    kind: code,
    leadId: id,
    body: blanked,
    // it has no key: who guesses the number of a form would find it confirmed
    bodyHash: nulled,
  }),
  classed(Outbound, {
    ...tenantColumnClasses,
    leadId: id,
    key: is.keep('made of ids: what was done once is not done again after the erasure'),
    kind: code,
    vendor: code,
    payload: nulled,
    // it has no key, as the hash of a body
    payloadHash: blanked,
    intentHash: is.keep('the hash of codes and ids'),
    state: code,
    reason: is.keep('a code, without which an action in doubt would be tried again'),
    attempt: count,
    leaseUntil: instant,
    firstSentAt: instant,
    vendorId: id,
    answer: nulled,
    lateAnswers: blanked,
    decisionId: id,
    causedBy: id,
    settledAt: instant,
  }),
];
