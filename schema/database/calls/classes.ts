import * as is from '../column-classes.ts';
import { CallAttempt, CallEvent, CallTurn, HandOver, Recording, Voicemail } from './entities.ts';

const { blanked, classed, code, count, flag, id, instant, nulled, staff, tenantColumnClasses } = is;

const attempt = classed(CallAttempt, {
  ...tenantColumnClasses,
  leadId: id,
  number: count,
  causeId: id,
  causedBy: id,
  direction: code,
  messageOnly: flag,
  // one of the two is the lead's, by the direction
  fromNumber: blanked,
  toNumber: blanked,
  callSid: id,
  state: code,
  outcome: code,
  answeredBy: code,
  detectsMachine: flag,
  screening: code,
  sequence: count,
  placedAt: instant,
  answeredAt: instant,
  statusEndedAt: instant,
  talkEndedAt: instant,
  talkResult: code,
  endedAt: instant,
  durationSeconds: count,
  guardAt: instant,
  talkSession: count,
  relayTokenHash: is.secret('the hash of a random token'),
  slotsOffered: staff,
  answers: blanked,
  callbackAt: instant,
  language: code,
  summary: nulled,
});

export const callClasses = [
  attempt,
  classed(CallEvent, {
    ...tenantColumnClasses,
    attemptId: id,
    kind: code,
    sequence: count,
    // as the vendor sent it, with both numbers
    details: blanked,
    causedBy: id,
    at: instant,
  }),
  is.rowsDeleted(CallTurn, 'what was said, word by word'),
  classed(Recording, {
    ...tenantColumnClasses,
    attemptId: id,
    recordingSid: id,
    status: code,
    url: nulled,
    durationSeconds: count,
    causedBy: id,
  }),
  classed(HandOver, {
    ...tenantColumnClasses,
    leadId: id,
    attemptId: id,
    number: count,
    staffKey: staff,
    state: code,
    briefing: blanked,
    dialledAt: instant,
    acceptedAt: instant,
    endedAt: instant,
    causedBy: id,
  }),
  classed(Voicemail, {
    ...tenantColumnClasses,
    leadId: id,
    attemptId: id,
    text: blanked,
    language: code,
    causedBy: id,
  }),
];
