// rules as a table
import { describe, expect, it } from 'vitest';
import { zonesByCountry } from '../../../domain/contact/zones-by-country.ts';
import { prefixesByZones } from '../../../domain/contact/zones-by-prefix.ts';
import { zonesOfLead } from '../../../domain/contact/zones-of-lead.ts';
import { zonesOfCountry, zonesOfNumber } from '../../../domain/contact/zones-of-number.ts';
import { isTimeZone } from '../../../domain/time/local-time.ts';
import { base } from './monday-in-london.ts';

describe('the zones of a number', () => {
  it('are all known to the calendar, in every country and area', () => {
    for (const country of Object.keys(zonesByCountry)) {
      expect(zonesOfCountry(country).length).toBeGreaterThan(0);
      for (const zone of zonesOfCountry(country)) expect(isTimeZone(zone)).toBe(true);
    }
    for (const zone of Object.keys(prefixesByZones).flatMap((zones) => zones.split(' ')))
      expect([zone, isTimeZone(zone)]).toEqual([zone, true]);
  });

  it('stand in the table once for each prefix', () => {
    const prefixes = Object.values(prefixesByZones).flatMap((list) => list.split(' '));
    expect(new Set(prefixes).size).toBe(prefixes.length);
  });

  it.each([
    ['Washington', '+12025550123', ['America/New_York']],
    ['Phoenix, which puts no clock forward', '+16025550123', ['America/Phoenix']],
    ['Idaho, on both sides of a line', '+12085550123', ['America/Boise', 'America/Los_Angeles']],
    ['Hawaii', '+18085550123', ['Pacific/Honolulu']],
    ['Guam', '+16715550123', ['Pacific/Guam']],
    ['Toronto', '+14165550123', ['America/Toronto']],
    ['Moscow', '+74951234567', ['Europe/Moscow']],
    ['Vladivostok', '+74232123456', ['Asia/Vladivostok']],
    ['Sydney', '+61291234567', ['Australia/Sydney']],
    ['Manaus', '+559233456789', ['America/Manaus']],
    ['a mobile number of São Paulo', '+5511961234567', ['America/Sao_Paulo']],
    ['Tijuana', '+526641234567', ['America/Tijuana']],
    ['Jakarta', '+62213456789', ['Asia/Jakarta']],
    ['the Canaries', '+34922123456', ['Atlantic/Canary']],
    ['Madrid', '+34912345678', ['Europe/Madrid']],
    ['London', '+442079460001', ['Europe/London']],
  ])('%s', (_, number, zones) => expect(zonesOfNumber(number).zones).toEqual(zones));

  it.each([
    ['a Russian mobile number', '+79261234567', 'RU', 'Europe/Moscow'],
    ['an Australian mobile number', '+61412345678', 'AU', 'Australia/Sydney'],
    ['a Spanish mobile number', '+34612345678', 'ES', 'Europe/Madrid'],
    ['a German mobile number', '+4915123456789', 'DE', 'Europe/Berlin'],
  ])('%s may ring anywhere in its country', (_, number, country, likely) =>
    expect(zonesOfNumber(number)).toEqual({ zones: zonesOfCountry(country), likely }),
  );

  it.each([
    ['no number', null],
    ['what is no number', '12'],
    ['a number of no country', '+881612345678'],
  ])('%s tells nothing', (_, number) => expect(zonesOfNumber(number)).toEqual({ zones: [], likely: null }));
});

describe('the zones of a lead', () => {
  it.each([
    ['nothing is known: the tenant’s own', [], 'nowhere', ['Asia/Dubai']],
    ['a number is known: its zones', ['America/New_York'], null, ['America/New_York']],
    [
      'the form told one of them: that one',
      ['Europe/London', 'America/New_York'],
      'America/Detroit',
      ['America/Detroit'],
    ],
    [
      'the form told another: both, as the lead may travel',
      ['America/New_York'],
      'Asia/Kolkata',
      ['Asia/Kolkata', 'America/New_York'],
    ],
  ])('when %s', (_, phoneZones, timeZone, expected) =>
    expect(zonesOfLead({ now: base.now, phoneZones, timeZone, tenantTimeZone: 'Asia/Dubai' })).toEqual(
      expected,
    ),
  );
});
