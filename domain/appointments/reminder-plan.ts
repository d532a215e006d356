import type { NextReminder } from '../../schema/contracts/journey.ts';
import type { Duration, QuietHours, TenantSettings } from '../../schema/contracts/tenant.ts';
import { beforeQuietHours } from '../contact/quiet-hours.ts';
import { addDuration, durationMs } from '../time/duration.ts';

export type Reminder = TenantSettings['reminders'][number];

/** One version of an appointment and what was done for it. */
export interface ReminderInputs {
  reminders: readonly Reminder[];
  startsAt: string;
  endsAt: string;
  /** when this version was made */
  bookedAt: string;
  /** the `before` of the reminders that are done or were passed over */
  done: readonly Duration[];
  /** how long after the meeting's end it counts as completed */
  completedAfter: Duration;
  /** the lead is not written to in these hours, in any zone that they may be in */
  quiet: QuietHours | null;
  zones: readonly string[];
}

interface Open {
  reminder: Reminder;
  dueMs: number;
}

/**
 * Reminders that are still to come, by their instant. One that lay before the booking never comes. One that would reach
 * the lead in quiet hours comes before they begin; when that was before the booking, it comes to the others only.
 */
const open = (inputs: ReminderInputs): Open[] =>
  inputs.reminders
    .map((reminder) => planned(inputs, reminder))
    .filter(({ reminder: { before, to }, dueMs }) => {
      const isToCome = dueMs > Date.parse(inputs.bookedAt) && !inputs.done.includes(before);
      return isToCome && to.length > 0;
    })
    .sort((a, b) => a.dueMs - b.dueMs);

const planned = (inputs: ReminderInputs, reminder: Reminder): Open => {
  const { startsAt, bookedAt, quiet, zones } = inputs;
  const dueMs = Date.parse(startsAt) - durationMs(reminder.before);
  if (!reminder.to.includes('lead')) return { reminder, dueMs };
  const at = beforeQuietHours(quiet, zones, new Date(dueMs).toISOString(), bookedAt);
  if (at) return { reminder, dueMs: Date.parse(at) };
  return { reminder: { ...reminder, to: reminder.to.filter((whom) => whom !== 'lead') }, dueMs };
};

/** Reminders that the lead does not get, because there is no hour for them between the booking and the meeting. */
export const leftOut = (inputs: ReminderInputs): Reminder[] =>
  inputs.reminders.filter((reminder) => {
    const { reminder: kept, dueMs } = planned(inputs, reminder);
    return kept.to.length < reminder.to.length && dueMs > Date.parse(inputs.bookedAt);
  });

/** What happens next for an appointment: its next reminder, or its end when there is none left. */
export const nextReminder = (inputs: ReminderInputs): NextReminder => {
  const [first] = open(inputs);
  if (first) return { at: new Date(first.dueMs).toISOString(), what: 'remind' };
  return { at: addDuration(inputs.endsAt, inputs.completedAfter), what: 'end' };
};

/**
 * What is to be sent now. When several instants have passed, because nobody was there to notice, only the latest is
 * sent and the earlier ones are `missed`; once the meeting has begun, nothing is.
 */
export const dueReminders = (
  inputs: ReminderInputs,
  now: string,
): { send: Reminder | null; missed: Reminder[] } => {
  const passed = open(inputs)
    .filter(({ dueMs }) => dueMs <= Date.parse(now))
    .map(({ reminder }) => reminder);
  if (Date.parse(now) >= Date.parse(inputs.startsAt)) return { send: null, missed: passed };
  return { send: passed.at(-1) ?? null, missed: passed.slice(0, -1) };
};
