// What each step promises, on a real server.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { searchAttributes } from '../../temporal.config.ts';
import { type FakeActivities, farAway, refusal, soon } from './fake-activities.ts';
import { type Lead, openWorld, type World } from './journey-world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const inStep = (lead: Lead, step: string) => lead.reaches(`is in ${step}`, (state) => state.step === step);
const asleep = (lead: Lead, because: string) =>
  lead.reaches(`sleeps: ${because}`, (state) => state.because === because);
const inputsOf = (lead: Lead, name: string) =>
  lead.calls.filter((call) => call.name === name).map(({ input }) => input);

/** A form whose call was answered and summarised: slots are offered. */
async function offered(overrides: Partial<FakeActivities> = {}): Promise<Lead> {
  const lead = await world.lead(overrides);
  await lead.tell('formSubmitted', 'form-1');
  await lead.reaches('has a call open', ({ call }) => call !== undefined);
  await lead.tell('callEnded', 'attempt-1');
  return lead;
}

const booking = { appointment: { id: 'appointment-1', v: 1 }, goto: 'attend' } as const;

describe.concurrent('intake', () => {
  test('a form is welcomed and called for its own sake, and a welcome that fails holds nothing up', async () => {
    const lead = await world.lead({ welcome: () => Promise.reject(refusal()) });
    await lead.tell('formSubmitted', 'form-1');
    await lead.reaches('has a call open', ({ call }) => call?.attemptId === 'attempt-1');
    expect(inputsOf(lead, 'welcome')).toMatchObject([{ cause: { kind: 'fact', id: 'form-1' } }]);
    expect(inputsOf(lead, 'placeCall')).toMatchObject([{ cause: { kind: 'fact', id: 'form-1' } }]);
  });

  test('a message starts a conversation and no call', async () => {
    const lead = await world.lead();
    await lead.tell('messageReceived', 'message-1');
    await lead.asked('answer');
    await inStep(lead, 'rest');
    await lead.asked('project');
    expect(lead.names().toSorted()).toEqual(['answer', 'project']);
  });
});

describe.concurrent('call', () => {
  test('is asked for again when its instant has come, for the same cause', async () => {
    let asked = 0;
    const lead = await world.lead({
      placeCall: async () => {
        asked += 1;
        if (asked === 1) return { kind: 'at', at: soon(100), because: 'outsideHours' };
        return { kind: 'placed', attemptId: 'attempt-1', guardAt: farAway() };
      },
    });
    await lead.tell('formSubmitted', 'form-1');
    await lead.reaches('has a call open', ({ call }) => call !== undefined);
    expect(inputsOf(lead, 'placeCall').map(({ cause }) => cause)).toEqual(
      Array(2).fill({ kind: 'fact', id: 'form-1' }),
    );
  });

  test('waits without an end when the plan says wait, and is planned anew when the lead changes', async () => {
    let consented = false;
    const lead = await world.lead({
      placeCall: async () =>
        consented
          ? { kind: 'placed', attemptId: 'attempt-1', guardAt: farAway() }
          : { kind: 'wait', because: 'consentMissing' },
    });
    await lead.tell('formSubmitted');
    expect((await asleep(lead, 'consentMissing')).at).toBeUndefined();
    consented = true;
    await lead.tell('leadChanged');
    await lead.reaches('has a call open', ({ call }) => call !== undefined);
  });

  test('that may never be placed goes where the plan says', async () => {
    const lead = await world.lead({
      placeCall: async () => ({ kind: 'never', because: 'doNotCall', to: 'followUp' }),
    });
    await lead.tell('formSubmitted', 'form-1');
    await lead.asked('followUp');
    expect(inputsOf(lead, 'followUp')).toMatchObject([{ cause: { kind: 'fact', id: 'form-1' }, done: 0 }]);
  });

  test('an end heard before the placing is answered counts', async () => {
    let answer = (): void => {};
    const held = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const lead = await world.lead({
      placeCall: async () => {
        await held;
        return { kind: 'placed', attemptId: 'attempt-1', guardAt: farAway() };
      },
    });
    await lead.tell('formSubmitted');
    await lead.asked('placeCall');
    await lead.tell('callEnded', 'attempt-1');
    await lead.reaches('knows the end', ({ ended }) => ended.includes('attempt-1'));
    answer();
    await lead.asked('summarise');
  });

  test('a guard that fires while the line is open waits on, and never takes silence for an outcome', async () => {
    let looked = 0;
    const lead = await world.lead({
      placeCall: async () => ({ kind: 'placed', attemptId: 'attempt-1', guardAt: soon(150) }),
      reconcileCall: async () => {
        looked += 1;
        return looked < 3 ? { kind: 'open', guardAt: soon(150) } : { kind: 'ended' };
      },
    });
    await lead.tell('formSubmitted');
    await lead.asked('summarise');
    expect(lead.names().filter((name) => name !== 'welcome')).toEqual([
      ...['placeCall', 'reconcileCall', 'reconcileCall', 'reconcileCall', 'afterCall', 'summarise'],
    ]);
  });

  test('an opt-out in a live call hangs up, waits for the end, records it and closes', async () => {
    const lead = await world.lead();
    await lead.tell('formSubmitted');
    await lead.reaches('has a call open', ({ call }) => call !== undefined);
    await lead.tell('optedOut');
    await lead.asked('hangUp');
    expect((await lead.state()).step).toBe('call');
    await lead.tell('callEnded', 'attempt-1');
    expect(await lead.handle().result()).toBe('optedOut');
    expect(lead.names().filter((name) => name !== 'welcome')).toEqual([
      'placeCall',
      'hangUp',
      'afterCall',
      'project',
    ]);
  });

  test('a booking made in a live call waits for the end and the summary, then is arranged', async () => {
    const lead = await world.lead({
      summarise: async () => ({ kind: 'onward', to: 'attend', because: 'booked' }),
    });
    await lead.tell('formSubmitted');
    await lead.reaches('has a call open', ({ call }) => call !== undefined);
    await lead.command('bookAppointment', booking);
    expect((await lead.state()).step).toBe('call');
    await lead.tell('callEnded', 'attempt-1');
    await lead.asked('arrangeMeeting');
    expect(lead.names().filter((name) => name !== 'welcome')).toEqual([
      ...['placeCall', 'applyCommand', 'afterCall', 'summarise', 'arrangeMeeting'],
    ]);
  });

  test('a booking while the ladder sleeps ends the ladder', async () => {
    const lead = await offered({
      afterCall: async () => ({ kind: 'onward', to: 'call', because: 'noAnswer', at: farAway() }),
    });
    await asleep(lead, 'noAnswer');
    await lead.command('bookAppointment', booking);
    const state = await asleep(lead, 'remind');
    expect(state).toMatchObject({ step: 'attend', appointment: { arranged: 1 } });
    expect(state.callCause).toBeUndefined();
  });
});

describe.concurrent('schedule', () => {
  test('makes the offer that the summary did not make, and follows up when nobody chooses', async () => {
    const lead = await offered({
      summarise: async () => ({ kind: 'onward', to: 'schedule', because: 'interested' }),
      offerSlots: async () => ({ kind: 'offered', until: soon(150) }),
    });
    await lead.asked('followUp');
    expect(inputsOf(lead, 'offerSlots')).toMatchObject([{ cause: { kind: 'call', id: 'attempt-1' } }]);
    expect(inputsOf(lead, 'followUp')).toMatchObject([{ cause: { kind: 'call', id: 'attempt-1' }, done: 0 }]);
  });

  test('an offer that stands is not cut short by a changed lead', async () => {
    const lead = await offered();
    await inStep(lead, 'schedule');
    await lead.tell('leadChanged');
    await lead.reaches('has taken the fact', ({ cursor }) => cursor === 3);
    expect(await asleep(lead, 'offerStands')).toMatchObject({ step: 'schedule' });
  });
});

describe.concurrent('attend', () => {
  test('takes over an appointment from an earlier journey, which a call’s summary finds', async () => {
    const lead = await offered({
      summarise: async () => ({
        kind: 'onward',
        to: 'attend',
        because: 'booked',
        appointment: { id: 'appointment-1', v: 2 },
      }),
    });
    await lead.asked('arrangeMeeting');
    expect(inputsOf(lead, 'arrangeMeeting')).toMatchObject([{ appointmentId: 'appointment-1', v: 2 }]);
    await inStep(lead, 'attend');
  });

  test('the end of an appointment that is heard of after another was booked leaves the other attended to', async () => {
    const lead = await offered({
      arrangeMeeting: async ({ appointmentId, v }) =>
        appointmentId === 'appointment-0'
          ? {
              ...{ kind: 'onward', to: 'attend', because: 'appointmentCancelled' },
              appointment: { id: 'appointment-1', v: 1 },
            }
          : { kind: 'arranged', v, next: { at: farAway(), what: 'remind' } },
    });
    await inStep(lead, 'schedule');
    await lead.command('bookAppointment', booking);
    await asleep(lead, 'remind');
    await lead.tell('appointmentChanged', 'appointment-0');
    await lead.asked('arrangeMeeting', 3);
    const { appointment, step } = await asleep(lead, 'remind');
    expect([step, appointment?.id]).toEqual(['attend', 'appointment-1']);
  });

  test('a version made while another is arranged is arranged next', async () => {
    let answer = (): void => {};
    const held = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const lead = await offered({
      arrangeMeeting: async ({ v }) => {
        if (v === 1) await held;
        return { kind: 'arranged', v, next: { at: farAway(), what: 'remind' } };
      },
    });
    await inStep(lead, 'schedule');
    await lead.command('bookAppointment', booking);
    await lead.asked('arrangeMeeting');
    await lead.command('rescheduleAppointment', {
      appointment: { id: 'appointment-1', v: 2 },
      goto: 'attend',
    });
    answer();
    await lead.reaches('has arranged version 2', ({ appointment }) => appointment?.arranged === 2);
    expect(inputsOf(lead, 'arrangeMeeting').map(({ v }) => v)).toEqual([1, 2]);
  });

  test('a cancelled version is arranged too, and then slots are offered again', async () => {
    const lead = await offered({
      arrangeMeeting: async ({ v }) =>
        v === 1
          ? { kind: 'arranged', v, next: { at: farAway(), what: 'remind' } }
          : { kind: 'onward', to: 'schedule', because: 'cancelled' },
    });
    await inStep(lead, 'schedule');
    await lead.command('bookAppointment', booking);
    await asleep(lead, 'remind');
    await lead.command('cancelAppointment', { appointment: { id: 'appointment-1', v: 2 }, goto: 'attend' });
    const state = await lead.reaches('offers slots', ({ offer }) => offer?.made === true);
    expect(state.appointment).toBeUndefined();
    expect(inputsOf(lead, 'offerSlots')).toMatchObject([
      { cause: { kind: 'appointment', id: 'appointment-1' } },
    ]);
  });

  test('a change heard from the calendar is arranged anew, with the version that the rows have', async () => {
    const lead = await offered({
      arrangeMeeting: async () => ({ kind: 'arranged', v: 4, next: { at: farAway(), what: 'remind' } }),
    });
    await inStep(lead, 'schedule');
    await lead.command('bookAppointment', booking);
    await asleep(lead, 'remind');
    await lead.tell('appointmentChanged', 'appointment-1');
    await lead.asked('arrangeMeeting', 2);
    expect(await asleep(lead, 'remind')).toMatchObject({ appointment: { v: 4, arranged: 4 } });
  });

  test('a meeting booked in a call is arranged while the mails about the call are still owed', async () => {
    const { promise: isBack, resolve: comeBack } = Promise.withResolvers<void>();
    const lead = await world.lead({
      summarise: async ({ mailsOwed }) => {
        if (mailsOwed) await isBack;
        return { kind: 'onward', to: 'attend', because: 'booked', mailsOwed: true };
      },
    });
    await lead.tell('formSubmitted', 'form-1');
    await lead.reaches('has a call open', ({ call }) => call !== undefined);
    await lead.command('bookAppointment', booking);
    await lead.tell('callEnded', 'attempt-1');
    await asleep(lead, 'remind');
    expect(inputsOf(lead, 'summarise')).toMatchObject([
      { attemptId: 'attempt-1' },
      { attemptId: 'attempt-1', mailsOwed: true },
    ]);
    comeBack();
  });

  test('moved and at once cancelled in the calendar: other times are offered, and the offer stands', async () => {
    const { promise: bothTold, resolve: go } = Promise.withResolvers<void>();
    let asked = 0;
    const lead = await offered({
      arrangeMeeting: async ({ v }) => {
        asked += 1;
        if (asked === 1) return { kind: 'arranged', v, next: { at: farAway(), what: 'remind' } };
        await bothTold;
        return { kind: 'onward', to: 'schedule', because: 'cancelled' };
      },
    });
    await inStep(lead, 'schedule');
    await lead.command('bookAppointment', booking);
    await asleep(lead, 'remind');
    await lead.tell('appointmentChanged', 'appointment-1');
    await lead.asked('arrangeMeeting', 2);
    await lead.tell('appointmentChanged', 'appointment-1');
    const { cursor } = await lead.state();
    go();
    const state = await asleep(lead, 'offerStands');
    expect(state).toMatchObject({ step: 'schedule', offer: { made: true }, cursor });
  });

  test('a call asked for meanwhile is placed, and reminders go on afterwards', async () => {
    const lead = await offered({
      afterCall: async ({ attemptId }) =>
        attemptId === 'attempt-1'
          ? { kind: 'onward', to: 'summarise', because: 'answered' }
          : { kind: 'onward', to: 'call', because: 'noAnswer', at: farAway() },
    });
    await inStep(lead, 'schedule');
    await lead.command('bookAppointment', booking);
    await asleep(lead, 'remind');
    await lead.command('requestCall', { goto: 'call', callCause: { kind: 'command', id: 'command-1' } });
    await lead.reaches('has call 2 open', ({ call }) => call?.attemptId === 'attempt-2');
    await lead.tell('callEnded', 'attempt-2');
    const state = await lead.reaches(
      'attends again',
      ({ step, callAt }) => step === 'attend' && callAt !== undefined,
    );
    expect(state).toMatchObject({
      appointment: { id: 'appointment-1' },
      callCause: { kind: 'call', id: 'attempt-2' },
    });
  });

  test('a meeting that runs on is ended later', async () => {
    let ended = 0;
    const lead = await offered({
      arrangeMeeting: async ({ v }) => ({ kind: 'arranged', v, next: { at: soon(50), what: 'end' } }),
      endAppointment: async () => {
        ended += 1;
        if (ended === 1) return { kind: 'later', at: soon(100) };
        return { kind: 'onward', to: 'followUp', because: 'completed', at: farAway() };
      },
    });
    await inStep(lead, 'schedule');
    await lead.command('bookAppointment', booking);
    expect(await asleep(lead, 'completed')).toMatchObject({ step: 'followUp', followUp: { done: 0 } });
    expect(ended).toBe(2);
  });
});

describe.concurrent('followUp and rest', () => {
  test('a cadence is sent one by one and ends in rest', async () => {
    const lead = await world.lead({
      placeCall: async () => ({ kind: 'never', because: 'doNotCall', to: 'followUp' }),
      followUp: async ({ done }) => ({ kind: 'sent', done: done + 1, ...(done < 2 && { next: soon(50) }) }),
    });
    await lead.tell('formSubmitted');
    await inStep(lead, 'rest');
    expect(inputsOf(lead, 'followUp').map(({ done }) => done)).toEqual([0, 1, 2]);
  });

  test('a message stops the cadence and is answered', async () => {
    const lead = await world.lead({
      placeCall: async () => ({ kind: 'never', because: 'doNotCall', to: 'followUp' }),
    });
    await lead.tell('formSubmitted');
    await asleep(lead, 'cadence');
    await lead.tell('messageReceived');
    await inStep(lead, 'rest');
    await lead.asked('answer');
    await lead.asked('project');
    expect(inputsOf(lead, 'project')).toMatchObject([{ stamp: { step: 'rest' }, because: 'nextEvent' }]);
    expect(lead.names().filter((name) => name === 'followUp')).toHaveLength(1);
  });

  test('another form brings a call, for the sake of that form', async () => {
    const lead = await world.lead();
    await lead.tell('messageReceived');
    await inStep(lead, 'rest');
    await lead.tell('formSubmitted', 'form-2');
    await lead.reaches('has a call open', ({ call }) => call !== undefined);
    expect(inputsOf(lead, 'placeCall')).toMatchObject([{ cause: { kind: 'fact', id: 'form-2' } }]);
  });
});

describe.concurrent('closed', () => {
  test.each(['schedule', 'attend'])(
    'an opt-out in %s ends the journey, and the search attributes say so',
    async (step) => {
      const lead = await offered();
      await inStep(lead, 'schedule');
      if (step === 'attend') await lead.command('bookAppointment', booking);
      await inStep(lead, step);
      await lead.tell('optedOut');
      expect(await lead.handle().result()).toBe('optedOut');
      expect(lead.names().at(-1)).toBe('project');
      const { typedSearchAttributes: shown } = await lead.handle().describe();
      expect(shown.get(searchAttributes.journeyStep)).toBe('closed');
      expect(shown.get(searchAttributes.leadStatus)).toBe('opted_out');
      expect(shown.get(searchAttributes.nextActionAt)).toBeUndefined();
    },
  );

  test('a form that comes in while the last effects end is not lost', async () => {
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
    await lead.command('close', { closing: 'notInterested', goto: 'closed' });
    await inStep(lead, 'closed');
    await lead.tell('formSubmitted', 'form-2');
    answer();
    await lead.reaches('has a call open', ({ call }) => call !== undefined);
  });

  test('a lead that comes back after closing starts anew, after the facts that were taken', async () => {
    const lead = await world.lead();
    await lead.tell('messageReceived');
    await inStep(lead, 'rest');
    await lead.command('close', { closing: 'notInterested', goto: 'closed' });
    expect(await lead.handle().result()).toBe('notInterested');
    await lead.tell('messageReceived', 'message-2');
    await lead.asked('answer', 2);
    expect(await inStep(lead, 'rest')).toMatchObject({ cursor: 2 });
  });
});
