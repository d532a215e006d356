import { type QuietHours, weekdays } from '../../schema/contracts/tenant.ts';
import { dayMs } from '../time/local-time.ts';
import { nextOpening, type OpenHours, openStretches, overlap } from '../time/zoned.ts';

const minuteMs = 60_000;

/** The hours in which people may be written to without being asked: whatever the quiet hours leave of each day. */
const awake = ({ from, to }: QuietHours): OpenHours => ({
  windows: [{ days: [...weekdays], from: to, to: from }],
  holidays: [],
});

/** The first instant from `at` on that is quiet in none of the zones: what is not pressing waits until then. */
export const afterQuietHours = (quiet: QuietHours | null, zones: readonly string[], at: string): string =>
  // zones so far apart that it is always quiet in one of them keep nobody from ever being written to
  (quiet && nextOpening(awake(quiet), zones, at)) ?? new Date(at).toISOString();

/**
 * When to say what must be said before a certain time, such as a reminder: as planned, or a minute before the quiet
 * hours that it would fall into. Null when that would be before `notBefore` (the booking, or now): it is left out then.
 */
export const beforeQuietHours = (
  quiet: QuietHours | null,
  zones: readonly string[],
  at: string,
  notBefore: string,
): string | null => {
  const planned = new Date(at).toISOString();
  if (!quiet || nextOpening(awake(quiet), zones, planned) === planned) return planned;
  const atMs = Date.parse(at);
  const open = zones.map((zone) => openStretches(awake(quiet), zone, atMs - 2 * dayMs, atMs)).reduce(overlap);
  const last = open.at(-1);
  if (!last) return planned;
  const earlierMs = last.endMs - minuteMs;
  return earlierMs < Date.parse(notBefore) ? null : new Date(earlierMs).toISOString();
};
