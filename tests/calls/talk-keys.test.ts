// Unit tests: keys of the phone in a talk over a scripted model, without sockets or rows.
import { afterEach, describe, expect, test } from 'vitest';
import type { Talk } from '../../api/calls/talk/talk.ts';
import { rememberedTalk, says, scriptedModel, silentTools, talkOver } from './scripted-talk.ts';

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

describe('a key of the phone', () => {
  const question = { id: 'what', ask: 'Work or study?', kind: 'choice', choices: ['work', 'study'] } as const;
  const withQuestion = (taken: string[] = []) => {
    const noted: Partial<typeof silentTools> = {};
    for (const name of ['record_answer', 'book_slot', 'opt_out', 'hand_over'] as const)
      noted[name] = async (args, soFar) => {
        taken.push(`${name} ${JSON.stringify(args)}`);
        return silentTools[name](args, soFar);
      };
    return {
      tools: { ...silentTools, ...noted },
      questions: [{ ...question, choices: [...question.choices] }],
    };
  };
  const talkWith = (taken: string[], model = scriptedModel([says('Work or study?'), says('And when?')])) => {
    const memory = rememberedTalk();
    const { tools, questions } = withQuestion(taken);
    const made = start(model.model, memory, { tools });
    made.script.questions.push(...questions);
    return { ...made, memory, asked: model.asked };
  };

  test('answers the question that was asked, without the model, which then goes on', async () => {
    const taken: string[] = [];
    const { talk, memory, asked } = talkWith(taken);
    talk.heard('Hi');
    talk.settled();
    await talk.settled();
    talk.pressed('2');
    await talk.settled();
    expect(taken).toEqual(['record_answer {"questionId":"what","answer":"study"}']);
    expect(memory.kept.slice(3).map(({ text }) => text)).toEqual([
      'study [key 2]',
      'record_answer',
      'And when?',
    ]);
    expect(asked[1]?.input.at(-1)?.role).toBe('toolResult');
  });

  test('that means nothing is told to the model', async () => {
    const { talk, asked } = talkWith([]);
    talk.heard('Hi');
    await talk.settled();
    talk.pressed('7');
    await talk.settled();
    expect(asked[1]?.input.at(-1)).toEqual({ role: 'user', text: '[key 7]' });
  });

  test('* ends all contact, and the talk', async () => {
    const taken: string[] = [];
    const { talk, state } = talkWith(taken);
    talk.pressed('*');
    await talk.settled();
    expect(taken).toEqual(['opt_out {"reason":"[key *]"}']);
    expect(state.ended).toBe('optedOut');
  });

  test('* ends the talk as an opt-out, in words, although its command fails', async () => {
    const { model, asked } = scriptedModel([]);
    const memory = rememberedTalk();
    const broken = async () => Promise.reject(new Error('away'));
    const { talk, state, spoken } = start(model, memory, { tools: { ...silentTools, opt_out: broken } });
    talk.pressed('*');
    await talk.settled();
    expect([state.ended, memory.state.result, asked.length]).toEqual(['optedOut', 'optedOut', 0]);
    expect(spoken()).toContain('We will not call you again');
  });

  test('* that a lost socket left undone is done by the next one, and not told to the model', async () => {
    const taken: string[] = [];
    const { model, asked } = scriptedModel([]);
    const memory = rememberedTalk([
      { number: 0, speaker: 'agent', text: 'Hello, this is Ada.', tool: null },
      { number: 1, speaker: 'lead', text: '[key *]', tool: null },
    ]);
    const { talk, state } = start(model, memory, { tools: withQuestion(taken).tools });
    await talk.settled();
    expect([taken, state.ended, asked.length]).toEqual([['opt_out {"reason":"[key *]"}'], 'optedOut', 0]);
    expect(memory.kept.filter(({ text }) => text === '[key *]')).toHaveLength(1);
  });

  test('0 whose person cannot be asked for now is answered by the model', async () => {
    const { model } = scriptedModel([says('I cannot reach anybody now.')]);
    const broken = async () => Promise.reject(new Error('away'));
    const { talk, spoken } = start(model, rememberedTalk(), { tools: { ...silentTools, hand_over: broken } });
    talk.pressed('0');
    await talk.settled();
    expect(spoken()).toContain('I cannot reach anybody now.');
  });

  test('0 asks for a person: the line is let go, not ended', async () => {
    const taken: string[] = [];
    const { talk, state, spoken } = talkWith(taken);
    talk.pressed('0');
    await talk.settled();
    expect(taken).toEqual(['hand_over {"reason":null}']);
    expect([state.handedOver, state.ended, spoken()]).toEqual([true, null, 'One moment.']);
  });

  test('# says again what was said last', async () => {
    const { talk, said } = talkWith([]);
    talk.heard('Hi');
    await talk.settled();
    talk.pressed('#');
    await talk.settled();
    expect(said.at(-1)).toEqual({ token: 'Work or study?', last: true });
  });
});
