// What a key of the phone means, as a table.
import { describe, expect, it } from 'vitest';
import { type HeardTurn, meaningOfKey } from '../../../domain/talk/keypad.ts';
import { misunderstandings, notUnderstood } from '../../../domain/talk/misunderstandings.ts';
import type { TalkQuestion } from '../../../schema/contracts/talk.ts';

const questions: TalkQuestion[] = [
  { id: 'what', ask: 'Work or study?', kind: 'choice', choices: ['work', 'study'] },
  { id: 'when', ask: 'When?', kind: 'text' },
];
const agent = (text: string): HeardTurn => ({ speaker: 'agent', text, tool: null });
const lead = (text: string): HeardTurn => ({ speaker: 'lead', text, tool: null });
const tool = (name: string, result: object = {}): HeardTurn => ({
  speaker: 'tool',
  text: name,
  tool: { name, resultJson: JSON.stringify(result) },
});
const offer = tool('offer_slots', { slots: [{ slotId: 's1', spoken: 'Monday at ten' }] });
const unclear = tool(notUnderstood);
const asked = [agent('Hello.'), lead('Yes.'), agent('Good. Work or study?')];
const offered = [...asked, lead('study'), tool('record_answer'), offer, agent('Monday at ten?')];

describe('a key', () => {
  it.each([
    ['0', asked, { kind: 'person' }],
    ['9', offered, { kind: 'person' }],
    ['*', asked, { kind: 'stop' }],
    ['#', asked, { kind: 'repeat' }],
    ['1', asked, { kind: 'answer', questionId: 'what', answer: 'work' }],
    ['2', asked, { kind: 'answer', questionId: 'what', answer: 'study' }],
    [
      '2',
      [...asked, lead('mmh'), unclear, agent('Sorry?')],
      { kind: 'answer', questionId: 'what', answer: 'study' },
    ],
    ['3', asked, { kind: 'unknown' }],
    ['1', offered, { kind: 'slot', slotId: 's1', spoken: 'Monday at ten' }],
    ['2', offered, { kind: 'unknown' }],
    ['1', [...offered, lead('the first'), tool('book_slot'), agent('Booked. Else?')], { kind: 'unknown' }],
    ['1', [...asked, lead('study'), tool('record_answer'), agent('When?')], { kind: 'unknown' }],
    ['1', [agent('Hello.')], { kind: 'unknown' }],
    ['x', asked, { kind: 'unknown' }],
  ])('%s', (key, turns, meaning) => {
    expect(meaningOfKey(key, turns, questions)).toEqual(meaning);
  });
});

describe('misunderstandings in a row', () => {
  it.each([
    ['none yet', asked, 0],
    ['one', [...asked, lead('mmh'), unclear, agent('Sorry?')], 1],
    [
      'two, the second not answered yet',
      [...asked, lead('mmh'), unclear, agent('Sorry?'), lead('hm'), unclear],
      2,
    ],
    ['a noise without words counts', [...asked, unclear, agent('Sorry?'), unclear, agent('Sorry?')], 2],
    [
      'an answer in between',
      [...asked, lead('mmh'), unclear, agent('Sorry?'), lead('study'), tool('record_answer')],
      0,
    ],
    ['small talk in between', [...asked, lead('mmh'), unclear, agent('Sorry?'), lead('Hi'), agent('Hi.')], 0],
  ])('%s', (_, turns, count) => {
    expect(misunderstandings(turns)).toBe(count);
  });
});
