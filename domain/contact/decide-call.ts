import { localTime } from '../time/local-time.ts';
import { endOfLocalDay, isOpen, nextOpening } from '../time/zoned.ts';
import type { CallInputs } from './call-inputs.ts';
import { nextLadderStep } from './call-ladder.ts';
import type { Verdict } from './verdict.ts';
import { zonesOfLead } from './zones-of-lead.ts';

const rule = {
  phone: 'call.phone',
  optOut: 'contact.optOut',
  suppression: 'contact.suppression',
  consent: 'call.consent',
  pause: 'contact.pause',
  oneLine: 'call.oneAtATime',
  ladder: 'call.ladder',
  dayCap: 'call.maxPerDay',
  hours: 'call.hours',
} as const;

/** Whether a lead may be called now. The answer follows from the inputs alone, so a stored decision can be tried again. */
export const decideCall = (inputs: CallInputs): Verdict => refusal(inputs) ?? whenToCall(inputs);

const refusal = (inputs: CallInputs): Verdict | null => {
  if (inputs.optedOut) return { kind: 'never', to: 'closed', reason: 'optedOut', rule: rule.optOut };
  if (!inputs.hasPhone) return { kind: 'never', to: 'followUp', reason: 'noPhone', rule: rule.phone };
  if (inputs.phoneSuppressed)
    return { kind: 'never', to: 'followUp', reason: 'numberSuppressed', rule: rule.suppression };
  if (inputs.policy.consentNeeded && !inputs.consentGiven)
    return { kind: 'never', to: 'followUp', reason: 'consentMissing', rule: rule.consent };
  if (inputs.paused) return { kind: 'wait', reason: 'paused', rule: rule.pause };
  if (inputs.callOpen) return { kind: 'wait', reason: 'callRunning', rule: rule.oneLine };
  return null;
};

const whenToCall = (inputs: CallInputs): Verdict => {
  const zones = zonesOfLead({
    now: inputs.now,
    phoneCountry: inputs.phoneCountry,
    leadTimeZone: inputs.timeZone,
    tenantTimeZone: inputs.policy.tenantTimeZone,
  });
  const step = nextLadderStep(inputs, zones[0] ?? inputs.policy.tenantTimeZone);
  if (step.kind === 'exhausted')
    return { kind: 'never', to: 'followUp', reason: 'ladderExhausted', rule: rule.ladder };
  const waits = Date.parse(step.at) > Date.parse(inputs.now);
  let verdict: Verdict = waits
    ? { kind: 'at', at: step.at, reason: step.because, rule: rule.ladder }
    : { kind: 'allowed', reason: 'allowed', rule: rule.hours };
  for (let at = waits ? step.at : inputs.now; ; ) {
    const opening = nextOpening(inputs.policy, zones, at);
    if (!opening) return { kind: 'never', to: 'followUp', reason: 'noCommonHours', rule: rule.hours };
    if (Date.parse(opening) > Date.parse(at))
      verdict = { kind: 'at', at: opening, reason: whyClosed(inputs, zones, at), rule: rule.hours };
    const fullZone = inputs.asked
      ? undefined
      : zones.find((zone) => callsOnDay(inputs, zone, opening) >= inputs.policy.maxPerDay);
    if (!fullZone) return verdict;
    at = endOfLocalDay(opening, fullZone);
    verdict = { kind: 'at', at, reason: 'dayCap', rule: rule.dayCap };
  }
};

const whyClosed = ({ policy }: CallInputs, zones: readonly string[], at: string): string => {
  const onHoliday = zones.some((zone) => policy.holidays.includes(localTime(Date.parse(at), zone).date));
  const inWindows = zones.every((zone) => isOpen({ windows: policy.windows, holidays: [] }, zone, at));
  return onHoliday && inWindows ? 'holiday' : 'outsideHours';
};

const callsOnDay = ({ attempts }: CallInputs, timeZone: string, at: string): number => {
  const { date } = localTime(Date.parse(at), timeZone);
  return attempts.filter(
    ({ placedAt, outcome }) =>
      outcome !== 'skipped' && localTime(Date.parse(placedAt), timeZone).date === date,
  ).length;
};
