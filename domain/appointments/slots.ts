import type { StaffMember, TenantSettings } from '../../schema/contracts/tenant.ts';
import { durationMs } from '../time/duration.ts';
import { clockStretches } from '../time/local-time.ts';
import { openStretches, type Stretch } from '../time/zoned.ts';
import { type Candidate, inOrder } from './assign.ts';

/** A time at which somebody can be met. */
export interface Slot {
  staffKey: string;
  startAt: string;
  endAt: string;
}

/** A stretch of time that is taken. */
export interface TakenTime {
  startAt: string;
  endAt: string;
  /** an appointment of ours, which has buffers of its own; anything else stands in the calendar only */
  ours?: boolean;
}

/** A consultant: when they are taken, and what decides whose turn it is. */
export interface Consultant extends Candidate {
  busy: readonly TakenTime[];
}

type Rules = Pick<TenantSettings, 'appointments' | 'profile' | 'staff'>;

/**
 * Free slots in order of time, each with one consultant: within the windows of the business and of the person, on no
 * holiday, not before the notice, not beyond the horizon, and with the buffers around it free. Slots begin at multiples
 * of the step after midnight by the clock of the business.
 */
export const freeSlots = (rules: Rules, consultants: readonly Consultant[], now: string): Slot[] => {
  const { appointments, profile } = rules;
  const [notice, horizon] = [durationMs(appointments.notice), durationMs(appointments.horizon)];
  const range = { startMs: Date.parse(now) + notice, endMs: Date.parse(now) + horizon };
  const people = consultants.map((person) => ({ ...person, isIn: isInHours(rules, person.key, range) }));
  let offered = 0;
  return slotTimes(appointments, profile.timeZone, range).flatMap((time): Slot[] => {
    const free = people.filter(({ busy, isIn }) => isIn(time) && !isTaken(appointments, busy, time));
    const [first] = inOrder(appointments.assign, free);
    if (!first) return [];
    offered += 1;
    // an offer is not yet an appointment: it only makes the next slot go to somebody else when all else is equal
    first.load += shareOfLoad;
    first.lastGivenAt = new Date(Date.parse(now) + offered).toISOString();
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

/** Whether this person can be met then: within their own hours, with the buffers free of everything that is known. */
export const canMeet = (
  rules: Rules,
  { key, busy }: Pick<Consultant, 'key' | 'busy'>,
  startAt: string,
): boolean => {
  const startMs = Date.parse(startAt);
  const time = { startMs, endMs: startMs + durationMs(rules.appointments.length) };
  return isInHours(rules, key, time)(time) && !isTaken(rules.appointments, busy, time);
};

const shareOfLoad = 1e-6;

const iso = (ms: number): string => new Date(ms).toISOString();

/** A person without hours of their own keeps those of the business, which every slot keeps anyway. */
const isInHours = (
  { profile, staff }: Rules,
  staffKey: string,
  range: Stretch,
): ((time: Stretch) => boolean) => {
  const person: StaffMember | undefined = staff.find(({ key }) => key === staffKey);
  if (!person?.hours) return () => true;
  const { windows, daysOff } = person.hours;
  const zone = person.timeZone ?? profile.timeZone;
  const open = openStretches({ windows, holidays: daysOff }, zone, range.startMs, range.endMs);
  return (time) => open.some(({ startMs, endMs }) => startMs <= time.startMs && time.endMs <= endMs);
};

const isTaken = (
  { buffer, bufferBefore = buffer, bufferAfter = buffer }: TenantSettings['appointments'],
  busy: readonly TakenTime[],
  time: Stretch,
): boolean => {
  const [beforeMs, afterMs] = [durationMs(bufferBefore), durationMs(bufferAfter)];
  const widestMs = Math.max(beforeMs, afterMs);
  return busy.some(({ startAt, endAt, ours }) => {
    // between two meetings of ours the later one's buffer before and the earlier one's after lie in the same gap
    const [before, after] = ours ? [widestMs, widestMs] : [beforeMs, afterMs];
    return Date.parse(startAt) < time.endMs + after && time.startMs < Date.parse(endAt) + before;
  });
};

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
