// An effect that fails for good ends its step in a stated way; the journey goes on.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type FakeActivities, refusal, soon } from './fake-activities.ts';
import { type Lead, openWorld, type World } from './journey-world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const refuse = () => Promise.reject(refusal());
const booking = { appointment: { id: 'appointment-1', v: 1 }, goto: 'attend' } as const;
const never = (to: 'schedule' | 'followUp'): Partial<FakeActivities> => ({
  placeCall: async () => ({ kind: 'never', because: 'asTheTestWants', to }),
});

async function withForm(overrides: Partial<FakeActivities>): Promise<Lead> {
  const lead = await world.lead(overrides);
  await lead.tell('formSubmitted', 'form-1');
  return lead;
}

describe.concurrent('an effect that fails for good', () => {
  test('a call that cannot be placed leads to the follow-ups', async () => {
    const lead = await withForm({ placeCall: refuse });
    await lead.asked('followUp');
    expect(await lead.state()).toMatchObject({
      step: 'followUp',
      followUp: { cause: { kind: 'fact', id: 'form-1' } },
    });
  });

  test('a summary that cannot be made leads to the offer', async () => {
    const lead = await withForm({ summarise: refuse });
    await lead.reaches('has a call open', ({ call }) => call !== undefined);
    await lead.tell('callEnded', 'attempt-1');
    await lead.asked('offerSlots');
  });

  test('an offer that cannot be sent leads to the follow-ups', async () => {
    const lead = await withForm({ ...never('schedule'), offerSlots: refuse });
    await lead.asked('followUp');
  });

  test('a meeting that cannot be made leaves the appointment, and its reminders', async () => {
    const lead = await withForm({ ...never('schedule'), arrangeMeeting: refuse });
    await lead.reaches('offers', ({ because }) => because === 'offerStands');
    await lead.command('bookAppointment', booking);
    await lead.asked('remind');
    expect(await lead.reaches('attends', ({ because }) => because === 'end')).toMatchObject({
      step: 'attend',
    });
  });

  test('a reminder that cannot be sent leaves the appointment, and is asked for again', async () => {
    const lead = await withForm({
      ...never('schedule'),
      arrangeMeeting: async ({ v }) => ({ kind: 'arranged', v, next: { at: soon(0), what: 'remind' } }),
      remind: refuse,
    });
    await lead.reaches('offers', ({ because }) => because === 'offerStands');
    await lead.command('bookAppointment', booking);
    const state = await lead.reaches('waits', ({ because }) => because === 'remind');
    expect(state).toMatchObject({ step: 'attend', appointment: { id: 'appointment-1', arranged: 1 } });
    expect(Date.parse(state.at ?? '')).toBeGreaterThan(Date.now());
  });

  test('a follow-up that cannot be sent leads to rest, and that is written down', async () => {
    const lead = await withForm({ ...never('followUp'), followUp: refuse });
    await lead.asked('project');
    expect(await lead.state()).toMatchObject({ step: 'rest' });
  });

  test('a hang-up that fails leaves the call to its own end', async () => {
    const lead = await withForm({ hangUp: refuse });
    await lead.reaches('has a call open', ({ call }) => call !== undefined);
    await lead.tell('optedOut');
    await lead.asked('hangUp');
    await lead.tell('callEnded', 'attempt-1');
    expect(await lead.handle().result()).toBe('optedOut');
  });

  test('an outcome that cannot be worked out leads to the follow-ups, for the sake of that call', async () => {
    const lead = await withForm({ afterCall: refuse });
    await lead.reaches('has a call open', ({ call }) => call !== undefined);
    await lead.tell('callEnded', 'attempt-1');
    await lead.asked('followUp');
    expect(await lead.state()).toMatchObject({ followUp: { cause: { kind: 'call', id: 'attempt-1' } } });
    expect((await lead.state()).call).toBeUndefined();
  });

  test('an end of the appointment that cannot be noted leads to rest', async () => {
    const lead = await withForm({
      ...never('schedule'),
      arrangeMeeting: async ({ v }) => ({ kind: 'arranged', v, next: { at: soon(0), what: 'end' } }),
      endAppointment: refuse,
    });
    await lead.reaches('offers', ({ because }) => because === 'offerStands');
    await lead.command('bookAppointment', booking);
    await lead.reaches('rests', ({ step }) => step === 'rest');
  });

  test('a command that cannot be applied is answered with a failure, and the journey goes on', async () => {
    const lead = await withForm({ applyCommand: refuse });
    await lead.reaches('has a call open', ({ call }) => call !== undefined);
    await expect(lead.command('pause')).rejects.toThrow();
    await lead.tell('callEnded', 'attempt-1');
    await lead.asked('summarise');
  });

  test('a last note that cannot be written does not keep the journey from closing', async () => {
    const lead = await withForm({ project: refuse });
    await lead.reaches('has a call open', ({ call }) => call !== undefined);
    await lead.tell('optedOut');
    await lead.tell('callEnded', 'attempt-1');
    expect(await lead.handle().result()).toBe('optedOut');
  });

  test('a step that cannot be noted holds nothing up, and is not noted for ever', async () => {
    const lead = await world.lead({ project: refuse });
    await lead.tell('messageReceived');
    await lead.asked('project');
    await lead.tell('formSubmitted');
    await lead.reaches('has a call open', ({ call }) => call !== undefined);
    // a local activity may run again with its workflow task, but it does not go round in circles
    expect(lead.names().filter((name) => name === 'project').length).toBeLessThan(4);
  });

  test('an opt-out right behind the form lets the welcome end before the journey does', async () => {
    const lead = await world.lead({ welcome: refuse, project: refuse });
    const facts = [lead.store('formSubmitted'), lead.store('optedOut')];
    for (const seq of facts) await lead.signal(seq);
    await lead.reaches('has heard both', ({ cursor }) => cursor === 2);
    const { call } = await lead.state();
    if (call) await lead.tell('callEnded', call.attemptId);
    expect(await lead.handle().result()).toBe('optedOut');
    expect(lead.names()).toContain('welcome');
  });
});

describe.concurrent('an effect that fails for now', () => {
  test('is tried again, and nothing else happens meanwhile', async () => {
    let tried = 0;
    const lead = await withForm({
      placeCall: async () => {
        tried += 1;
        if (tried === 1) throw new Error('vendor away');
        return {
          kind: 'placed',
          attemptId: 'attempt-1',
          guardAt: new Date(Date.now() + 60_000).toISOString(),
        };
      },
    });
    await lead.reaches('has a call open', ({ call }) => call !== undefined);
    expect(lead.names().filter((name) => name !== 'welcome')).toEqual(['placeCall', 'placeCall']);
  });
});
