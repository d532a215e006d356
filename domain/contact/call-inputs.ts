import type { CallOutcome } from '../../schema/contracts/calls.ts';
import type { DayWindow, Duration, TenantSettings } from '../../schema/contracts/tenant.ts';

/** An attempt to call that reached the vendor. */
export interface CallAttemptFacts {
  placedAt: string;
  outcome: CallOutcome | null;
  endedAt: string | null;
}

/** What is known about the lead when a call is decided. */
export interface CallFacts {
  now: string;
  /** since when the ladder is climbed: the form or message that this contact answers */
  ladderSince: string;
  /**
   * a call that somebody asked for, the lead or staff, and for when (null: as soon as it may be). It waits for no step
   * of the ladder and no cap; consent, opt-out, hours and holidays hold for it all the same.
   */
  asked: { at: string | null } | null;
  hasPhone: boolean;
  phoneCountry: string | null;
  timeZone: string | null;
  consentGiven: boolean;
  phoneSuppressed: boolean;
  optedOut: boolean;
  paused: boolean;
  callOpen: boolean;
  /** in any order; calls from before `ladderSince` count for the day's cap only */
  attempts: readonly CallAttemptFacts[];
}

/** What the tenant's policy says about it. */
export interface CallPolicy {
  tenantTimeZone: string;
  consentNeeded: boolean;
  windows: readonly DayWindow[];
  holidays: readonly string[];
  firstDelay: Duration;
  retries: readonly Duration[];
  maxPerDay: number;
}

/** Everything a call is decided from. Stored with the decision as it is: ids, codes, instants and numbers only. */
export interface CallInputs extends CallFacts {
  policy: CallPolicy;
}

/** The part of a tenant's settings that decides about calls. */
export const callPolicy = ({ profile, consent, calling }: TenantSettings): CallPolicy => ({
  tenantTimeZone: profile.timeZone,
  consentNeeded: consent.callNeeds,
  windows: calling.windows,
  holidays: calling.holidays,
  firstDelay: calling.firstDelay,
  retries: calling.retries,
  maxPerDay: calling.maxPerDay,
});
