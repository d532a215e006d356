import { weekdays } from '../../schema/contracts/tenant.ts';
import { isTimeZone, localTime } from '../time/local-time.ts';
import { blackoutOn, type HoursIn, isOpen, nextCommonOpening } from '../time/zoned.ts';
import type { CallInputs } from './call-inputs.ts';
import { zonesOfLead } from './zones-of-lead.ts';

/** Hours in which nobody is woken: what laws on calls leave open nearly everywhere. */
const wakingHours = { days: [...weekdays], from: '08:00', to: '21:00' };

/** Longer than holidays: zones without an hour in common by then have none at this time of the year. */
const commonHoursWithinDays = 32;

/** Every zone that the lead may be in; the first is the one that delays of whole days are counted in. */
export const zonesOfCall = ({ now, phoneZones, timeZone, policy }: CallInputs): string[] =>
  zonesOfLead({ now, phoneZones, timeZone, tenantTimeZone: policy.tenantTimeZone });

/**
 * Zones too far apart to have an hour of the windows in common would keep everybody there from ever being called. Then
 * the windows hold where the lead most likely is, and nobody is woken in any of the other zones.
 */
const placesFarApart = (inputs: CallInputs): readonly HoursIn[] => {
  const { policy, likelyZone } = inputs;
  const zones = zonesOfCall(inputs);
  const main = isTold(inputs) ? zones[0] : likelyZone;
  if (zones.length < 2 || !main || !zones.includes(main)) return [];
  const waking = { ...policy, windows: [wakingHours] };
  return zones.map((timeZone) => ({ hours: timeZone === main ? policy : waking, timeZone }));
};

const isTold = ({ timeZone }: CallInputs): boolean => timeZone !== null && isTimeZone(timeZone);

/** The first instant from `from` on at which the lead may be called by the hours alone; null when there is none. */
export const nextCallHour = (inputs: CallInputs, from: string): string | null => {
  const everywhere = zonesOfCall(inputs).map((timeZone) => ({ hours: inputs.policy, timeZone }));
  const farApart = placesFarApart(inputs);
  if (farApart.length === 0) return nextCommonOpening(everywhere, from);
  return nextCommonOpening(everywhere, from, commonHoursWithinDays) ?? nextCommonOpening(farApart, from);
};

/** Why nobody may be called at an instant: the hours, or else the day. */
export const whyClosed = (inputs: CallInputs, at: string): 'holiday' | 'blackout' | 'outsideHours' => {
  const { policy } = inputs;
  const ms = Date.parse(at);
  const closed = zonesOfCall(inputs).filter((zone) => !isOpen(policy, zone, at));
  const byDay = closed.filter((zone) => isOpen({ windows: policy.windows, holidays: [] }, zone, at));
  if (byDay.length === 0 || byDay.length < closed.length) return 'outsideHours';
  return byDay.some((zone) => blackoutOn(policy, localTime(ms, zone).date)) ? 'blackout' : 'holiday';
};
