// rules as a table
import { describe, expect, it } from 'vitest';
import { zonesByCountry } from '../../../domain/contact/zones-by-country.ts';
import { zonesOfLead, zonesOfNumber } from '../../../domain/contact/zones-of-lead.ts';
import { isTimeZone } from '../../../domain/time/local-time.ts';
import { base } from './monday-in-london.ts';

describe('the zones of a lead', () => {
  it('are all known to the calendar, in every country', () => {
    for (const country of Object.keys(zonesByCountry)) {
      expect(zonesOfNumber(country).length).toBeGreaterThan(0);
      for (const zone of zonesOfNumber(country)) expect(isTimeZone(zone)).toBe(true);
    }
  });

  it('are the tenant’s own when nothing is known', () => {
    const nothing = {
      now: base.now,
      phoneCountry: 'XX',
      leadTimeZone: 'nowhere',
      tenantTimeZone: 'Asia/Dubai',
    };
    expect(zonesOfLead(nothing)).toEqual(['Asia/Dubai']);
  });
});
