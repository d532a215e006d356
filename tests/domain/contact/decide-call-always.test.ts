// rules as properties
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CallInputs, callPolicy } from '../../../domain/contact/call-inputs.ts';
import { nextLadderStep } from '../../../domain/contact/call-ladder.ts';
import { callsOnDay, decideCall } from '../../../domain/contact/decide-call.ts';
import { zonesOfLead } from '../../../domain/contact/zones-of-lead.ts';
import { zonesOfCountry } from '../../../domain/contact/zones-of-number.ts';
import { dayMs, localTime } from '../../../domain/time/local-time.ts';
import { isOpen, nextOpening } from '../../../domain/time/zoned.ts';
import type { CallAttemptFacts } from '../../../schema/contracts/contact.ts';
import { weekdays } from '../../../schema/contracts/tenant.ts';
import { exampleTenant } from '../example-tenants.ts';
import { base, ladder, missed } from './monday-in-london.ts';

const awake = { windows: [{ days: [...weekdays], from: '08:00', to: '21:00' }], holidays: [] };
const { settings: demo } = exampleTenant('heavenly-drops');

describe('a call, whatever is known', () => {
  it('is allowed or put off only to instants within the hours of every zone, as far as there are any, and then allowed', () => {
    fc.assert(
      fc.property(someInputs(), (inputs) => {
        const verdict = decideCall(inputs);
        if (verdict.kind !== 'at' && verdict.kind !== 'allowed') return;
        const at = verdict.kind === 'at' ? verdict.at : inputs.now;
        expect(Date.parse(at)).toBeGreaterThanOrEqual(Date.parse(inputs.now));
        const zones = zonesOfLead({ ...inputs, tenantTimeZone: 'Europe/London' });
        const openIn = zones.filter((zone) => isOpen(inputs.policy, zone, at));
        // zones without a common hour: somewhere it is office time, and nowhere is anybody woken
        if (openIn.length < zones.length) {
          const due = firstMoment(inputs, zones);
          const common = due && nextOpening(inputs.policy, zones, due);
          if (common) expect(Date.parse(common) - Date.parse(due)).toBeGreaterThan(31 * dayMs);
          expect(openIn).toContain(inputs.timeZone ?? inputs.likelyZone);
          for (const zone of zones) expect(isOpen(awake, zone, at)).toBe(true);
        }
        // clocks that part with a change to summer time may make the zones more by then: it is asked again, and put off again
        const then = zonesOfLead({ ...inputs, now: at, tenantTimeZone: 'Europe/London' });
        const isSamePlace = then.join() === zones.join();
        expect(isSamePlace ? ['allowed'] : ['allowed', 'at']).toContain(
          decideCall({ ...inputs, now: at }).kind,
        );
      }),
      { numRuns: 200 },
    );
  });

  it('never exceeds the cap of a day nor the length of the ladder, however often it is tried', () => {
    fc.assert(
      fc.property(
        anInstant(),
        fc.constantFrom('GB', 'US', 'AU', 'IN'),
        fc.integer({ min: 1, max: 3 }),
        (since, country, maxPerDay) => {
          const phoneZones = zonesOfCountry(country);
          const policy = {
            ...base.policy,
            maxPerDay,
            retries: ['1 minute', '5 minutes', '1 minute', '1 hour'],
          };
          const attempts: CallAttemptFacts[] = [];
          let now = since;
          for (let tries = 0; tries < 20; tries += 1) {
            const verdict = decideCall({ ...base, policy, phoneZones, ladderSince: since, now, attempts });
            if (verdict.kind === 'never') break;
            if (verdict.kind === 'allowed') attempts.push(missed(now));
            if (verdict.kind === 'at') now = verdict.at;
          }
          expect(attempts).toHaveLength(5);
          for (const zone of phoneZones) {
            const days = attempts.map(({ placedAt }) => localTime(Date.parse(placedAt), zone).date);
            for (const day of days)
              expect(days.filter((other) => other === day).length).toBeLessThanOrEqual(maxPerDay);
          }
        },
      ),
      { numRuns: 50 },
    );
  });

  it('at the pace of a demonstration is due a second after the form at every hour of a year, on holidays too', () => {
    for (let hour = 0; hour < 366 * 24; hour += 1) {
      const ladderSince = new Date(Date.UTC(2026, 10, 1, hour)).toISOString();
      const now = new Date(Date.parse(ladderSince) + 1_000).toISOString();
      const inputs = {
        ...base,
        phoneZones: zonesOfCountry(hour % 2 ? 'US' : 'GB'),
        ladderSince,
        now,
        policy: callPolicy(demo),
      };
      expect(decideCall(inputs)).toMatchObject({ kind: 'allowed' });
    }
  });

  it('at the pace of a demonstration is allowed on a Sunday at 03:00, attempt after attempt', () => {
    const ladderSince = '2026-11-22T03:00:00.000Z';
    const policy = callPolicy(demo);
    const attempts = ladder('2026-11-22T03:00:01Z', '2026-11-22T03:00:07Z', '2026-11-22T03:00:13Z');
    const inputs = { ...base, ladderSince, policy, now: '2026-11-22T03:00:16.000Z', attempts };
    expect(decideCall(inputs)).toMatchObject({ kind: 'allowed' });
  });
});

/**
 * The instant from which the hours are looked for; null when the day's cap moves it on. It may lie days from now, and the
 * last hour in common before a change to summer time between the two.
 */
function firstMoment(inputs: CallInputs, zones: readonly string[]): string | null {
  const step = nextLadderStep(inputs, zones[0] ?? inputs.policy.tenantTimeZone);
  if (step.kind === 'exhausted') return null;
  const due = step.at > inputs.now ? step.at : inputs.now;
  const isFull = (zone: string): boolean => callsOnDay(inputs, zone, due) >= inputs.policy.maxPerDay;
  return !inputs.asked && zones.some(isFull) ? null : due;
}

function anInstant() {
  return fc
    .integer({ min: Date.UTC(2026, 0), max: Date.UTC(2028, 0) })
    .map((ms) => new Date(ms).toISOString());
}

function someInputs() {
  return fc
    .record({
      now: anInstant(),
      phoneZones: fc.constantFrom('GB', 'US', 'AU', 'BR', 'KI', 'IN', 'RU', null).map(zonesOfCountry),
      likelyZone: fc.constantFrom(null, 'Europe/Moscow', 'Europe/London'),
      timeZone: fc.constantFrom(
        null,
        'America/Detroit',
        'Asia/Kolkata',
        'Australia/Lord_Howe',
        'Pacific/Kiritimati',
      ),
      ago: fc.array(fc.integer({ min: 1, max: 5_000 }), { maxLength: 4 }),
      maxPerDay: fc.integer({ min: 1, max: 3 }),
      asked: fc.constantFrom(null, { at: null }),
    })
    .map(({ ago, maxPerDay, ...given }): CallInputs => {
      const before = (minutes: number) => new Date(Date.parse(given.now) - minutes * 60_000).toISOString();
      const attempts = ago.sort((a, b) => b - a).map((minutes) => missed(before(minutes)));
      const policy = { ...base.policy, maxPerDay };
      return { ...base, ...given, attempts, policy, ladderSince: before(6_000) };
    });
}
