// The journey on a real Temporal, of a business that is suspended: it waits without an event, and goes on where it was.
import { ApplicationFailure } from '@temporalio/common';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fetchRuns } from './count-actions.ts';
import { farAway, soon } from './fake-activities.ts';
import { type Lead, openWorld, type World } from './journey-world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

/** A business that can be suspended: what the ledger refuses meanwhile, and what it does not. */
const business = (isSuspended = true) => {
  const now = { suspended: isSuspended };
  const held =
    <Input, Result>(effect: (input: Input) => Promise<Result>) =>
    async (input: Input): Promise<Result> => {
      if (now.suspended) throw ApplicationFailure.nonRetryable('Ledger.Suspended', 'Ledger.Suspended');
      return effect(input);
    };
  return { now, held };
};

const isHeld = (lead: Lead) => lead.reaches('is held', ({ suspended }) => suspended === true);
const goesOn = async (lead: Lead, now: { suspended: boolean }) => {
  now.suspended = false;
  await lead.tell('leadChanged');
};
const eventsOf = async ({ workflowId }: Lead): Promise<number> => {
  const runs = await fetchRuns(world.client, workflowId);
  return runs.reduce((sum, { events }) => sum + (events?.length ?? 0), 0);
};

describe.concurrent('the journey of a suspended business', () => {
  test('calls once the business goes on, and welcomes as well', async () => {
    const { now, held } = business();
    const lead = await world.lead({
      welcome: held(async () => ({ kind: 'done' as const })),
      placeCall: held(async () => ({ kind: 'placed' as const, attemptId: 'attempt-1', guardAt: farAway() })),
    });
    await lead.tell('formSubmitted', 'form-1');
    await lead.asked('placeCall');
    await lead.asked('welcome');
    expect(await isHeld(lead)).toMatchObject({ step: 'call', attempts: 0 });
    await goesOn(lead, now);
    await lead.reaches('has a call open', ({ call }) => call?.attemptId === 'attempt-1');
    await lead.asked('welcome', 2);
    await world.replay(lead.workflowId);
  });

  test('waits without a timer, an attempt or any other event', async () => {
    const { held } = business();
    const lead = await world.lead({
      placeCall: held(async () => ({ kind: 'wait' as const, because: 'never' })),
    });
    await lead.tell('formSubmitted', 'form-1');
    await isHeld(lead);
    await lead.asked('project');
    const settled = await quiet(lead);
    const description = await lead.handle().describe();
    expect(description.raw.pendingActivities).toEqual([]);
    const [run] = (await fetchRuns(world.client, lead.workflowId)).slice(-1);
    const kinds = (run?.events ?? []).flatMap(({ timerStartedEventAttributes: timer }) =>
      timer ? ['timer'] : [],
    );
    expect(kinds).toEqual([]);
    expect(await eventsOf(lead)).toBe(settled);
  });

  test('that waits for an instant is not called then, but later', async () => {
    const { now, held } = business(false);
    let asked = 0;
    const placing = held(async () => ({
      kind: 'placed' as const,
      attemptId: 'attempt-1',
      guardAt: farAway(),
    }));
    const lead = await world.lead({
      placeCall: async (input) => {
        asked += 1;
        return asked === 1 ? { kind: 'at', at: soon(1_200), because: 'outsideHours' } : placing(input);
      },
    });
    await lead.tell('formSubmitted', 'form-1');
    await lead.reaches('naps', ({ because }) => because === 'outsideHours');
    now.suspended = true;
    await isHeld(lead);
    await goesOn(lead, now);
    await lead.reaches('has a call open', ({ call }) => call !== undefined);
    expect(asked).toBe(3);
  });

  test('reminds of a meeting that still is to come, and forgets none of it', async () => {
    const { now, held } = business(false);
    const lead = await world.lead({
      placeCall: async () => ({ kind: 'never', because: 'asTheTestWants', to: 'schedule' }),
      arrangeMeeting: async ({ v }) => ({ kind: 'arranged', v, next: { at: soon(300), what: 'remind' } }),
      remind: held(async () => ({
        kind: 'reminded' as const,
        next: { at: farAway(), what: 'end' as const },
      })),
    });
    await lead.tell('formSubmitted', 'form-1');
    await lead.reaches('offers', ({ because }) => because === 'offerStands');
    now.suspended = true;
    await lead.command('bookAppointment', { appointment: { id: 'appointment-1', v: 1 }, goto: 'attend' });
    expect(await isHeld(lead)).toMatchObject({
      step: 'attend',
      appointment: { id: 'appointment-1', arranged: 1 },
    });
    await goesOn(lead, now);
    await lead.asked('remind', 2);
    await lead.reaches('attends', ({ because }) => because === 'end');
  });

  test('answers what the lead wrote before, when the business goes on', async () => {
    const { now, held } = business();
    const lead = await world.lead({ answer: held(async () => ({ kind: 'sent' as const })) });
    await lead.tell('messageReceived', 'message-1');
    await isHeld(lead);
    await goesOn(lead, now);
    await lead.asked('answer', 2);
    await lead.reaches('has answered', ({ unanswered }) => unanswered === undefined);
    expect(lead.names()).not.toContain('keepAnswer');
  });

  test('closes when staff close it, and when the person is to be forgotten, without waiting', async () => {
    const { held } = business();
    const placeCall = held(async () => ({ kind: 'wait' as const, because: 'never' }));
    const closed = await world.lead({ placeCall });
    await closed.tell('formSubmitted', 'form-1');
    await isHeld(closed);
    await closed.command('close', { closing: 'closedByHand' });
    expect(await closed.handle().result()).toBe('closedByHand');

    const welcome = held(async () => ({ kind: 'done' as const }));
    const forgotten = await world.lead({ placeCall, welcome });
    await forgotten.tell('formSubmitted', 'form-1');
    await isHeld(forgotten);
    await forgotten.tell('erased', 'erasure-1');
    expect(await forgotten.handle().result()).toBe('erased');
  });

  test('is not left asleep when the business goes on while the refusal is on its way', async () => {
    const now = { suspended: true };
    const lead = await world.lead({
      placeCall: async () => {
        if (!now.suspended) return { kind: 'placed', attemptId: 'attempt-1', guardAt: farAway() };
        // refused, then resumed and told of it before the journey hears of the refusal
        await goesOn(lead, now);
        await lead.reaches('has heard it', ({ cursor }) => cursor === 2);
        throw ApplicationFailure.nonRetryable('Ledger.Suspended', 'Ledger.Suspended');
      },
    });
    await lead.tell('formSubmitted', 'form-1');
    await lead.reaches('has a call open', ({ call }) => call !== undefined);
  });
});

/** The number of events once two looks in a row find the same. */
const quiet = async (lead: Lead): Promise<number> => {
  let last = -1;
  await expect
    .poll(
      async () => {
        const before = last;
        last = await eventsOf(lead);
        return last === before;
      },
      { interval: 400, timeout: 10_000 },
    )
    .toBe(true);
  return last;
};
