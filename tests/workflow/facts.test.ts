// Facts arrive late, twice, in any order or not at all: the journey takes each once, in order.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { refusal } from './fake-activities.ts';
import { type Lead, openWorld, type World } from './journey-world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const answered = (lead: Lead) =>
  lead.calls.filter(({ name }) => name === 'answer').map(({ input }) => input.messageId);
const reads = (lead: Lead) => lead.names().filter((name) => name === 'readFacts').length;

/** A lead that has written once and was answered, at rest. */
async function resting(): Promise<Lead> {
  const lead = await world.lead();
  await lead.tell('messageReceived', 'message-1');
  await lead.reaches('rests', ({ step, unanswered }) => step === 'rest' && unanswered === undefined);
  return lead;
}

describe.concurrent('facts', () => {
  test('a signal sent twice counts once', async () => {
    const lead = await resting();
    await lead.signal(1);
    await lead.signal(1);
    await lead.tell('messageReceived', 'message-2');
    await lead.asked('answer', 2);
    await lead.signal(2);
    await lead.reaches('has taken both', ({ cursor }) => cursor === 2);
    expect(answered(lead)).toEqual(['message-1', 'message-2']);
    expect(reads(lead)).toBe(0);
  });

  test('signals in the wrong order are taken in the right one', async () => {
    const lead = await world.lead();
    const form = lead.store('formSubmitted', 'form-1');
    const end = lead.store('callEnded', 'attempt-1');
    await lead.signal(form);
    await lead.reaches('has a call open', ({ call }) => call !== undefined);
    const message = lead.store('messageReceived', 'message-1');
    await lead.signal(message);
    await lead.signal(end);
    await lead.asked('summarise');
    await lead.asked('answer');
    expect((await lead.state()).cursor).toBe(3);
  });

  test('facts that were never signalled are read back when a later one is', async () => {
    const lead = await resting();
    lead.store('leadChanged');
    lead.store('formSubmitted', 'form-1');
    const last = lead.store('messageReceived', 'message-2');
    await lead.signal(last);
    await lead.reaches('has a call open', ({ call }) => call !== undefined);
    expect(await lead.state()).toMatchObject({ cursor: 4, call: { attemptId: 'attempt-1' } });
    expect(reads(lead)).toBe(1);
  });

  test('a first signal that is not the first fact finds the one that started the journey', async () => {
    const lead = await world.lead();
    lead.store('formSubmitted', 'form-1');
    await lead.signal(lead.store('messageReceived', 'message-1'));
    await lead.reaches('has a call open', ({ call }) => call !== undefined);
    await lead.asked('welcome');
    await lead.asked('answer');
  });

  test('a signal of a fact that no row knows is forgotten and does no harm', async () => {
    const lead = await resting();
    await lead.handle().signal('callEnded', { seq: 9, ref: 'attempt-9' });
    await lead.asked('readFacts');
    await lead.tell('messageReceived', 'message-2');
    await lead.asked('answer', 2);
    expect((await lead.state()).cursor).toBe(2);
  });

  test('a hundred signals at once, in any order, are all taken', async () => {
    const lead = await resting();
    const many = Array.from({ length: 99 }, () => lead.store('leadChanged'));
    await Promise.all(
      many.toSorted((a, b) => ((a * 7) % 13) - ((b * 7) % 13)).map((seq) => lead.signal(seq)),
    );
    await lead.reaches('has taken all', ({ cursor }) => cursor === 100);
  });

  test('messages that come while an answer is made are answered once, together', async () => {
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
    await lead.tell('messageReceived', 'message-1');
    await lead.asked('answer');
    await lead.tell('messageReceived', 'message-2');
    await lead.tell('messageReceived', 'message-3');
    await lead.reaches('has heard all', ({ cursor }) => cursor === 3);
    answer();
    await lead.reaches('has answered', ({ unanswered }) => unanswered === undefined);
    expect(answered(lead)).toEqual(['message-1', 'message-3']);
  });

  test('an answer that fails for good does not end the conversation', async () => {
    let asked = 0;
    const lead = await world.lead({
      answer: async () => {
        asked += 1;
        if (asked === 1) throw refusal();
        return { kind: 'sent' };
      },
    });
    await lead.tell('messageReceived', 'message-1');
    await lead.asked('answer');
    await lead.reaches('has given up on it', ({ unanswered }) => unanswered === undefined);
    await lead.tell('messageReceived', 'message-2');
    await lead.asked('answer', 2);
  });
});
