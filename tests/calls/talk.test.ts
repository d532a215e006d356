// Unit tests: a talk over a scripted model, without sockets or rows.
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Talk } from '../../api/calls/talk/talk.ts';
import { talkLimits } from '../../api/calls/talk/talk-limits.ts';
import { calls, rememberedTalk, says, scriptedModel, silentTools, talkOver } from './scripted-talk.ts';

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

describe('a talk', () => {
  test('speaks token by token, marks only the last one as last, and keeps every turn', async () => {
    const memory = rememberedTalk();
    const { model } = scriptedModel([says('Nice ', 'to ', 'meet you.')]);
    const { talk, said } = start(model, memory);
    talk.heard('Hi');
    await talk.settled();
    expect(said).toEqual([
      { token: 'Nice ', last: false },
      { token: 'to ', last: false },
      { token: 'meet you.', last: true },
    ]);
    expect(memory.kept.map(({ speaker, text }) => [speaker, text])).toEqual([
      ['agent', 'Hello, this is Ada.'],
      ['lead', 'Hi'],
      ['agent', 'Nice to meet you.'],
    ]);
  });

  test('an interruption stops the speech at once and keeps only what was heard', async () => {
    const memory = rememberedTalk();
    const { model } = scriptedModel([
      [{ type: 'text', delta: 'Life is a ' }, { type: 'text', delta: 'complex set of things ' }, 'hang'],
      says('Yes.'),
    ]);
    const { talk, said } = start(model, memory);
    talk.heard('Tell me');
    await pause(20);
    talk.interrupted('Life is a');
    const saidBefore = said.length;
    await talk.settled();
    expect(said.length).toBe(saidBefore);
    expect(memory.kept.at(-1)).toMatchObject({ speaker: 'agent', text: 'Life is a', interrupted: true });
    talk.heard('Wait');
    await talk.settled();
    expect(memory.kept.slice(-2).map(({ text }) => text)).toEqual(['Wait', 'Yes.']);
  });

  test('an interruption after the model was through still cuts what the voice had not said', async () => {
    const memory = rememberedTalk();
    const { model, asked } = scriptedModel([says('One two three. ', 'Four five six.'), says('Go on.')]);
    const { talk } = start(model, memory);
    talk.heard('Count');
    await talk.settled();
    talk.interrupted('One two three.');
    talk.heard('Stop');
    await talk.settled();
    expect(memory.kept[2]).toMatchObject({ text: 'One two three.', interrupted: true });
    expect(asked[1]?.input).toContainEqual({ role: 'assistant', text: 'One two three.' });
  });

  test('words said while the model thinks are answered together, once', async () => {
    const memory = rememberedTalk();
    const { model, asked } = scriptedModel([['hang'], says('Both noted.')]);
    const { talk, spoken } = start(model, memory);
    talk.heard('I would like');
    await pause(5);
    talk.heard('to study in Malta');
    await talk.settled();
    expect(asked).toHaveLength(2);
    expect(spoken()).toBe('Both noted.');
  });

  test('tools are called, stored with their results and shown to the model', async () => {
    const memory = rememberedTalk();
    const { model, asked } = scriptedModel([
      calls('record_answer', { questionId: 'q', answer: 'a' }),
      says('Thanks.'),
    ]);
    const { talk } = start(model, memory);
    talk.heard('Malta');
    await talk.settled();
    expect(asked[1]?.input.slice(-2)).toEqual([
      {
        role: 'toolCall',
        callId: 'call-record_answer',
        name: 'record_answer',
        argumentsJson: '{"questionId":"q","answer":"a"}',
      },
      { role: 'toolResult', callId: 'call-record_answer', resultJson: '{"remaining":[]}' },
    ]);
    expect(memory.kept.map(({ speaker }) => speaker)).toEqual(['agent', 'lead', 'tool', 'agent']);
  });

  test('a model that loops on tools is made to speak: the last round has none', async () => {
    const memory = rememberedTalk();
    const script = Array.from({ length: 50 }, () => calls('record_answer', {}));
    const { model, asked } = scriptedModel(script);
    const { talk, state } = start(model, memory);
    talk.heard('Malta');
    await talk.settled();
    expect(asked).toHaveLength(talkLimits.maxToolRounds + 1);
    expect(asked.at(-1)?.tools).toEqual([]);
    expect(state.ended).toBeNull();
  });

  test('a tool that nobody gave the model does nothing but say so', async () => {
    const memory = rememberedTalk();
    const { model } = scriptedModel([calls('__proto__', {}), calls('transfer_money', {}), says('Sorry.')]);
    const { talk } = start(model, memory);
    talk.heard('Hi');
    await talk.settled();
    const results = memory.kept.flatMap(({ tool }) => (tool ? [tool.resultJson] : []));
    expect(results).toEqual(['{"error":"unknownTool"}', '{"error":"unknownTool"}']);
  });

  test('the end is decided in the rows before the farewell, and the line ends after it', async () => {
    const memory = rememberedTalk();
    const { model } = scriptedModel([calls('end_call', { reason: 'done' })]);
    const { talk, said, state } = start(model, memory);
    talk.heard('Bye');
    await talk.settled();
    expect(said).toEqual([{ token: 'Goodbye then.', last: true }]);
    expect(state.ended).toBe('done');
    expect(memory.effects.findIndex(({ result }) => result === 'done')).toBe(2);
    expect(memory.kept.map(({ speaker }) => speaker)).toEqual(['agent', 'lead', 'tool', 'agent']);
  });

  test('a farewell of the model itself is not followed by a second one', async () => {
    const { model } = scriptedModel([[{ type: 'text', delta: 'Bye bye.' }, ...calls('end_call', {})]]);
    const { talk, spoken, state } = start(model, rememberedTalk());
    talk.heard('Bye');
    await talk.settled();
    expect(spoken()).toBe('Bye bye.');
    expect(state.ended).toBe('done');
  });

  test('a slow model is bridged by a filler', async () => {
    const { model } = scriptedModel([]);
    const slow = {
      ...model,
      async *stream() {
        await pause(70);
        yield { type: 'text', delta: 'Here I am.' } as const;
      },
    };
    const { talk, spoken } = start(slow, rememberedTalk());
    talk.heard('Hi');
    await talk.settled();
    expect(spoken()).toBe('One moment, please. Here I am.');
  });

  test('the filler is heard while the model is still silent, not with its first word', async () => {
    const { model } = scriptedModel([['hang']]);
    const { talk, said } = start(model, rememberedTalk(), {
      limits: { ...talkLimits, fillerAfterMs: 10, stallAfterMs: 60_000 },
    });
    talk.heard('Hi');
    await vi.waitFor(() => expect(said).toEqual([{ token: 'One moment, please. ', last: false }]));
  });

  test('a model that fails is asked once more, then the talk ends politely as failed', async () => {
    const memory = rememberedTalk();
    const { model, asked } = scriptedModel([['fail'], ['fail']]);
    const { talk, spoken, state } = start(model, memory);
    talk.heard('Hi');
    await talk.settled();
    expect(asked).toHaveLength(2);
    expect(spoken()).toMatch(/^I am sorry/);
    expect([state.ended, memory.state.result]).toEqual(['modelFailed', 'modelFailed']);
  });

  test('a model that fails after a booking does not make the call a failure', async () => {
    const memory = rememberedTalk();
    const { model } = scriptedModel([calls('book_slot', { slotId: 's1' }), ['fail'], ['fail']]);
    const booked = {
      ...silentTools,
      book_slot: async () => ({ result: { status: 'booked', spoken: 'noon' } }),
    };
    const { talk } = start(model, memory, { tools: booked });
    talk.heard('The first');
    await talk.settled();
    expect(memory.state.result).toBe('done');
  });

  test('a model that never ends is cut', async () => {
    const { model } = scriptedModel([
      Array.from({ length: 1_000 }, () => says('blah '.repeat(10))[0] ?? 'hang'),
    ]);
    const { talk, spoken, state } = start(model, rememberedTalk());
    talk.heard('Hi');
    await talk.settled();
    expect(spoken().length).toBeLessThan(talkLimits.maxReplyChars + 100);
    expect(state.ended).toBeNull();
  });

  test('after a silence the lead is asked, and after the second the talk ends politely', async () => {
    const memory = rememberedTalk();
    const limits = { ...talkLimits, silenceAfterMs: 15, speechMsPerChar: 0 };
    const { spoken, state } = start(scriptedModel([]).model, memory, { limits });
    await vi.waitFor(() => expect(state.ended).toBe('silence'));
    expect(spoken()).toBe('Are you still there?I cannot hear you any more. We will call you again. Goodbye.');
  });

  test('the tenant says how many silences it takes', async () => {
    const limits = { ...talkLimits, silenceAfterMs: 10, speechMsPerChar: 0, silences: 3 };
    const { said, state } = start(scriptedModel([]).model, rememberedTalk(), { limits });
    await vi.waitFor(() => expect(state.ended).toBe('silence'));
    expect(said).toHaveLength(3);
  });

  test('a cough that stops the voice and says nothing begins a silence of its own', async () => {
    const { model } = scriptedModel([says('One two three. ', 'Four five six.')]);
    const limits = { ...talkLimits, silenceAfterMs: 15, speechMsPerChar: 60_000 };
    const { talk, spoken } = start(model, rememberedTalk(), { limits });
    talk.heard('Count');
    await talk.settled();
    talk.interrupted('One two');
    await vi.waitFor(() => expect(spoken()).toContain('Are you still there?'));
  });

  test('sounds without words are asked about, and end the talk when there is nothing else', async () => {
    const memory = rememberedTalk();
    const { model, asked } = scriptedModel([]);
    const { talk, spoken, state } = start(model, memory);
    for (let i = 0; i < 3; i++) talk.mumbled();
    await talk.settled();
    expect(spoken()).toMatch(
      /^(Sorry, I did not catch that[^?]*[?]){2}I am sorry, I cannot understand you well/,
    );
    expect([state.ended, memory.state.result]).toEqual(['notUnderstood', 'notUnderstood']);
    expect(asked).toHaveLength(0);
  });

  test('a model that breaks off in mid-sentence goes on from there, and not for ever', async () => {
    const memory = rememberedTalk();
    const { model, asked } = scriptedModel([
      [{ type: 'text', delta: 'It takes ' }, 'fail'],
      [{ type: 'text', delta: 'six ' }, 'fail'],
    ]);
    const { talk, state } = start(model, memory);
    talk.heard('How long?');
    await talk.settled();
    expect(asked[1]?.input.at(-1)).toEqual({ role: 'assistant', text: 'It takes ' });
    expect(state.ended).toBe('modelFailed');
  });

  test('what the lead spoke into is not followed by a filler', async () => {
    const { model } = scriptedModel([calls('book_slot', { slotId: 's1' }), says('Yes?')]);
    let talk: Talk | null = null;
    const book_slot = async () => {
      talk?.interrupted('');
      return { result: {}, filler: 'Let me arrange that for you.' };
    };
    const made = start(model, rememberedTalk(), { tools: { ...silentTools, book_slot } });
    talk = made.talk;
    talk.heard('The first');
    await talk.settled();
    expect(made.spoken()).toBe('');
  });

  test('a talk that lasts too long takes its leave', async () => {
    const memory = rememberedTalk();
    const { state } = start(scriptedModel([]).model, memory, { limits: { ...talkLimits, maxTalkMs: 20 } });
    await vi.waitFor(() => expect([state.ended, memory.state.result]).toEqual(['tooLong', 'tooLong']));
  });

  test('an answering machine found late ends the talk without another word', async () => {
    const memory = rememberedTalk();
    const { model } = scriptedModel([[{ type: 'text', delta: 'So ' }, 'hang']]);
    const { talk, said, state } = start(model, memory);
    talk.heard('You have reached the mailbox');
    await pause(5);
    talk.machineFound('machine');
    await talk.settled();
    expect(said).toHaveLength(0);
    expect([state.ended, memory.state.result]).toEqual(['voicemail', 'voicemail']);
  });
});

test('another language is switched to on the line when the model says so', async () => {
  const { model } = scriptedModel([calls('switch_language', { language: 'de' }), says('Gern.')]);
  const { talk, state } = start(model, rememberedTalk());
  talk.heard('Können wir Deutsch sprechen?');
  await talk.settled();
  expect(state.language).toBe('de');
});

describe('after a lost socket', () => {
  const before = [
    { number: 0, speaker: 'agent' as const, text: 'Hello, this is Ada.', tool: null },
    { number: 1, speaker: 'lead' as const, text: 'Malta', tool: null },
  ];

  test('an unanswered lead is answered without a greeting', async () => {
    const memory = rememberedTalk(before);
    const { model, asked } = scriptedModel([says('Malta it is.')]);
    const { talk, spoken } = start(model, memory);
    await talk.settled();
    expect(spoken()).toBe('Malta it is.');
    expect(asked[0]?.input).toEqual([
      { role: 'assistant', text: 'Hello, this is Ada.' },
      { role: 'user', text: 'Malta' },
    ]);
    expect(memory.kept.filter(({ text }) => text.startsWith('Hello'))).toHaveLength(1);
  });

  test('nothing is said or asked again when it was the lead’s turn to speak', async () => {
    const memory = rememberedTalk([
      ...before,
      { number: 2, speaker: 'agent', text: 'Which year?', tool: null },
    ]);
    const { model, asked } = scriptedModel([]);
    const { talk, said } = start(model, memory);
    await talk.settled();
    expect([said.length, asked.length, memory.kept.length]).toEqual([0, 0, 3]);
  });

  test('what the lead only half heard when the socket went is not stored as said', async () => {
    const memory = rememberedTalk();
    const { model } = scriptedModel([
      [{ type: 'text', delta: 'Half a ' }, { type: 'text', delta: 'sen' }, 'hang'],
    ]);
    const { talk } = start(model, memory);
    talk.heard('Hi');
    await pause(5);
    talk.lineClosed();
    await talk.settled();
    expect(memory.kept.at(-1)).toMatchObject({ speaker: 'lead', text: 'Hi' });
  });

  test('the old socket is fenced off: it writes nothing more, falls silent and lets go of the line', async () => {
    const memory = rememberedTalk();
    const old = start(scriptedModel([says('From the old one.')]).model, memory);
    await old.talk.settled();
    memory.state.session = 2;
    old.talk.heard('Hello?');
    await old.talk.settled();
    expect([old.said.length, old.state.dropped, memory.kept.length]).toEqual([0, true, 1]);
  });
});
