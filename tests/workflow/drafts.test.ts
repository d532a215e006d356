// Replies that wait for a person: one timer for all, decided, timed out, taken along and never lost.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type FakeActivities, farAway, refusal, soon } from './fake-activities.ts';
import { type Lead, openWorld, type World } from './journey-world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const tended = (lead: Lead) =>
  lead.calls.filter(({ name }) => name === 'tendDraft').map(({ input }) => input.draftId);
const holding =
  (at: () => string): FakeActivities['answer'] =>
  async ({ seq }) => ({ kind: 'held', draftId: `draft-${seq}`, at: at() });
const approved = { draft: { id: 'draft-1', done: false } };

/** A lead that has written, whose answer waits for a person. */
const waiting = async (overrides: Partial<FakeActivities> = {}): Promise<Lead> => {
  const lead = await world.lead({ answer: holding(farAway), ...overrides });
  await lead.tell('messageReceived');
  await lead.reaches('holds a draft', ({ drafts }) => drafts?.length === 1);
  return lead;
};
const timers = async (lead: Lead) => {
  const { events = [] } = await lead.handle().fetchHistory();
  const started = events?.filter((event) => event.timerStartedEventAttributes).length ?? 0;
  const ended =
    events?.filter((e) => e.timerCanceledEventAttributes ?? e.timerFiredEventAttributes).length ?? 0;
  return started - ended;
};

describe.concurrent('a draft that waits', () => {
  test('is sent when a person approves it, and only then', async () => {
    const lead = await waiting();
    expect(tended(lead)).toEqual([]);
    await lead.command('decideDraft', approved, { status: 'done', code: 'draftApproved' });
    await lead.reaches('is done with it', ({ drafts }) => drafts === undefined);
    expect(tended(lead)).toEqual(['draft-1']);
    expect(await timers(lead)).toBe(0);
  });

  test('is forgotten by the journey when a person rejects it', async () => {
    const lead = await waiting();
    await lead.command('decideDraft', { draft: { id: 'draft-1', done: true } });
    await lead.reaches('is done with it', ({ drafts }) => drafts === undefined);
    expect(tended(lead)).toEqual([]);
    expect(await timers(lead)).toBe(0);
  });

  test('is seen to when its time is up, again and again if the policy says so', async () => {
    let times = 0;
    const lead = await waiting({
      answer: holding(() => soon(1_000)),
      tendDraft: async () => {
        times += 1;
        return times < 3 ? { kind: 'waits', at: soon(1_000) } : { kind: 'done' };
      },
    });
    await lead.asked('tendDraft', 3);
    await lead.reaches('is done with it', ({ drafts }) => drafts === undefined);
  });

  test('shares the one timer of the journey: whichever is first rings, and the other is rung for next', async () => {
    const naps = [soon(3_000), farAway()];
    const lead = await world.lead({
      answer: holding(() => soon(1_000)),
      placeCall: async () => ({ kind: 'at', at: naps.shift() ?? farAway(), because: 'asTheTestWants' }),
      tendDraft: async () => ({ kind: 'waits', at: farAway() }),
    });
    await lead.tell('formSubmitted');
    await lead.reaches('sleeps', ({ because }) => because === 'asTheTestWants');
    await lead.tell('messageReceived');
    await lead.asked('tendDraft');
    await lead.asked('placeCall', 2);
    await lead.reaches('sleeps again', ({ at }) => Date.parse(at ?? '') > Date.now() + 60_000);
    expect(await timers(lead)).toBe(1);
  });

  test('whose sending fails for good is kept and tried again later, and the journey does not close over it', async () => {
    let times = 0;
    const lead = await waiting({
      tendDraft: async () => {
        times += 1;
        if (times === 1) throw refusal();
        return { kind: 'done' };
      },
    });
    await lead.command('decideDraft', approved);
    const { drafts } = await lead.reaches('owes it', (state) => state.drafts?.[0]?.owed === true);
    expect(Date.parse(drafts?.[0]?.at ?? '')).toBeGreaterThan(Date.now());
    await lead.command('close', { closing: 'closedByHand', goto: 'closed' });
    await lead.reaches('is in closed', ({ step }) => step === 'closed');
    await lead.signal(1);
    expect((await lead.handle().describe()).status.name).toBe('RUNNING');
  });

  test('and is decided while its time-out is seen to is seen to again', async () => {
    let finish = (): void => {};
    const held = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const lead = await waiting({
      answer: holding(() => soon(500)),
      tendDraft: async () => {
        await held;
        return { kind: 'waits', at: farAway() };
      },
    });
    await lead.asked('tendDraft');
    await lead.command('decideDraft', approved);
    finish();
    await lead.asked('tendDraft', 2);
  });

  test('does not keep a journey from closing: its row is still there', async () => {
    const lead = await waiting();
    await lead.command('close', { closing: 'closedByHand', goto: 'closed' });
    expect(await lead.handle().result()).toBe('closedByHand');
    expect(tended(lead)).toEqual([]);
  });
});

describe.concurrent('an answer', () => {
  test('that could not be made is kept as a draft, and that one waits', async () => {
    const lead = await world.lead({
      answer: async () => {
        throw refusal();
      },
      keepAnswer: async () => ({ kind: 'held', draftId: 'draft-1', at: farAway() }),
    });
    await lead.tell('messageReceived');
    await lead.reaches('holds a draft', ({ drafts }) => drafts?.[0]?.id === 'draft-1');
  });

  test('that was made and not sent is sent later', async () => {
    const lead = await world.lead({
      answer: async () => {
        throw refusal();
      },
      keepAnswer: async () => ({ kind: 'held', draftId: 'draft-1', at: new Date().toISOString() }),
    });
    await lead.tell('messageReceived');
    await lead.asked('tendDraft');
    await lead.reaches('is done with it', ({ drafts }) => drafts === undefined);
  });
});

test('a decision for a closed journey starts it again and is served by it', async () => {
  const lead = await world.lead();
  await lead.tell('approvalDecided');
  await lead.reaches('rests', ({ step }) => step === 'rest');
  await lead.command('decideDraft', approved);
  await lead.asked('tendDraft');
  expect(lead.names()).not.toContain('answer');
});
