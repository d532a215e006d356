import type { CallInputs } from './call-inputs.ts';
import { callsOnDay } from './decide-call.ts';
import { type EmailInputs, sentOnDay } from './decide-email.ts';
import { zonesOfLead } from './zones-of-lead.ts';

/** A decision as it is stored: its inputs may be older than this code and lack what came later. */
export interface DecisionToExplain {
  about: 'call' | 'email' | 'meeting';
  verdict: 'allowed' | 'at' | 'wait' | 'never';
  at: Date | null;
  reason: string;
  inputs: Record<string, unknown>;
}

/** One thing that was looked at, and what was found. */
export interface Consideration {
  what: string;
  found: string;
}

const because: Partial<Record<string, string>> = {
  allowed: 'nothing stood against it',
  optedOut: 'the person does not want to be contacted any more',
  noPhone: 'there is no phone number',
  noOwnNumber: 'the business has no number to call from',
  noEmail: 'there is no e-mail address',
  numberSuppressed: 'the number was blocked by an opt-out',
  addressSuppressed: 'the address was blocked by an opt-out',
  wrongNumber: 'the number turned out to be somebody else’s',
  fax: 'a fax machine answers at this number',
  doNotCall: 'the number is on the do-not-call list',
  bounced: 'e-mails to this address come back',
  complained: 'the person reported our e-mails as unwanted',
  unsubscribed: 'the person unsubscribed from e-mails that they did not ask for',
  consentMissing: 'a consent that the business asks for is missing',
  lost: 'the lead is lost',
  converted: 'the lead is won',
  paused: 'staff paused the journey',
  callRunning: 'a call with this person is running',
  firstDelay: 'the first call comes a while after the enquiry',
  retryDelay: 'the last call is too recent for its outcome',
  minGap: 'the last call is too recent',
  callBackTime: 'the call was asked for at that time',
  ladderExhausted: 'all attempts were made',
  totalCap: 'as many calls were made as one enquiry may have',
  declined: 'the person declined the call',
  dayCap: 'as many were made as a day may have',
  outsideHours: 'it is outside the hours somewhere the person may be',
  holiday: 'it is a holiday',
  blackout: 'it is a day on which nobody is called',
  noCommonHours: 'no hour suits every zone the person may be in',
  quietHours: 'it is quiet hours where the person is',
  followUp: 'the next follow-up is not due yet',
  cadenceEnded: 'all follow-ups were sent',
  replied: 'the person has replied',
  booked: 'an appointment is booked',
  closedByHand: 'staff closed the journey',
  suspended: 'the business is suspended',
};

const what = { call: 'a call', email: 'an e-mail', meeting: 'a change in the calendar' } as const;

/** Why somebody was contacted, or why not, in one sentence. An unknown reason is told by its code. */
export const decisionSentence = ({ about, verdict, at, reason }: DecisionToExplain): string => {
  const why = because[reason] ?? reason;
  const kind = what[about];
  switch (verdict) {
    case 'allowed':
      return `${upper(kind)} was allowed: ${why}.`;
    case 'at':
      return `${upper(kind)} was put off to ${at?.toISOString() ?? 'later'}: ${why}.`;
    case 'wait':
      return `${upper(kind)} has to wait: ${why}.`;
    case 'never':
      return `No ${kind.replace(/^an? /, '')}: ${why}.`;
  }
};

const upper = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** What a decision was made from, for people to read: zones with their clocks, hours, caps used, consent. */
export const considerations = ({ about, inputs }: DecisionToExplain): Consideration[] =>
  typeof inputs.suspendedAt === 'string'
    ? [{ what: 'suspended since', found: inputs.suspendedAt }]
    : byRules(about, inputs);

const byRules = (about: DecisionToExplain['about'], inputs: Record<string, unknown>): Consideration[] =>
  about === 'call' ? ofCall(inputs as Partial<CallInputs>) : ofEmail(inputs as Partial<EmailInputs>);

const ofCall = ({
  now,
  policy,
  phoneZones,
  timeZone,
  attempts,
  ...facts
}: Partial<CallInputs>): Consideration[] => {
  if (!now || !policy || !phoneZones || !attempts) return [];
  const { tenantTimeZone, windows, maxPerDay, maxInTotal } = policy;
  const zones = zonesOfLead({ now, phoneZones, timeZone: timeZone ?? null, tenantTimeZone });
  const made = Math.max(...zones.map((zone) => callsOnDay({ attempts }, zone, now)));
  return [
    { what: 'zones', found: zones.map((zone) => clockIn(zone, now)).join('; ') },
    {
      what: 'hours',
      found: windows.map(({ days, from, to }) => `${days.join(' ')} ${from}–${to}`).join('; '),
    },
    { what: 'calls today', found: `${made} of ${maxPerDay}` },
    {
      what: 'calls to this enquiry',
      found: `${attempts.filter(({ placedAt }) => placedAt >= (facts.ladderSince ?? '')).length} of ${maxInTotal}`,
    },
    { what: 'consent', found: consentOf(facts.consentGiven, policy.consentNeeded) },
    ...(facts.asked ? [{ what: 'asked for', found: askedFor(facts.asked) }] : []),
  ];
};

const ofEmail = ({ now, policy, zones, sentAt, ...facts }: Partial<EmailInputs>): Consideration[] => {
  if (!now || !policy || !zones || !sentAt) return [];
  const { quietHours, maxPerDay } = policy;
  const sent = Math.max(0, ...zones.map((zone) => sentOnDay(sentAt, zone, now)));
  return [
    { what: 'zones', found: zones.map((zone) => clockIn(zone, now)).join('; ') },
    { what: 'quiet hours', found: quietHours ? `${quietHours.from}–${quietHours.to}` : 'none' },
    {
      what: 'e-mails today, answers aside',
      found: maxPerDay === null ? `${sent}` : `${sent} of ${maxPerDay}`,
    },
    { what: 'consent', found: consentOf(facts.consentGiven, policy.consentNeeded) },
  ];
};

const clockIn = (timeZone: string, at: string): string => {
  const clock = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
  });
  return `${timeZone} (${clock.format(new Date(at))})`;
};

const askedFor = ({ at, byLead }: NonNullable<CallInputs['asked']>): string =>
  `${at ?? 'as soon as possible'}${byLead ? ', by the lead' : ''}`;

const consentOf = (given: boolean | undefined, needed: boolean): string =>
  `${given ? 'given' : 'not given'}, ${needed ? 'needed' : 'not needed'}`;
