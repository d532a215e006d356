import type { CallAttemptFacts, ContactFacts, EndedLead } from '../../schema/contracts/contact.ts';
import type {
  Blackout,
  DayWindow,
  Duration,
  Retries,
  TenantSettings,
} from '../../schema/contracts/tenant.ts';
import { longestLadder } from './retries.ts';
import { zonesOfNumber } from './zones-of-number.ts';

/** Why a number is not called any more: its owner's wish, what a call found out, or the tenant's do-not-call list. */
export type NumberBar = 'numberSuppressed' | 'wrongNumber' | 'fax' | 'doNotCall';

/** What is known about the lead when a call is decided. */
export interface CallFacts {
  now: string;
  /** since when the ladder is climbed: the form or message that this contact answers */
  ladderSince: string;
  /**
   * a call that somebody asked for, the lead or staff, and for when (null: as soon as it may be). It waits for no step
   * of the ladder and no cap; opt-out, hours and holidays hold for it all the same. Consent holds as well, unless the
   * lead asked themselves (`byLead`): that is the consent to this call, and to no other.
   */
  asked: { at: string | null; byLead?: boolean } | null;
  hasPhone: boolean;
  /** every zone in which the number may ring, by its country and area */
  phoneZones: readonly string[];
  /** the zone in which most numbers like it are used */
  likelyZone: string | null;
  /** the zone that the lead's form told */
  timeZone: string | null;
  consentGiven: boolean;
  numberBar: NumberBar | null;
  optedOut: boolean;
  ended: EndedLead | null;
  paused: boolean;
  callOpen: boolean;
  /** in any order; calls from before `ladderSince` count for the day's cap and the gap only */
  attempts: readonly CallAttemptFacts[];
}

/** What the tenant's policy says about it. */
export interface CallPolicy {
  /** false: the business has no number to call from */
  ownNumber?: boolean;
  tenantTimeZone: string;
  consentNeeded: boolean;
  windows: readonly DayWindow[];
  holidays: readonly string[];
  blackouts: readonly Blackout[];
  firstDelay: Duration;
  retries: Retries;
  maxPerDay: number;
  maxInTotal: number;
  minGap: Duration;
}

/** Everything a call is decided from. Stored with the decision as it is: ids, codes, instants and numbers only. */
export interface CallInputs extends CallFacts {
  policy: CallPolicy;
}

/** The part of a tenant's settings that decides about calls. */
export const callPolicy = ({ profile, phone, consent, calling }: TenantSettings): CallPolicy => ({
  ...(phone ? {} : { ownNumber: false }),
  tenantTimeZone: profile.timeZone,
  consentNeeded: consent.callNeeds,
  windows: calling.windows,
  holidays: calling.holidays,
  blackouts: calling.blackouts ?? [],
  firstDelay: calling.firstDelay,
  retries: calling.retries,
  maxPerDay: calling.maxPerDay,
  maxInTotal: calling.maxInTotal ?? longestLadder(calling.retries),
  minGap: calling.minGap ?? '0 seconds',
});

/** What a call is decided from, put together from what the rows know and the settings in force. */
export const callInputsOf = (
  facts: ContactFacts,
  about: { now: string; phone: string | null; asked: CallFacts['asked']; settings: TenantSettings },
): CallInputs => {
  const { hasPhone, timeZone, consentGiven, phoneBar, optedOut, ended, paused, callOpen, attempts } = facts;
  const { zones, likely } = zonesOfNumber(about.phone);
  return {
    now: about.now,
    ladderSince: facts.enquiredAt,
    asked: about.asked,
    hasPhone,
    phoneZones: zones,
    likelyZone: likely,
    timeZone,
    consentGiven,
    numberBar: barOfNumber(phoneBar),
    optedOut,
    ended,
    paused,
    callOpen,
    attempts,
    policy: callPolicy(about.settings),
  };
};

// an opt-out of anybody who had the number says no more than that
const barOfNumber = (bar: ContactFacts['phoneBar']): NumberBar | null =>
  bar === null || bar === 'wrongNumber' || bar === 'fax' || bar === 'doNotCall' ? bar : 'numberSuppressed';
