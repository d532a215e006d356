// What a journey does about a call of the lead's own, on a real server.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type FakeActivities, farAway } from './fake-activities.ts';
import { openWorld, type World } from './journey-world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

/** Our own call reached nobody and is made again in an hour; theirs is to be summed up. */
const afterCall: FakeActivities['afterCall'] = async ({ attemptId }) =>
  attemptId === 'incoming-1' ? { kind: 'onward', to: 'summarise', because: 'answered' } : later;
const later = { kind: 'onward', to: 'call', because: 'noAnswer', at: farAway() } as const;

describe.concurrent('a call that comes in', () => {
  test('starts a journey, is followed to its end and summed up; nobody is welcomed or called', async () => {
    const lead = await world.lead();
    await lead.tell('callReceived', 'incoming-1');
    await lead.reaches('follows the call', ({ call }) => call?.attemptId === 'incoming-1');
    await lead.tell('callEnded', 'incoming-1');
    await lead.asked('summarise');
    await lead.reaches('offers slots', ({ step }) => step === 'schedule');
    expect(lead.names()).toEqual(['afterCall', 'summarise']);
    expect(lead.calls).toMatchObject([
      { input: { attemptId: 'incoming-1' } },
      { input: { attemptId: 'incoming-1' } },
    ]);
  });

  test('wakes a journey that sleeps before its next call, which is not placed meanwhile', async () => {
    const lead = await world.lead({ afterCall });
    await lead.tell('formSubmitted', 'form-1');
    await lead.reaches('has a call open', ({ call }) => call !== undefined);
    await lead.tell('callEnded', 'attempt-1');
    await lead.reaches('sleeps', ({ because }) => because === 'noAnswer');
    await lead.tell('callReceived', 'incoming-1');
    await lead.reaches('follows the call', ({ call }) => call?.attemptId === 'incoming-1');
    await lead.tell('callEnded', 'incoming-1');
    await lead.asked('summarise');
    expect(lead.names().filter((name) => name === 'placeCall')).toHaveLength(1);
  });

  test('that took the place of a call of ours is followed after that one’s end', async () => {
    const lead = await world.lead({ afterCall });
    await lead.tell('formSubmitted', 'form-1');
    await lead.reaches('has a call open', ({ call }) => call !== undefined);
    const [ended, received] = [
      lead.store('callEnded', 'attempt-1'),
      lead.store('callReceived', 'incoming-1'),
    ];
    // out of order, as signals may be
    await lead.signal(received);
    await lead.signal(ended);
    await lead.reaches('follows the call', ({ call }) => call?.attemptId === 'incoming-1');
    await lead.tell('callEnded', 'incoming-1');
    await lead.asked('summarise');
  });

  test('heard of when it is over is summed up at once', async () => {
    const lead = await world.lead();
    const [received, ended] = [
      lead.store('callReceived', 'incoming-1'),
      lead.store('callEnded', 'incoming-1'),
    ];
    await lead.signal(received);
    await lead.signal(ended);
    await lead.asked('summarise');
  });

  test('keeps an appointment: its reminders are attended to again afterwards', async () => {
    const lead = await world.lead();
    await lead.tell('messageReceived', 'message-1');
    await lead.command('bookAppointment', { appointment: { id: 'appointment-1', v: 1 }, goto: 'attend' });
    await lead.reaches('attends', ({ appointment }) => appointment?.arranged === 1);
    await lead.tell('callReceived', 'incoming-1');
    await lead.reaches('follows the call', ({ call }) => call?.attemptId === 'incoming-1');
    await lead.tell('callEnded', 'incoming-1');
    await lead.asked('summarise');
    const state = await lead.reaches('attends again', ({ step }) => step === 'attend');
    expect(state.appointment).toMatchObject({ id: 'appointment-1', arranged: 1 });
  });

  test('is followed by a paused journey as well, which calls nobody', async () => {
    const lead = await world.lead({ afterCall: async () => later });
    await lead.tell('formSubmitted', 'form-1');
    await lead.reaches('has a call open', ({ call }) => call !== undefined);
    await lead.tell('callEnded', 'attempt-1');
    await lead.command('pause', { paused: true });
    await lead.tell('callReceived', 'incoming-1');
    await lead.reaches('follows the call', ({ call }) => call?.attemptId === 'incoming-1');
    await lead.tell('callEnded', 'incoming-1');
    await lead.asked('afterCall', 2);
    expect(lead.names().filter((name) => name === 'placeCall')).toHaveLength(1);
  });

  test('that nobody tells the end of is asked about at the vendor', async () => {
    const lead = await world.lead();
    await lead.tell('callReceived', 'incoming-1');
    const { call } = await lead.reaches('follows the call', (state) => state.call !== undefined);
    expect(Date.parse(call?.guardAt ?? '')).toBeGreaterThan(Date.now());
  });
});
