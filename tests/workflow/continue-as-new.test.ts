// Every wait that may end a run ends it: nothing is lost, doubled or done in another order.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commandNames } from '../../schema/contracts/commands.ts';
import { countActions, fetchRuns } from './count-actions.ts';
import { soon } from './fake-activities.ts';
import { openWorld, type World } from './journey-world.ts';
import { playReferenceJourney, referenceAnswers } from './reference-journey.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld(new URL('./short-runs.ts', import.meta.url));
});
afterAll(() => world.close());

const stepsOfRuns = async (workflowId: string): Promise<(string | undefined)[]> => {
  const runs = await fetchRuns(world.client, workflowId);
  return runs.map(({ events }) => {
    const input = events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads?.[0]?.data;
    return input ? JSON.parse(Buffer.from(input).toString()).state?.step : undefined;
  });
};

describe.concurrent('continue-as-new', () => {
  test('in every step leaves the reference journey as it is', async () => {
    const lead = await world.lead(referenceAnswers());
    await playReferenceJourney(lead);
    expect(lead.names()).toEqual([
      ...['welcome', 'placeCall', 'afterCall', 'placeCall', 'afterCall', 'summarise'],
      ...[
        'answer',
        'answer',
        'applyCommand',
        'arrangeMeeting',
        'remind',
        'remind',
        'endAppointment',
        'followUp',
      ],
      ...['answer', 'answer'],
    ]);
    const begunIn = new Set(await stepsOfRuns(lead.workflowId));
    expect(begunIn).toEqual(new Set([undefined, 'call', 'schedule', 'attend', 'followUp', 'rest']));
  });

  test('takes a reply that waits along, with its time-out', async () => {
    const at = soon(2_000);
    const lead = await world.lead({ answer: async () => ({ kind: 'held', draftId: 'draft-1', at }) });
    await lead.tell('messageReceived');
    await lead.asked('tendDraft');
    await lead.reaches('is done with it', ({ drafts }) => drafts === undefined);
    expect(countActions(await fetchRuns(world.client, lead.workflowId)).runs).toBeGreaterThan(1);
    expect(lead.names().filter((name) => name === 'tendDraft')).toHaveLength(1);
  });

  test('never happens while a call is live', async () => {
    const lead = await world.lead();
    await lead.tell('formSubmitted');
    await lead.reaches('has a call open', ({ call }) => call !== undefined);
    await lead.tell('messageReceived');
    await lead.asked('answer');
    await lead.command('pause', { paused: true });
    await lead.command('resume', { paused: false, replan: true });
    await lead.reaches('has answered', ({ unanswered }) => unanswered === undefined);
    expect(countActions(await fetchRuns(world.client, lead.workflowId)).runs).toBe(1);
  });

  test('answers every command of a storm, each applied once and in a state that keeps all', async () => {
    const lead = await world.lead();
    await lead.tell('messageReceived');
    await lead.reaches('rests', ({ step }) => step === 'rest');
    const outcomes = await Promise.all(
      Array.from({ length: 24 }, (_, nth) =>
        lead.command(commandNames[nth % commandNames.length] ?? 'pause', { status: 'contacted' }),
      ),
    );
    expect(outcomes).toHaveLength(24);
    expect(outcomes.every(({ status }) => status === 'done')).toBe(true);
    expect(await lead.state()).toMatchObject({ step: 'rest', status: 'contacted' });
    expect(countActions(await fetchRuns(world.client, lead.workflowId)).runs).toBeGreaterThan(2);
  });

  test('takes every fact of a flood exactly once', async () => {
    const lead = await world.lead();
    await lead.tell('messageReceived');
    await lead.reaches('rests', ({ step }) => step === 'rest');
    const many = Array.from({ length: 40 }, () => lead.store('leadChanged'));
    await Promise.all(many.map((seq) => lead.signal(seq)));
    expect(await lead.reaches('has taken all', ({ cursor }) => cursor === 41)).toMatchObject({
      step: 'rest',
    });
  });

  test('keeps a call-back that is owed after a call of the lead’s own', async () => {
    const [callCause, at] = [{ kind: 'command', id: 'command-1' } as const, soon(3_600_000)];
    const lead = await world.lead({
      placeCall: async () => ({ kind: 'at', at, because: 'callBack' }),
      afterCall: async () => ({ kind: 'onward', to: 'followUp', because: 'ladderExhausted' }),
    });
    await lead.tell('messageReceived');
    await lead.command('requestCall', { goto: 'call', callCause });
    await lead.reaches('sleeps until then', ({ because }) => because === 'callBack');
    await lead.tell('callReceived', 'incoming-1');
    await lead.reaches('follows the call', ({ call }) => call !== undefined);
    await lead.tell('callEnded', 'incoming-1');
    await lead.reaches('owes it', ({ because }) => because === 'callBackOwed');
    await lead.tell('messageReceived');
    await lead.reaches('has answered', ({ cursor, unanswered }) => cursor === 4 && !unanswered);
    expect(await lead.state()).toMatchObject({ step: 'call', callCause, at, because: 'callBackOwed' });
    expect(countActions(await fetchRuns(world.client, lead.workflowId)).runs).toBeGreaterThan(2);
  });

  test('keeps a pause, and an appointment with what comes next', async () => {
    const lead = await world.lead();
    await lead.tell('formSubmitted');
    await lead.reaches('has a call open', ({ call }) => call !== undefined);
    await lead.command('pause', { paused: true });
    await lead.command('bookAppointment', { appointment: { id: 'appointment-1', v: 1 }, goto: 'attend' });
    await lead.tell('callEnded', 'attempt-1');
    const state = await lead.reaches('attends', ({ because }) => because === 'remind');
    expect(state).toMatchObject({ paused: true, appointment: { arranged: 1, next: { what: 'remind' } } });
    await lead.tell('leadChanged');
    await lead.reaches('goes on in a new run', ({ cursor }) => cursor === 3);
    expect(await lead.state()).toMatchObject({
      paused: true,
      appointment: { arranged: 1, next: { what: 'remind' } },
    });
  });
});
