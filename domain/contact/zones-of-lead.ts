import { isTimeZone, sameClock } from '../time/local-time.ts';
import { zonesByCountry } from './zones-by-country.ts';

/** The zones in which a number of this country (ISO 3166 alpha-2) may ring; none when the country is not known. */
export const zonesOfNumber = (country: string | null): readonly string[] =>
  (country && zonesByCountry[country.toUpperCase()]?.split(' ')) || [];

/**
 * Every zone that a lead may be in. A zone told by the lead narrows a country with several down when it shows the same
 * clock as one of them; otherwise the lead may be here or there, and both count. Nothing known: the tenant's own zone.
 */
export const zonesOfLead = (lead: {
  now: string;
  phoneCountry: string | null;
  leadTimeZone: string | null;
  tenantTimeZone: string;
}): string[] => {
  const told = lead.leadTimeZone && isTimeZone(lead.leadTimeZone) ? lead.leadTimeZone : null;
  const ofNumber = zonesOfNumber(lead.phoneCountry);
  if (!told) return ofNumber.length > 0 ? [...ofNumber] : [lead.tenantTimeZone];
  return ofNumber.some((zone) => sameClock(zone, told, lead.now)) ? [told] : [told, ...ofNumber];
};
