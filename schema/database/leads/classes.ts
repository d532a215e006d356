import * as is from '../column-classes.ts';
import {
  Command,
  Decision,
  DoNotCall,
  Lead,
  LeadConsent,
  LeadFact,
  LeadIdentity,
  Suppression,
  TimelineEvent,
} from './entities.ts';
import { LeadNote } from './note-entities.ts';

const { blanked, classed, code, count, flag, id, instant, nulled, staff, tenantColumnClasses } = is;

const lead = classed(Lead, {
  ...tenantColumnClasses,
  updatedAt: instant,
  name: nulled,
  phone: nulled,
  email: nulled,
  phoneCountry: nulled,
  country: nulled,
  language: is.keep('one of the languages of the business: says nothing of somebody without a name'),
  timeZone: nulled,
  interest: nulled,
  source: code,
  status: code,
  score: count,
  scoreReasons: blanked,
  sentiment: nulled,
  budgetMinor: nulled,
  budgetCurrency: nulled,
  answers: blanked,
  summary: nulled,
  tags: blanked,
  assignedTo: staff,
  pausedAt: instant,
  optedOutAt: instant,
  mergedInto: id,
  erasedAt: instant,
  factSeq: count,
  step: code,
  nextAction: code,
  nextActionAt: instant,
  attempts: count,
  closedAt: instant,
  // the words of whoever closed it may stand here
  closeReason: nulled,
  journeyRunId: id,
  journeyRunStartedAt: instant,
  journeyVersion: count,
});

const consent = classed(LeadConsent, {
  ...tenantColumnClasses,
  leadId: id,
  about: code,
  given: flag,
  // what was said in a call, in the lead's own words
  text: blanked,
  ip: nulled,
  givenAt: instant,
  causedBy: id,
});

const timeline = classed(TimelineEvent, {
  ...tenantColumnClasses,
  leadId: id,
  kind: code,
  // reasons in the words of people are among them
  details: blanked,
  actor: staff,
  causedBy: id,
  at: instant,
});

const fact = classed(LeadFact, {
  ...tenantColumnClasses,
  leadId: id,
  seq: count,
  kind: code,
  ref: id,
  causedBy: id,
  signalledAt: instant,
  late: flag,
});

const command = classed(Command, {
  ...tenantColumnClasses,
  leadId: id,
  name: code,
  // replies and reasons, as they were typed
  arguments: blanked,
  actorKind: code,
  actorId: staff,
  state: code,
  code,
  text: nulled,
  // `closing` is the reason that a person gave
  effect: nulled,
  settledAt: instant,
});

const decision = classed(Decision, {
  ...tenantColumnClasses,
  leadId: id,
  about: code,
  subject: id,
  verdict: code,
  at: instant,
  reason: code,
  rule: code,
  policyVersion: count,
  // where the lead may be and what they asked for follow from them
  inputs: blanked,
  causedBy: id,
});

const suppression = classed(Suppression, {
  ...tenantColumnClasses,
  kind: code,
  valueHash: is.secret('the keyed hash of a number or address: an opt-out survives erasure'),
  scope: code,
  reason: code,
  leadId: id,
  causedBy: id,
  liftedAt: instant,
  liftedBy: staff,
  liftedBecause: nulled,
});

export const leadClasses = [
  lead,
  is.rowsDeleted(LeadIdentity, 'by what a lead is recognised'),
  consent,
  timeline,
  fact,
  command,
  decision,
  suppression,
  is.rowsDeleted(LeadNote, 'what staff wrote down about a lead', {
    staff: ['writtenBy', 'editedBy', 'removedBy'],
  }),
  is.rowsDeleted(DoNotCall, 'a number as it is dialled; its block goes on as a suppression, by keyed hash', {
    staff: ['addedBy', 'removedBy'],
  }),
];
