import { isTimeZone, sameClock } from '../time/local-time.ts';

/**
 * Every zone that a lead may be in. A zone told by the lead narrows a number with several down when it shows the same
 * clock as one of them; otherwise the lead may be here or there, and both count. Nothing known: the tenant's own zone.
 */
export const zonesOfLead = (lead: {
  now: string;
  phoneZones: readonly string[];
  timeZone: string | null;
  tenantTimeZone: string;
}): string[] => {
  const told = lead.timeZone && isTimeZone(lead.timeZone) ? lead.timeZone : null;
  if (!told) return lead.phoneZones.length > 0 ? [...lead.phoneZones] : [lead.tenantTimeZone];
  return lead.phoneZones.some((zone) => sameClock(zone, told, lead.now))
    ? [told]
    : [told, ...lead.phoneZones];
};
