import type { JourneyState, NextReminder } from '../../../schema/contracts/journey.ts';
import { effects } from '../activities.ts';
import { inRows, perform, stamped } from '../effects.ts';
import type { Journey, Move } from '../journey.ts';

type Appointment = NonNullable<JourneyState['appointment']>;

/** Keeps an appointment company until it is over: one thing per turn, whichever the state says is next. */
export async function attend(journey: Journey): Promise<Move> {
  const { state } = journey;
  const { appointment } = state;
  if (!appointment) return { to: 'rest', because: 'noAppointment' };
  if (appointment.arranged < appointment.v) return arrange(journey, appointment);
  if (isCallDue(state)) return { to: 'call', because: 'callDue' };
  const { next } = appointment;
  if (next && Date.parse(next.at) > Date.now()) return sleepUntilNext(state, next);
  return next?.what === 'end' ? end(journey, appointment) : remind(journey, appointment);
}

async function arrange(journey: Journey, { id, v }: Appointment): Promise<Move> {
  const { state } = journey;
  const answer = await perform(
    journey,
    effects.arrangeMeeting,
    { appointmentId: id, v },
    `put the meeting into the calendar, version ${v}`,
  );
  const current = state.appointment;
  const stays: Move = { to: 'attend', because: 'arranged' };
  // another version, or another appointment, came meanwhile: what was said of this one holds no more
  if (current?.id !== id) return stays;
  if (answer.kind === 'onward') {
    if (current.v > v) return stays;
    if (!answer.appointment) return forAppointment(id, answer);
    // what became of this one was heard of late: the lead has booked another since
    state.appointment = { ...answer.appointment, arranged: 0 };
    return stays;
  }
  Object.assign(current, { arranged: answer.v, v: Math.max(current.v, answer.v), next: answer.next });
  return stays;
}

async function remind(journey: Journey, { id, v }: Appointment): Promise<Move> {
  const answer = await perform(
    journey,
    effects.remind,
    { appointmentId: id, v },
    'send reminders of the meeting',
  );
  return settle(journey, id, v, answer.kind === 'onward' ? answer : answer.next);
}

async function end(journey: Journey, { id, v }: Appointment): Promise<Move> {
  const ask = () => ({ ...stamped(journey), appointmentId: id, v });
  const answer = await inRows(journey, 'endAppointment', ask, 'the appointment is over');
  return settle(journey, id, v, answer.kind === 'onward' ? answer : { at: answer.at, what: 'end' });
}

/** What an answer about this version means, unless a newer one came meanwhile. */
function settle(
  { state }: Journey,
  id: string,
  v: number,
  answer: NextReminder | Parameters<typeof forAppointment>[1],
): Move {
  const current = state.appointment;
  const stays: Move = { to: 'attend', because: 'reminded' };
  if (current?.id !== id || current.v > v) return stays;
  if (!('what' in answer)) return forAppointment(id, answer);
  current.next = answer;
  return stays;
}

const forAppointment = (id: string, onward: Move & { kind: 'onward' }): Move => ({
  cause: { kind: 'appointment', id },
  ...onward,
});

const isCallDue = ({ callAt, callCause, paused }: JourneyState): boolean =>
  !paused && callCause !== undefined && callAt !== undefined && Date.parse(callAt) <= Date.now();

function sleepUntilNext({ callAt, callCause, paused }: JourneyState, { at, what }: NextReminder): Move {
  const isCallFirst = !paused && callCause && callAt && Date.parse(callAt) < Date.parse(at);
  return { to: 'attend', because: isCallFirst ? 'call' : what, at: isCallFirst ? callAt : at };
}
