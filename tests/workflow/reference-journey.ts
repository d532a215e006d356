import type { FakeActivities } from './fake-activities.ts';
import { farAway, soon } from './fake-activities.ts';
import type { Lead } from './journey-world.ts';

// long enough to be still ahead when a busy machine gets to it: a nap that has passed is no wait
const nap = 1_500;

/** The answers of the world in the reference journey: call 1 unanswered, call 2 answered, two reminders, one follow-up. */
export function referenceAnswers(): Partial<FakeActivities> {
  let ended = 0;
  let reminded = 0;
  return {
    afterCall: async () => {
      ended += 1;
      return ended === 1
        ? { kind: 'onward', to: 'call', because: 'noAnswer', at: soon(nap) }
        : { kind: 'onward', to: 'summarise', because: 'answered', status: 'contacted' };
    },
    summarise: async () => ({
      kind: 'onward',
      to: 'schedule',
      because: 'interested',
      at: farAway(),
      status: 'qualified',
      score: 80,
    }),
    arrangeMeeting: async ({ v }) => ({ kind: 'arranged', v, next: { at: soon(nap), what: 'remind' } }),
    remind: async () => {
      reminded += 1;
      return { kind: 'reminded', next: { at: soon(nap), what: reminded === 1 ? 'remind' : 'end' } };
    },
    endAppointment: async () => ({ kind: 'onward', to: 'followUp', because: 'completed', at: soon(nap) }),
    followUp: async ({ done }) => ({ kind: 'sent', done: done + 1 }),
  };
}

/** What people do in the reference journey. Ends when the journey rests. */
export async function playReferenceJourney(lead: Lead): Promise<void> {
  await lead.tell('formSubmitted');
  await lead.reaches('has call 1 open', ({ call }) => call?.attemptId === 'attempt-1');
  await lead.tell('callEnded', 'attempt-1');
  await lead.reaches('has call 2 open', ({ call }) => call?.attemptId === 'attempt-2');
  await lead.tell('callEnded', 'attempt-2');
  await lead.reaches('offers slots', ({ step }) => step === 'schedule');
  await write(lead, 1);
  await write(lead, 2);
  await lead.command(
    'bookAppointment',
    { appointment: { id: 'appointment-1', v: 1 }, goto: 'attend', status: 'appointment' },
    { status: 'done', code: 'booked' },
  );
  await lead.reaches('rests', ({ step }) => step === 'rest');
  await write(lead, 3);
  await write(lead, 4);
}

async function write(lead: Lead, nth: number): Promise<void> {
  await lead.tell('messageReceived');
  await lead.asked('answer', nth);
  await lead.reaches('has answered', ({ unanswered }) => unanswered === undefined);
}
