import type { ContactFacts, EndedLead } from '../../schema/contracts/contact.ts';
import type { SuppressionReason } from '../../schema/contracts/suppression.ts';
import type { QuietHours, TenantSettings } from '../../schema/contracts/tenant.ts';
import { localTime } from '../time/local-time.ts';
import { endOfLocalDay } from '../time/zoned.ts';
import { afterQuietHours } from './quiet-hours.ts';
import type { Verdict } from './verdict.ts';
import { zonesOfLead } from './zones-of-lead.ts';
import { zonesOfNumber } from './zones-of-number.ts';

/** What an e-mail to a lead is for. */
export type EmailPurpose =
  | 'welcome'
  | 'summary'
  | 'offer'
  | 'appointment'
  | 'reminder'
  | 'followUp'
  | 'reply';

/** What the tenant's policy says about e-mails to leads. */
export interface EmailPolicy {
  consentNeeded: boolean;
  quietHours: QuietHours | null;
  maxPerDay: number | null;
}

/** Everything an e-mail to a lead is decided from. Stored with the decision as it is. */
export interface EmailInputs {
  now: string;
  purpose: EmailPurpose;
  hasEmail: boolean;
  consentGiven: boolean;
  addressBar: SuppressionReason | null;
  /** the lead wants no e-mail that they did not ask for */
  marketingStopped: boolean;
  optedOut: boolean;
  ended: EndedLead | null;
  paused: boolean;
  /** every zone that the lead may be in */
  zones: readonly string[];
  /** when e-mails other than answers went to the lead, the last two days */
  sentAt: readonly string[];
  policy: EmailPolicy;
}

/** The part of a tenant's settings that decides about e-mails. */
export const emailPolicy = ({ consent, writing }: TenantSettings): EmailPolicy => ({
  consentNeeded: consent.emailNeeds,
  quietHours: writing?.quietHours ?? null,
  maxPerDay: writing?.maxEmailsPerDay ?? null,
});

/** What an e-mail is decided from, put together from what the rows know and the settings in force. */
export const emailInputsOf = (
  facts: ContactFacts,
  about: { now: string; purpose: EmailPurpose; phone: string | null; settings: TenantSettings },
): EmailInputs => {
  const { hasEmail, consentGiven, addressBar, marketingStopped, optedOut, ended, paused, timeZone } = facts;
  const { now, purpose, settings } = about;
  const phoneZones = zonesOfNumber(about.phone).zones;
  const zones = zonesOfLead({ now, phoneZones, timeZone, tenantTimeZone: settings.profile.timeZone });
  return {
    now,
    purpose,
    hasEmail,
    consentGiven,
    addressBar,
    marketingStopped,
    optedOut,
    ended,
    paused,
    zones,
    sentAt: facts.emailsSentAt,
    policy: emailPolicy(settings),
  };
};

// who wrote to us may be answered, and who booked a meeting is told of it, whatever stands still otherwise
const goesOnPaused: readonly EmailPurpose[] = ['welcome', 'summary', 'appointment', 'reminder', 'reply'];

/** What nobody asked for: it carries the one-click unsubscribe, and stops by it. */
export const isMarketing = (purpose: EmailPurpose): boolean => marketing.includes(purpose);

const marketing: readonly EmailPurpose[] = ['welcome', 'offer', 'followUp'];
/** Nobody waits for these: they keep quiet hours and the day's cap, and stop with a lead that is lost or won. */
const unasked: readonly EmailPurpose[] = ['followUp'];

/** Whether this e-mail may be sent to the lead now. */
export const decideEmail = (inputs: EmailInputs): Verdict =>
  refusal(inputs) ?? whenToWrite(inputs) ?? { kind: 'allowed', reason: 'allowed', rule: 'email.allowed' };

const refusal = (inputs: EmailInputs): Verdict | null => {
  const { purpose, addressBar, policy, ended } = inputs;
  if (inputs.optedOut) return { kind: 'never', to: 'closed', reason: 'optedOut', rule: 'contact.optOut' };
  if (!inputs.hasEmail) return { kind: 'never', to: 'rest', reason: 'noEmail', rule: 'email.address' };
  if (addressBar)
    return { kind: 'never', to: 'rest', reason: reasonOfBar(addressBar), rule: 'contact.suppression' };
  if (inputs.marketingStopped && isMarketing(purpose))
    return { kind: 'never', to: 'rest', reason: 'unsubscribed', rule: 'email.unsubscribed' };
  if (policy.consentNeeded && !inputs.consentGiven && purpose !== 'reply')
    return { kind: 'never', to: 'rest', reason: 'consentMissing', rule: 'email.consent' };
  if (ended && unasked.includes(purpose))
    return { kind: 'never', to: 'rest', reason: ended.status, rule: 'contact.status' };
  if (inputs.paused && !goesOnPaused.includes(purpose))
    return { kind: 'wait', reason: 'paused', rule: 'contact.pause' };
  return null;
};

const reasonOfBar = (bar: SuppressionReason): string => (bar === 'optedOut' ? 'addressSuppressed' : bar);

const whenToWrite = ({ now, purpose, zones, sentAt, policy }: EmailInputs): Verdict | null => {
  if (!unasked.includes(purpose)) return null;
  const quietEnds = afterQuietHours(policy.quietHours, zones, now);
  if (Date.parse(quietEnds) > Date.parse(now))
    return { kind: 'at', at: quietEnds, reason: 'quietHours', rule: 'email.quietHours' };
  const { maxPerDay } = policy;
  const full = maxPerDay !== null && zones.find((zone) => sentOnDay(sentAt, zone, now) >= maxPerDay);
  if (!full) return null;
  const at = afterQuietHours(policy.quietHours, zones, endOfLocalDay(now, full));
  return { kind: 'at', at, reason: 'dayCap', rule: 'email.maxPerDay' };
};

/** E-mails that were sent on the day that it is at an instant in a zone. */
export const sentOnDay = (sentAt: readonly string[], timeZone: string, at: string): number => {
  const { date } = localTime(Date.parse(at), timeZone);
  return sentAt.filter((sent) => localTime(Date.parse(sent), timeZone).date === date).length;
};
