import { localTime } from '../time/local-time.ts';
import { endOfLocalDay } from '../time/zoned.ts';
import { nextCallHour, whyClosed, zonesOfCall } from './call-hours.ts';
import type { CallInputs } from './call-inputs.ts';
import { nextLadderStep } from './call-ladder.ts';
import type { Verdict } from './verdict.ts';

const rule = {
  phone: 'call.phone',
  ownNumber: 'call.ownNumber',
  optOut: 'contact.optOut',
  status: 'contact.status',
  suppression: 'contact.suppression',
  doNotCall: 'call.doNotCall',
  consent: 'call.consent',
  pause: 'contact.pause',
  oneLine: 'call.oneAtATime',
  dayCap: 'call.maxPerDay',
  hours: 'call.hours',
} as const;

/** Whether a lead may be called now. The answer follows from the inputs alone, so a stored decision can be tried again. */
export const decideCall = (inputs: CallInputs): Verdict => refusal(inputs) ?? whenToCall(inputs);

const refusal = (inputs: CallInputs): Verdict | null => {
  const { numberBar, ended } = inputs;
  if (inputs.optedOut) return { kind: 'never', to: 'closed', reason: 'optedOut', rule: rule.optOut };
  if (!inputs.hasPhone) return { kind: 'never', to: 'followUp', reason: 'noPhone', rule: rule.phone };
  if (inputs.policy.ownNumber === false)
    return { kind: 'never', to: 'followUp', reason: 'noOwnNumber', rule: rule.ownNumber };
  if (numberBar)
    return {
      kind: 'never',
      to: 'followUp',
      reason: numberBar,
      rule: numberBar === 'doNotCall' ? rule.doNotCall : rule.suppression,
    };
  if (inputs.policy.consentNeeded && !inputs.consentGiven && !inputs.asked?.byLead)
    return { kind: 'never', to: 'followUp', reason: 'consentMissing', rule: rule.consent };
  // who enquires anew, or is asked to be called, is spoken to again
  if (ended && !inputs.asked && Date.parse(ended.since) >= Date.parse(inputs.ladderSince))
    return { kind: 'never', to: 'rest', reason: ended.status, rule: rule.status };
  if (inputs.paused) return { kind: 'wait', reason: 'paused', rule: rule.pause };
  if (inputs.callOpen) return { kind: 'wait', reason: 'callRunning', rule: rule.oneLine };
  return null;
};

const whenToCall = (inputs: CallInputs): Verdict => {
  const zones = zonesOfCall(inputs);
  const step = nextLadderStep(inputs, zones[0] ?? inputs.policy.tenantTimeZone);
  if (step.kind === 'exhausted')
    return { kind: 'never', to: 'followUp', reason: step.because, rule: step.rule };
  const waits = Date.parse(step.at) > Date.parse(inputs.now);
  let verdict: Verdict = waits
    ? { kind: 'at', at: step.at, reason: step.because, rule: step.rule }
    : { kind: 'allowed', reason: 'allowed', rule: rule.hours };
  for (let at = waits ? step.at : inputs.now; ; ) {
    const opening = nextCallHour(inputs, at);
    if (!opening) return { kind: 'never', to: 'followUp', reason: 'noCommonHours', rule: rule.hours };
    if (Date.parse(opening) > Date.parse(at))
      verdict = { kind: 'at', at: opening, reason: whyClosed(inputs, at), rule: rule.hours };
    const fullZone = inputs.asked
      ? undefined
      : zones.find((zone) => callsOnDay(inputs, zone, opening) >= inputs.policy.maxPerDay);
    if (!fullZone) return verdict;
    at = endOfLocalDay(opening, fullZone);
    verdict = { kind: 'at', at, reason: 'dayCap', rule: rule.dayCap };
  }
};

/** Calls that were placed on the day that it is at an instant in a zone. */
export const callsOnDay = (
  { attempts }: Pick<CallInputs, 'attempts'>,
  timeZone: string,
  at: string,
): number => {
  const { date } = localTime(Date.parse(at), timeZone);
  return attempts.filter(
    ({ placedAt, outcome }) =>
      outcome !== 'skipped' && localTime(Date.parse(placedAt), timeZone).date === date,
  ).length;
};
