import type { TenantSettings } from '../../schema/contracts/tenant.ts';
import { durationMs } from '../time/duration.ts';
import { clockStretches } from '../time/local-time.ts';
import { openStretches, type Stretch } from '../time/zoned.ts';

/** A time at which somebody can be met. */
export interface Slot {
  staffKey: string;
  startAt: string;
  endAt: string;
}

/** A consultant: when they are taken, by calendar or by our own appointments, and how much they have ahead. */
export interface Consultant {
  key: string;
  busy: readonly { startAt: string; endAt: string }[];
  /** appointments ahead; whoever has fewer goes first, then whoever stands first in the list */
  load: number;
}

/**
 * Free slots in order of time, each with one consultant: within the windows, on no holiday, not before the notice, not
 * beyond the horizon, and with the buffer before and after whatever the consultant has. Slots begin at multiples of the
 * step after midnight by the clock of the business.
 */
export const freeSlots = (
  { appointments, profile }: Pick<TenantSettings, 'appointments' | 'profile'>,
  consultants: readonly Consultant[],
  now: string,
): Slot[] => {
  const [notice, horizon] = [durationMs(appointments.notice), durationMs(appointments.horizon)];
  const range = { startMs: Date.parse(now) + notice, endMs: Date.parse(now) + horizon };
  const bufferMs = durationMs(appointments.buffer);
  const people = consultants.map(({ key, busy, load }) => ({ key, load, busy: busy.map(toStretch) }));
  return slotTimes(appointments, profile.timeZone, range).flatMap((time): Slot[] => {
    const free = people.filter(({ busy }) => !busy.some((taken) => touches(taken, time, bufferMs)));
    const [first] = free.sort((a, b) => a.load - b.load);
    if (!first) return [];
    first.load += shareOfLoad;
    return [{ staffKey: first.key, startAt: iso(time.startMs), endAt: iso(time.endMs) }];
  });
};

/**
 * Whether a meeting may begin at this instant: on the step, within the windows and the horizon, not in the past. The
 * notice is left out, because it limits what is offered: a slot that was offered in time is still good a while later.
 */
export const isOfferable = (
  { appointments, profile }: Pick<TenantSettings, 'appointments' | 'profile'>,
  startAt: string,
  now: string,
): boolean => {
  const startMs = Date.parse(startAt);
  const endMs = Date.parse(now) + durationMs(appointments.horizon);
  if (!(startMs > Date.parse(now))) return false;
  return slotTimes(appointments, profile.timeZone, {
    startMs,
    endMs: Math.min(endMs, startMs + durationMs(appointments.length)),
  }).some((time) => time.startMs === startMs);
};

// an offer is not yet an appointment: it only makes the next slot go to somebody else when both have as much to do
const shareOfLoad = 1e-6;

const iso = (ms: number): string => new Date(ms).toISOString();
const toStretch = ({ startAt, endAt }: { startAt: string; endAt: string }): Stretch => ({
  startMs: Date.parse(startAt),
  endMs: Date.parse(endAt),
});

const touches = (taken: Stretch, slot: Stretch, bufferMs: number): boolean =>
  taken.startMs < slot.endMs + bufferMs && slot.startMs < taken.endMs + bufferMs;

/** Every time at which a meeting could lie between two instants, whoever is free. */
const slotTimes = (
  appointments: TenantSettings['appointments'],
  timeZone: string,
  { startMs, endMs }: Stretch,
): Stretch[] => {
  const [stepMs, lengthMs] = [durationMs(appointments.step), durationMs(appointments.length)];
  const open = openStretches(appointments, timeZone, startMs, endMs);
  return open.flatMap((part) =>
    [...clockStretches(part.startMs, part.endMs, timeZone)].flatMap((even) => {
      const first = even.startMs + Math.ceil(even.clockMs / stepMs) * stepMs - even.clockMs;
      const found: Stretch[] = [];
      // a slot may run on into the next stretch, past midnight or a change of the clock, while it is open
      for (let at = first; at < even.endMs && at + lengthMs <= part.endMs; at += stepMs)
        found.push({ startMs: at, endMs: at + lengthMs });
      return found;
    }),
  );
};
