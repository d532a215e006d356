// Unit tests: a talk that meets a screening service, over a scripted model.
import { afterEach, expect, test, vi } from 'vitest';
import type { Talk } from '../../api/calls/talk/talk.ts';
import { talkLimits } from '../../api/calls/talk/talk-limits.ts';
import { rememberedTalk, says, scriptedModel, talkOver } from './scripted-talk.ts';

const open: Talk[] = [];
const start = (...parts: Parameters<typeof talkOver>) => {
  const made = talkOver(...parts);
  open.push(made.talk);
  made.talk.start();
  return made;
};
afterEach(() => {
  for (const talk of open.splice(0)) talk.lineClosed();
});

const asks = 'Hi, please say your name and why you are calling.';
const introduction = 'This is Ada from Calls Ltd, about an enquiry.';

test('says in one sentence who calls, waits, and talks to whoever comes on', async () => {
  const memory = rememberedTalk();
  const { model, asked } = scriptedModel([says('Hello, may I ask something?')]);
  const { talk, spoken } = start(model, memory);
  talk.heard(asks);
  talk.heard('Thank you, please stay on the line.');
  await talk.settled();
  expect([spoken(), asked]).toEqual([introduction, []]);
  expect(memory.effects.filter(({ screening }) => screening === 'waiting')).toHaveLength(2);
  talk.heard('Hello, this is Bea.');
  await talk.settled();
  expect(spoken()).toBe(`${introduction}Hello, may I ask something?`);
  expect(memory.effects).toContainEqual({ screening: 'passed' });
});

test('leaves when it is told that nobody comes', async () => {
  const memory = rememberedTalk();
  const { talk, state } = start(scriptedModel([]).model, memory);
  talk.heard(asks);
  talk.heard('The person is not available.');
  await talk.settled();
  expect([state.ended, memory.state.result]).toEqual(['screened', 'screened']);
});

test('leaves when nobody says anything more', async () => {
  const memory = rememberedTalk();
  const limits = { ...talkLimits, silenceAfterMs: 20, speechMsPerChar: 0 };
  const { talk, state, spoken } = start(scriptedModel([]).model, memory, { limits });
  talk.heard(asks);
  await vi.waitFor(() => expect(state.ended).toBe('screened'));
  expect(spoken()).toBe(introduction);
});

test('is not hung up on for sounding like a machine', async () => {
  const memory = rememberedTalk();
  const { talk, state } = start(scriptedModel([]).model, memory);
  talk.heard(asks);
  await talk.settled();
  talk.machineFound('machine');
  await talk.settled();
  expect(state.ended).toBeNull();
});

test('goes on waiting on a new socket', async () => {
  const memory = rememberedTalk([
    { number: 0, speaker: 'agent', text: 'Hello, this is Ada.', tool: null },
    { number: 1, speaker: 'lead', text: asks, tool: null },
    { number: 2, speaker: 'agent', text: introduction, tool: null },
  ]);
  const { talk, state } = start(scriptedModel([]).model, memory, { screening: 'waiting' });
  talk.heard('They are not available.');
  await talk.settled();
  expect(state.ended).toBe('screened');
});

test('somebody who asks the same in the middle of a talk is answered by the model', async () => {
  const memory = rememberedTalk();
  const { model, asked } = scriptedModel([says('Good to hear.'), says('Of course.')]);
  const { talk } = start(model, memory);
  talk.heard('Yes, go ahead');
  await talk.settled();
  talk.heard(asks);
  await talk.settled();
  expect(asked).toHaveLength(2);
});
