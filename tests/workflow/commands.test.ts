// Commands are answered in every step, and do what the interrupt rules allow.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CommandNote, CommandOutcome } from '../../schema/contracts/commands.ts';
import { type FakeActivities, farAway } from './fake-activities.ts';
import { type Lead, openWorld, type World } from './journey-world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const booking = { appointment: { id: 'appointment-1', v: 1 }, goto: 'attend' } as const;

/** Brings a lead into a step by the shortest way. */
async function leadIn(step: string): Promise<Lead> {
  const ways: Record<string, Partial<FakeActivities>> = {
    call: {},
    schedule: {
      placeCall: async () => ({ kind: 'never', because: 'asTheTestWants', to: 'schedule' }),
    },
    attend: {},
    followUp: {
      placeCall: async () => ({ kind: 'never', because: 'asTheTestWants', to: 'followUp' }),
    },
    rest: {},
  };
  const lead = await world.lead(ways[step] ?? {});
  await lead.tell(step === 'rest' || step === 'attend' ? 'messageReceived' : 'formSubmitted');
  if (step === 'attend') await lead.command('bookAppointment', booking);
  await lead.reaches(
    `waits in ${step}`,
    (state) => state.step === step && (state.call ?? state.because ?? step === 'rest') !== false,
  );
  return lead;
}

describe.concurrent('commands', () => {
  test.each(['call', 'schedule', 'attend', 'followUp', 'rest'])('are answered in %s', async (step) => {
    const lead = await leadIn(step);
    const outcome = await lead.command(
      'changeStatus',
      { status: 'qualified' },
      { status: 'done', code: 'statusChanged' },
    );
    expect(outcome).toEqual({ status: 'done', code: 'statusChanged' });
    expect(await lead.state()).toMatchObject({ step, status: 'qualified' });
  });

  test.each(['schedule', 'followUp', 'rest'])('a booking in %s leads to the appointment', async (step) => {
    const lead = await leadIn(step);
    await lead.command('bookAppointment', booking, { status: 'done', code: 'booked' });
    await lead.reaches('attends', (state) => state.step === 'attend' && state.appointment?.arranged === 1);
  });

  test('what a person wants sent again is sent beside the step, which stays where it is', async () => {
    const lead = await leadIn('rest');
    await lead.command('settleUnknown', { again: 'action-1' }, { status: 'done', code: 'settled' });
    await lead.asked('repeatAction');
    expect(lead.calls.at(-1)).toMatchObject({ name: 'repeatAction', input: { actionId: 'action-1' } });
    expect(await lead.state()).toMatchObject({ step: 'rest' });
  });

  test('a refused command changes nothing', async () => {
    const lead = await leadIn('schedule');
    const before = await lead.state();
    const outcome = await lead.command('bookAppointment', {}, { status: 'refused', code: 'slotTaken' });
    expect(outcome).toEqual({ status: 'refused', code: 'slotTaken' });
    const { log, ...after } = await lead.state();
    const { log: _told, ...unchanged } = before;
    expect(after).toEqual({ ...unchanged, version: before.version + 1 });
    expect(log?.at(-1)?.what).toBe('command: slot taken, refused');
  });

  test('a command without a valid id is turned away before it enters the history', async () => {
    const lead = await leadIn('rest');
    const sent = lead.handle().executeUpdate<unknown, [object]>('pause', { args: [{ commandId: 'now' }] });
    await expect(sent).rejects.toThrow();
    const { events } = await lead.handle().fetchHistory();
    expect(events?.some((event) => event.workflowExecutionUpdateAcceptedEventAttributes)).toBe(false);
  });

  test('one that comes again has its effect once', async () => {
    const lead = await leadIn('rest');
    const commandId = randomUUID();
    const outcome = { status: 'done', code: 'booked' } as const;
    lead.rows.commands.set(commandId, { outcome, effect: booking });
    const send = () =>
      lead
        .handle()
        .executeUpdate<CommandOutcome, [CommandNote]>('bookAppointment', { args: [{ commandId }] });
    expect(await send()).toEqual(outcome);
    await lead.reaches('attends', (state) => state.appointment?.arranged === 1);
    await lead.command('markCompleted', { goto: 'followUp' });
    await lead.reaches('follows up', ({ step, because }) => step === 'followUp' && because !== undefined);
    expect(await send()).toEqual(outcome);
    expect(await lead.state()).toMatchObject({ step: 'followUp' });
    expect(lead.names().filter((name) => name === 'arrangeMeeting')).toHaveLength(1);
  });

  test('one behind a close or an opt-out in a live call is taken as by a closed journey', async () => {
    for (const effect of [{ closing: 'closedByHand', goto: 'closed' }, { optedOut: true }] as const) {
      const lead = await world.lead();
      await lead.tell('formSubmitted');
      await lead.reaches('has a call open', ({ call }) => call !== undefined);
      await lead.command('close', effect);
      await lead.command('bookAppointment', {}, { status: 'refused', code: 'leadClosed' });
      const steps = lead.calls
        .filter(({ name }) => name === 'applyCommand')
        .map(({ input }) => (input.stamp as { step: string }).step);
      expect([...new Set(steps)]).toEqual(['call', 'closed']);
    }
  });

  test('two at once are applied one after the other, in the order in which they came', async () => {
    const running: string[] = [];
    let atOnce = 0;
    const lead = await world.lead({
      applyCommand: async ({ commandId }) => {
        running.push(commandId);
        atOnce = Math.max(atOnce, running.length);
        await new Promise((resolve) => setTimeout(resolve, 50));
        running.pop();
        return { outcome: { status: 'done', code: 'nothingToDo' }, effect: {} };
      },
    });
    await lead.tell('messageReceived');
    await Promise.all([lead.command('pause'), lead.command('resume'), lead.command('pause')]);
    expect(atOnce).toBe(1);
  });

  test('one that is taken in the task in which a call ends is answered, and every replay agrees', async () => {
    let letGo = (): void => {};
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const lead = await world.lead({
      applyCommand: async () => {
        await held;
        return { outcome: { status: 'done', code: 'nothingToDo' }, effect: {} };
      },
    });
    await lead.tell('formSubmitted');
    await lead.reaches('has a call open', ({ call }) => call !== undefined);
    // the first holds a task open; what comes meanwhile, the call's end and the second, is the next task's
    const first = lead.command('pause');
    await lead.asked('applyCommand');
    const second = lead.command('resume');
    await lead.tell('callEnded', 'attempt-1');
    letGo();
    await Promise.all([first, second]);
    await lead.asked('summarise');
    await world.replay(lead.workflowId);
  });

  test('a command whose rows are away for long is applied all the same', async () => {
    let tried = 0;
    const lead = await world.lead({
      applyCommand: async () => {
        tried += 1;
        if (tried < 8) throw new Error('database away');
        return { outcome: { status: 'done', code: 'paused' }, effect: { paused: true } };
      },
    });
    await lead.tell('messageReceived');
    expect(await lead.command('pause')).toEqual({ status: 'done', code: 'paused' });
  }, 30_000);

  test('one that comes while the last effects end is answered before the journey ends', async () => {
    let answer = (): void => {};
    const held = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const lead = await world.lead({
      answer: async () => {
        await held;
        return { kind: 'sent' };
      },
    });
    await lead.tell('messageReceived');
    await lead.asked('answer');
    await lead.command(
      'close',
      { closing: 'notInterested', goto: 'closed' },
      { status: 'done', code: 'closed' },
    );
    await lead.reaches('is closed', ({ step }) => step === 'closed');
    const outcome = await lead.command('pause', {}, { status: 'refused', code: 'leadClosed' });
    expect(outcome).toEqual({ status: 'refused', code: 'leadClosed' });
    answer();
    expect(await lead.handle().result()).toBe('notInterested');
  });
});

describe.concurrent('a pause', () => {
  test('stops the ladder until it is resumed, and then asks anew', async () => {
    const lead = await world.lead({
      afterCall: async () => ({
        kind: 'onward',
        to: 'call',
        because: 'noAnswer',
        at: new Date(Date.now() + 100).toISOString(),
      }),
    });
    await lead.tell('formSubmitted');
    await lead.reaches('has a call open', ({ call }) => call !== undefined);
    await lead.command('pause', { paused: true });
    await lead.tell('callEnded', 'attempt-1');
    await lead.asked('afterCall');
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(lead.names().filter((name) => name === 'placeCall')).toHaveLength(1);
    await lead.command('resume', { paused: false, replan: true });
    await lead.asked('placeCall', 2);
  });

  test('leaves replies and reminders of a booked appointment alone', async () => {
    const lead = await world.lead({
      arrangeMeeting: async ({ v }) => ({
        kind: 'arranged',
        v,
        next: { at: new Date(Date.now() + 200).toISOString(), what: 'remind' },
      }),
    });
    await lead.tell('messageReceived');
    await lead.command('pause', { paused: true });
    await lead.command('bookAppointment', booking);
    await lead.asked('remind');
    await lead.tell('messageReceived');
    await lead.asked('answer', 2);
    expect((await lead.state()).paused).toBe(true);
  });

  test('holds an offer that stands, beyond its end', async () => {
    const lead = await leadIn('schedule');
    await lead.command('pause', { paused: true });
    const state = await lead.state();
    expect(state).toMatchObject({ step: 'schedule', paused: true });
    expect(Date.parse(state.offer?.until ?? '')).toBeLessThanOrEqual(Date.parse(farAway()));
    await lead.command('resume', { paused: false, replan: true });
    expect(await lead.reaches('offers again', ({ because }) => because === 'offerStands')).toMatchObject({
      step: 'schedule',
    });
    expect(lead.names().filter((name) => name === 'offerSlots')).toHaveLength(1);
  });
});
