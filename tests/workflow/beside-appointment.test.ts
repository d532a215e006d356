// What else may be asked for while an appointment is attended to, and that neither is forgotten over the other.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type FakeActivities, farAway, soon } from './fake-activities.ts';
import { type Lead, openWorld, type World } from './journey-world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const booked = (id: string) => ({ appointment: { id, v: 1 }, goto: 'attend' as const });

/** A lead whose appointment is arranged; the next thing about it is far away. */
const attending = async (overrides: Partial<FakeActivities> = {}): Promise<Lead> => {
  const lead = await world.lead(overrides);
  await lead.tell('messageReceived');
  await lead.command('bookAppointment', booked('appointment-1'));
  await lead.reaches('attends', ({ appointment }) => appointment?.arranged === 1);
  return lead;
};

describe.concurrent('a call asked for while an appointment is attended to', () => {
  const dueSoon = (): Partial<FakeActivities> => ({
    arrangeMeeting: async ({ v }) => ({ kind: 'arranged', v, next: { at: soon(2_000), what: 'remind' } }),
    remind: async () => ({ kind: 'reminded', next: { at: soon(500), what: 'end' } }),
  });

  test('and not to be placed yet: it is reminded of and ended meanwhile', async () => {
    const lead = await attending({
      ...dueSoon(),
      placeCall: async () => ({ kind: 'at', at: farAway(), because: 'outsideHours' }),
    });
    await lead.command('requestCall', { goto: 'call' });
    await lead.asked('placeCall');
    await lead.asked('remind');
    await lead.asked('endAppointment');
  });

  test('and held by a pause: it is reminded of meanwhile', async () => {
    const lead = await attending(dueSoon());
    await lead.command('pause', { paused: true, replan: true });
    await lead.command('requestCall', { goto: 'call' });
    await lead.asked('remind');
    expect(lead.names()).not.toContain('placeCall');
    expect((await lead.state()).step).toBe('attend');
  });

  test('and held by a pause is placed when the lead is resumed', async () => {
    const lead = await attending();
    await lead.command('pause', { paused: true, replan: true });
    const callCause = { kind: 'command', id: 'command-1' } as const;
    await lead.command('requestCall', { goto: 'call', callCause });
    expect(lead.names()).not.toContain('placeCall');
    await lead.command('resume', { paused: false, replan: true });
    await lead.reaches('has a call open', ({ call }) => call !== undefined);
    expect(lead.calls.find(({ name }) => name === 'placeCall')?.input.cause).toEqual(callCause);
  });
});

describe.concurrent('an appointment cancelled and another one booked at once', () => {
  const withdrawn = (lead: Lead) =>
    lead.calls.filter(({ name }) => name === 'withdrawMeeting').map(({ input }) => input.appointmentId);

  test('in a live call: the first one leaves the calendar, the second one is arranged', async () => {
    const lead = await attending();
    await lead.command('requestCall', { goto: 'call' });
    await lead.reaches('has a call open', ({ call }) => call !== undefined);
    await lead.command('cancelAppointment', { appointment: { id: 'appointment-1', v: 2 }, goto: 'attend' });
    await lead.command('bookAppointment', booked('appointment-2'));
    await lead.tell('callEnded', 'attempt-1');
    await lead.reaches('attends the second', ({ appointment }) => appointment?.arranged === 1);
    await lead.asked('withdrawMeeting');
    expect(withdrawn(lead)).toEqual(['appointment-1']);
  });

  test('once the calendar knows of the cancellation, nothing is left to withdraw', async () => {
    const lead = await attending();
    await lead.command('cancelAppointment', { appointment: { id: 'appointment-1', v: 2 }, goto: 'attend' });
    await lead.reaches('has it cancelled', ({ appointment }) => appointment?.arranged === 2);
    await lead.command('bookAppointment', booked('appointment-2'));
    await lead.reaches(
      'attends the second',
      ({ appointment }) => appointment?.id === 'appointment-2' && appointment.arranged === 1,
    );
    expect(withdrawn(lead)).toEqual([]);
  });
});
