// What a journey does about a call of the lead's own, on a real server.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JourneyState } from '../../schema/contracts/journey.ts';
import { type FakeActivities, farAway, soon } from './fake-activities.ts';
import { type Lead, openWorld, type World } from './journey-world.ts';

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

describe.concurrent('a call-back that is owed when the lead calls', () => {
  const callCause = { kind: 'command', id: 'command-1' } as const;
  const unanswered: FakeActivities['afterCall'] = async () => ({
    kind: 'onward',
    to: 'followUp',
    because: 'ladderExhausted',
  });
  const messageTaken: FakeActivities['afterCall'] = async () => ({
    kind: 'onward',
    to: 'summarise',
    because: 'answered',
    messageOnly: true,
  });

  /** A lead who asked to be called back at an instant, and calls us before it. */
  const callsBefore = async (at: string, overrides: Partial<FakeActivities>): Promise<Lead> => {
    let asked = 0;
    const lead = await world.lead({
      placeCall: async () =>
        asked++ === 0
          ? { kind: 'at', at, because: 'callBack' }
          : { kind: 'placed', attemptId: 'attempt-1', guardAt: farAway() },
      ...overrides,
    });
    await lead.tell('messageReceived', 'message-1');
    await lead.command('requestCall', { goto: 'call', callCause });
    await lead.reaches('sleeps until then', ({ because }) => because === 'callBack');
    await calls(lead);
    return lead;
  };
  const calls = async (lead: Lead): Promise<void> => {
    await lead.tell('callReceived', 'incoming-1');
    await lead.reaches('follows the call', ({ call }) => call?.attemptId === 'incoming-1');
  };
  const isOwed = (lead: Lead) => lead.reaches('owes it', ({ because }) => because === 'callBackOwed');
  const placedFor = (lead: Lead) =>
    lead.calls.filter(({ name }) => name === 'placeCall').map(({ input }) => input.cause);

  test('is owed at its instant after a call that nobody answered, and the rows are told', async () => {
    const at = farAway();
    const lead = await callsBefore(at, { afterCall: unanswered });
    await lead.tell('callEnded', 'incoming-1');
    expect(await isOwed(lead)).toMatchObject({ step: 'call', callCause, at });
    const told = expect.objectContaining({ because: 'callBackOwed', at });
    await expect.poll(() => lead.calls).toContainEqual({ name: 'project', input: told });
    await lead.command('resume', { replan: true });
    await lead.reaches('is called back', ({ call }) => call?.attemptId === 'attempt-1');
    expect(placedFor(lead)).toEqual([callCause, callCause]);
  });

  test('is owed after a second such call as well', async () => {
    const at = farAway();
    const lead = await callsBefore(at, { afterCall: unanswered });
    await lead.tell('callEnded', 'incoming-1');
    await isOwed(lead);
    await lead.tell('callReceived', 'incoming-2');
    await lead.reaches('follows the call', ({ call }) => call?.attemptId === 'incoming-2');
    await lead.tell('callEnded', 'incoming-2');
    expect(await isOwed(lead)).toMatchObject({ step: 'call', callCause, at });
  });

  test('is owed after a message taken out of hours, which is summed up', async () => {
    const at = farAway();
    const lead = await callsBefore(at, { afterCall: messageTaken });
    await lead.tell('callEnded', 'incoming-1');
    expect(await isOwed(lead)).toMatchObject({ step: 'call', callCause, at });
    expect(lead.names()).toContain('summarise');
    expect(lead.names()).not.toContain('offerSlots');
  });

  test('is settled when the lead was spoken to', async () => {
    const lead = await callsBefore(farAway(), {});
    await lead.tell('callEnded', 'incoming-1');
    const state = await lead.reaches('offers slots', ({ offer }) => offer?.made === true);
    expect([state.callCause, state.owed]).toEqual([undefined, undefined]);
    expect(placedFor(lead)).toHaveLength(1);
  });

  test('is dropped when the lead opts out meanwhile', async () => {
    const lead = await callsBefore(farAway(), { afterCall: unanswered });
    await lead.tell('optedOut');
    await lead.asked('hangUp');
    await lead.tell('callEnded', 'incoming-1');
    expect(await lead.handle().result()).toBe('optedOut');
    expect(placedFor(lead)).toHaveLength(1);
  });

  test('is dropped when the journey is closed meanwhile', async () => {
    const lead = await callsBefore(farAway(), { afterCall: unanswered });
    await lead.command('close', { closing: 'closedByHand', goto: 'closed' });
    await lead.tell('callEnded', 'incoming-1');
    expect(await lead.handle().result()).toBe('closedByHand');
    expect(placedFor(lead)).toHaveLength(1);
  });

  test('is left to the lead that takes this one in', async () => {
    const at = farAway();
    const lead = await callsBefore(at, { afterCall: unanswered });
    await lead.tell('absorbed', 'merge-1');
    await lead.tell('callEnded', 'incoming-1');
    await lead.handle().result();
    const left = lead.calls.find(({ name }) => name === 'handOver')?.input;
    expect(left).toMatchObject({ remains: { step: 'call', callCause, at } });
  });

  test('is dropped when the call itself ends the journey', async () => {
    const lead = await callsBefore(farAway(), {
      afterCall: async () => ({ kind: 'onward', to: 'closed', because: 'wrongNumber', status: 'lost' }),
    });
    await lead.tell('callEnded', 'incoming-1');
    expect(await lead.handle().result()).toBe('wrongNumber');
    expect(placedFor(lead)).toHaveLength(1);
  });

  test('is owed beside an appointment that is attended to, whose reminder is due before', async () => {
    const at = soon(7_200_000);
    const lead = await world.lead({
      afterCall: unanswered,
      placeCall: async () => ({ kind: 'at', at, because: 'callBack' }),
    });
    await lead.tell('messageReceived', 'message-1');
    await lead.command('bookAppointment', { appointment: { id: 'appointment-1', v: 1 }, goto: 'attend' });
    await lead.reaches('attends', ({ appointment }) => appointment?.arranged === 1);
    await lead.command('requestCall', { goto: 'call', callCause });
    const isPlanned = ({ because, callAt }: JourneyState) => because === 'remind' && callAt === at;
    await lead.reaches('plans it beside', isPlanned);
    await calls(lead);
    await lead.tell('callEnded', 'incoming-1');
    const state = await lead.reaches('plans it beside again', isPlanned);
    expect(state).toMatchObject({ step: 'attend', appointment: { id: 'appointment-1' }, callCause });
  });
});
