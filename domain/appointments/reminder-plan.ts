import type { NextReminder } from '../../schema/contracts/journey.ts';
import type { Duration, TenantSettings } from '../../schema/contracts/tenant.ts';
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
}

interface Open {
  reminder: Reminder;
  dueMs: number;
}

/** Reminders that are still to come, by their instant. One that lay before the booking never comes. */
const open = ({ reminders, startsAt, bookedAt, done }: ReminderInputs): Open[] =>
  reminders
    .map((reminder) => ({ reminder, dueMs: Date.parse(startsAt) - durationMs(reminder.before) }))
    .filter(({ reminder, dueMs }) => dueMs > Date.parse(bookedAt) && !done.includes(reminder.before))
    .sort((a, b) => a.dueMs - b.dueMs);

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
