// Two leads that turn out to be one person: the absorbed journey drains and hands over, the other one takes over.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Inheritance, Remains } from '../../schema/contracts/journey.ts';
import { farAway, nothingInherited, soon } from './fake-activities.ts';
import { type Lead, openWorld, type World } from './journey-world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

// a local activity runs at least once: that a merge is handed over once is its own promise
const handedOver = (lead: Lead): Remains[] => {
  const asked = lead.calls.filter(({ name }) => name === 'handOver').map(({ input }) => input);
  const byMerge = new Map(asked.map(({ mergeId, remains }) => [JSON.stringify([mergeId, remains]), remains]));
  return [...byMerge.values()] as Remains[];
};
const causesOf = (lead: Lead) =>
  lead.calls.filter(({ name }) => name === 'placeCall').map(({ input }) => input.cause);

/** A lead at rest, to which a merge leaves this. */
async function resting(left: Partial<Inheritance>, more: Parameters<World['lead']>[0] = {}): Promise<Lead> {
  const lead = await world.lead({ takeOver: async () => ({ ...nothingInherited, ...left }), ...more });
  await lead.tell('messageReceived', 'message-1');
  await lead.reaches('rests', ({ step, unanswered }) => step === 'rest' && unanswered === undefined);
  return lead;
}

const asked = { kind: 'command', id: 'command-1' } as const;

describe.concurrent('an absorbed journey', () => {
  test('at rest closes, and says why', async () => {
    const lead = await resting({});
    await lead.tell('absorbed', 'merge-1');
    expect(await lead.handle().result()).toBe('merged');
    expect(handedOver(lead)).toMatchObject([{ step: 'rest' }]);
  });

  test('in a live call sees it to its end and sums it up, then hands over where that led', async () => {
    const until = farAway();
    const lead = await world.lead({
      summarise: async () => ({ kind: 'onward', to: 'schedule', because: 'interested', at: until }),
    });
    await lead.tell('formSubmitted');
    await lead.reaches('has a call open', ({ call }) => call !== undefined);
    await lead.tell('absorbed', 'merge-1');
    await lead.reaches('has heard of it', ({ absorbed }) => absorbed === 'merge-1');
    expect(lead.names()).not.toContain('handOver');
    await lead.tell('callEnded', 'attempt-1');
    expect(await lead.handle().result()).toBe('merged');
    expect(lead.names().filter((name) => name === 'summarise')).toHaveLength(1);
    expect(lead.names()).not.toContain('offerSlots');
    const offer = { cause: { kind: 'call', id: 'attempt-1' }, made: true, until };
    expect(handedOver(lead)).toMatchObject([{ step: 'schedule', offer }]);
  });

  test('between two calls hands over when the next is due, and why', async () => {
    const at = farAway();
    const lead = await world.lead({
      afterCall: async () => ({ kind: 'onward', to: 'call', because: 'noAnswer', at }),
    });
    await lead.tell('formSubmitted');
    await lead.reaches('has a call open', ({ call }) => call !== undefined);
    await lead.tell('callEnded', 'attempt-1');
    await lead.reaches('sleeps', ({ because }) => because === 'noAnswer');
    await lead.tell('absorbed', 'merge-1');
    expect(await lead.handle().result()).toBe('merged');
    const callCause = { kind: 'call', id: 'attempt-1' };
    expect(handedOver(lead)).toEqual([{ step: 'call', at, because: 'noAnswer', callCause }]);
    expect(lead.names().filter((name) => name === 'placeCall')).toHaveLength(1);
  });

  test('answers what it was asked before it closes', async () => {
    const lead = await resting({});
    const message = lead.store('messageReceived', 'message-2');
    const merge = lead.store('absorbed', 'merge-1');
    await lead.signal(merge);
    await lead.signal(message);
    expect(await lead.handle().result()).toBe('merged');
    expect(lead.names().filter((name) => name === 'answer')).toHaveLength(2);
  });

  test('that holds a draft hands over its time-out, also of one that it was still making', async () => {
    const at = farAway();
    const { promise: isMade, resolve: make } = Promise.withResolvers<void>();
    const lead = await world.lead({
      answer: async () => isMade.then(() => ({ kind: 'held' as const, draftId: 'draft-1', at })),
    });
    await lead.tell('messageReceived', 'message-1');
    await lead.asked('answer');
    await lead.tell('absorbed', 'merge-1');
    await lead.reaches('drains', ({ step }) => step === 'closed');
    make();
    expect(await lead.handle().result()).toBe('merged');
    expect(handedOver(lead)).toEqual([{ step: 'rest', drafts: [{ id: 'draft-1', asked: 0, at }] }]);
  });

  test('that owes a reply sends it itself, and hands nothing of it over', async () => {
    const { promise: mayBeSent, resolve: send } = Promise.withResolvers<void>();
    const lead = await world.lead({
      answer: async () => ({ kind: 'held', draftId: 'draft-1', at: farAway() }),
      tendDraft: async () => mayBeSent.then(() => ({ kind: 'done' as const })),
    });
    await lead.tell('messageReceived', 'message-1');
    await lead.reaches('holds a draft', ({ drafts }) => drafts?.length === 1);
    await lead.command('decideDraft', { draft: { id: 'draft-1', done: false } });
    await lead.tell('absorbed', 'merge-1');
    await lead.asked('handOver');
    send();
    expect(await lead.handle().result()).toBe('merged');
    expect(handedOver(lead)).toEqual([{ step: 'rest' }]);
    expect(lead.names().filter((name) => name === 'tendDraft')).toHaveLength(1);
  });

  test('that took over another one itself hands that over with the rest', async () => {
    const lead = await resting({
      remains: { step: 'call', callCause: asked, at: farAway(), because: 'asked' },
    });
    const [first, second] = [lead.store('inherited', 'merge-1'), lead.store('absorbed', 'merge-2')];
    await lead.signal(second);
    await lead.signal(first);
    expect(await lead.handle().result()).toBe('merged');
    expect(handedOver(lead)).toMatchObject([{ step: 'call', callCause: asked }]);
    expect(lead.names()).not.toContain('placeCall');
  });

  test('hangs up when the person opts out', async () => {
    const lead = await world.lead();
    await lead.tell('formSubmitted');
    await lead.reaches('has a call open', ({ call }) => call !== undefined);
    await lead.tell('absorbed', 'merge-1');
    await lead.tell('optedOut');
    await lead.asked('hangUp');
    await lead.tell('callEnded', 'attempt-1');
    expect(await lead.handle().result()).toBe('optedOut');
    expect(handedOver(lead)).toEqual([]);
  });
});

describe.concurrent('a journey that takes over', () => {
  test('a call that somebody asked for places it', async () => {
    const lead = await resting({ remains: { step: 'call', callCause: asked } });
    await lead.tell('inherited', 'merge-1');
    await lead.reaches('has a call open', ({ call }) => call !== undefined);
    expect(causesOf(lead)).toEqual([asked]);
  });

  test('an offer that stands waits for the choice, and does not offer again', async () => {
    const offer = { cause: { kind: 'call', id: 'attempt-9' }, made: true, until: farAway() } as const;
    const lead = await resting({ remains: { step: 'schedule', offer } });
    await lead.tell('inherited', 'merge-1');
    await lead.reaches('waits for the choice', ({ step, at }) => step === 'schedule' && at === offer.until);
    expect(lead.names()).not.toContain('offerSlots');
  });

  test('a follow-up where it stood', async () => {
    const followUp = { cause: { kind: 'call', id: 'attempt-9' }, done: 1 } as const;
    const lead = await resting({ remains: { step: 'followUp', followUp, at: soon(300) } });
    await lead.tell('inherited', 'merge-1');
    await lead.asked('followUp');
    expect(lead.calls.find(({ name }) => name === 'followUp')?.input.cause).toEqual(followUp.cause);
  });

  test('nothing, when it has come further itself', async () => {
    const lead = await world.lead({
      takeOver: async () => ({
        ...nothingInherited,
        remains: { step: 'call', callCause: { kind: 'fact', id: 'form-9' }, at: soon(1) },
      }),
    });
    await lead.tell('formSubmitted');
    await lead.reaches('has a call open', ({ call }) => call !== undefined);
    await lead.command('bookAppointment', { appointment: { id: 'appointment-1', v: 1 }, goto: 'attend' });
    await lead.tell('callEnded', 'attempt-1');
    await lead.reaches('attends', ({ appointment }) => appointment?.arranged === 1);
    await lead.tell('inherited', 'merge-1');
    await lead.reaches('has taken over', ({ inherits }) => inherits?.length === 0);
    expect(await lead.state()).toMatchObject({ step: 'attend' });
    expect(causesOf(lead)).toHaveLength(1);
  });

  test('an asked-for call beside an appointment: both are kept', async () => {
    const at = farAway();
    const lead = await world.lead({
      takeOver: async () => ({ ...nothingInherited, remains: { step: 'call', callCause: asked, at } }),
    });
    await lead.tell('formSubmitted');
    await lead.reaches('has a call open', ({ call }) => call !== undefined);
    await lead.command('bookAppointment', { appointment: { id: 'appointment-1', v: 1 }, goto: 'attend' });
    await lead.tell('callEnded', 'attempt-1');
    await lead.reaches('attends', ({ appointment }) => appointment?.arranged === 1);
    await lead.tell('inherited', 'merge-1');
    const kept = await lead.reaches('knows of the call', ({ callAt }) => callAt === at);
    expect(kept).toMatchObject({ step: 'attend', callCause: asked, appointment: { id: 'appointment-1' } });
  });

  test('during a call of its own waits until that is over', async () => {
    const lead = await world.lead({
      takeOver: async () => ({ ...nothingInherited, remains: { step: 'call', callCause: asked } }),
      afterCall: async () => ({ kind: 'onward', to: 'call', because: 'noAnswer', at: farAway() }),
    });
    await lead.tell('formSubmitted');
    await lead.reaches('has a call open', ({ call }) => call !== undefined);
    await lead.tell('inherited', 'merge-1');
    await lead.asked('takeOver');
    expect(causesOf(lead)).toHaveLength(1);
    await lead.tell('callEnded', 'attempt-1');
    await lead.reaches('has the asked call open', ({ call }) => call?.attemptId === 'attempt-2');
    expect(causesOf(lead)[1]).toEqual(asked);
  });

  test('after it had closed begins anew, and calls', async () => {
    const lead = await resting({ remains: { step: 'call', callCause: asked } });
    await lead.command('close', { closing: 'closedByHand', goto: 'closed' });
    await lead.handle().result();
    await lead.tell('inherited', 'merge-1');
    await lead.reaches('has a call open', ({ call }) => call !== undefined);
    expect(lead.names()).not.toContain('welcome');
  });

  test('takes a meeting that there would be one too many of out of the calendar', async () => {
    const lead = await resting({ withdraw: 'appointment-2' });
    await lead.tell('inherited', 'merge-1');
    await lead.asked('withdrawMeeting');
    expect(lead.calls.find(({ name }) => name === 'withdrawMeeting')?.input.appointmentId).toBe(
      'appointment-2',
    );
    expect(await lead.state()).toMatchObject({ step: 'rest' });
  });

  test('nothing of somebody who opted out', async () => {
    const lead = await resting({ optedOut: true, remains: { step: 'call', callCause: asked } });
    await lead.tell('inherited', 'merge-1');
    expect(await lead.handle().result()).toBe('optedOut');
    expect(lead.names()).not.toContain('placeCall');
  });

  test('a draft sees to it when its time is up, also in a live call', async () => {
    const left = { drafts: [{ id: 'draft-1', asked: 2, at: soon(300) }] };
    const lead = await world.lead({ takeOver: async () => ({ ...nothingInherited, ...left }) });
    await lead.tell('formSubmitted');
    await lead.reaches('has a call open', ({ call }) => call !== undefined);
    await lead.tell('inherited', 'merge-1');
    await lead.asked('tendDraft');
    const { call } = await lead.reaches('is done with it', ({ drafts }) => drafts === undefined);
    expect(call).toMatchObject({ attemptId: 'attempt-1' });
  });

  test('a draft that staff decide about sees to it at once', async () => {
    const lead = await resting({ drafts: [{ id: 'draft-1', asked: 0, at: farAway() }] });
    await lead.tell('inherited', 'merge-1');
    await lead.reaches('holds it', ({ drafts }) => drafts?.length === 1);
    expect(lead.names()).not.toContain('tendDraft');
    await lead.command('decideDraft', { draft: { id: 'draft-1', done: false } });
    await lead.asked('tendDraft');
    await lead.reaches('is done with it', ({ drafts }) => drafts === undefined);
  });

  test('a pause', async () => {
    const lead = await resting({ paused: true, remains: { step: 'call', callCause: asked } });
    await lead.tell('inherited', 'merge-1');
    await lead.reaches('is held', ({ paused, step }) => paused && step === 'call');
    expect(lead.names()).not.toContain('placeCall');
    await lead.command('resume', { paused: false, replan: true });
    await lead.reaches('has a call open', ({ call }) => call !== undefined);
  });
});
