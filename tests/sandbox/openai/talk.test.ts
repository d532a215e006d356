// Rules of the imitated phone agent, without a server.
import { describe, expect, it } from 'vitest';
import { decideTalk } from '../../../sandbox/openai/talk-rules.ts';
import { readTalk } from '../../../sandbox/openai/talk-state.ts';
import { talkTools } from '../../../schema/contracts/talk.ts';
import { brief, rehearse } from './rehearse-talk.ts';

const answers = ['Yes, go ahead.', 'We are four people.', 'From a well.', 'About 40,000 rupees.'];
const names = (calls: { name: string }[]) => calls.map((call) => call.name);

describe('a talk by its brief', () => {
  it('asks every question, offers the meeting, books the named slot, confirms and ends', () => {
    const { said, calls } = rehearse([...answers, 'The second one, please.', 'No, thanks.']);
    expect(names(calls)).toEqual([
      ...['record_answer', 'record_answer', 'record_answer'],
      ...['offer_slots', 'book_slot', 'end_call'],
    ]);
    expect(calls[0]?.args).toEqual({ questionId: 'household', answer: 'We are four people.' });
    expect(calls[4]?.args).toEqual({ slotId: 's2' });
    expect(calls[5]?.args).toEqual({ reason: 'done' });
    expect(said[0]).toContain('How many people live in your home?');
    expect(said.join(' ')).toContain('Tuesday at 10 am, Tuesday at 3 pm or Wednesday at 11:30 am');
    expect(said.at(-1)).toContain('Goodbye');
  });

  it.each([
    ['Tuesday at 3 pm would be good', 's2'],
    ['Let us take Wednesday', 's3'],
    ['tomorrow at ten am... I mean 10 am', 's1'],
    ['11:30 please', 's3'],
    ['the last one', 's3'],
    ['Yes, fine', 's1'],
  ])('understands "%s" as a choice', (words, slotId) => {
    const { calls } = rehearse([...answers, words]);
    expect(calls.at(-1)).toEqual({ name: 'book_slot', args: { slotId } });
  });

  it('looks again when the lead wants other times, and after a slot was taken', () => {
    const other = rehearse([...answers, 'Do you have another day?']);
    expect(other.calls.at(-1)).toEqual({
      name: 'offer_slots',
      args: { preference: 'Do you have another day?' },
    });
    const taken = rehearse([...answers, 'The first one.'], {
      book_slot: { status: 'taken', spoken: 'That one is gone.' },
    });
    expect(names(taken.calls).slice(-2)).toEqual(['book_slot', 'offer_slots']);
  });

  it('leaves the choice to the link in the e-mail when the lead does not want to choose now', () => {
    const { said, calls } = rehearse([
      ...answers,
      'I would rather choose later, send me an e-mail.',
      'No, that is all.',
    ]);
    expect(said.join(' ')).toContain('link by e-mail');
    expect(names(calls)).not.toContain('book_slot');
    expect(calls.at(-1)).toEqual({ name: 'end_call', args: { reason: 'done' } });
  });

  it('notes a call back at the named time and says goodbye', () => {
    const { calls, said } = rehearse(['Please call me back tomorrow at 5 pm.']);
    expect(calls[0]).toEqual({ name: 'request_callback', args: { at: '2026-11-24T11:30:00Z' } });
    expect(calls[1]?.name).toBe('end_call');
    expect(said.at(-1)).toContain('Goodbye');
  });

  it('opts the lead out at once and ends', () => {
    const { calls } = rehearse([answers[0] ?? '', 'Never call me again!']);
    expect(names(calls)).toEqual(['opt_out', 'end_call']);
    expect(calls[1]?.args).toEqual({ reason: 'optedOut' });
  });

  it.each([
    ['Sorry, wrong number.', 'wrongNumber'],
    ['I am not interested.', 'notInterested'],
    ['Goodbye.', 'done'],
  ])('ends the call on "%s"', (words, reason) => {
    const { calls, said } = rehearse([words]);
    expect(calls).toEqual([{ name: 'end_call', args: { reason } }]);
    expect(said.at(-1)).toContain('Goodbye');
  });

  it('answers a question from its knowledge and then asks its own again', () => {
    const { said, calls } = rehearse(['Yes?', 'How long is the warranty?']);
    expect(said.at(-1)).toContain('warranty of five years');
    expect(said.at(-1)).toContain('How many people live in your home?');
    expect(calls).toEqual([]);
  });

  it('does not invent an answer that its knowledge lacks', () => {
    const { said } = rehearse(['Yes.', 'What is the capital of Mongolia?']);
    expect(said.at(-1)).toContain('do not know that for certain');
  });

  it('goes on from turns that have lost their tool calls', () => {
    const turns = [
      ['agent', brief.questions[0]?.ask],
      ['lead', 'Four.'],
      ['agent', brief.questions[1]?.ask],
      ['lead', 'A well.'],
    ] as const;
    const lines = turns.map(([by, text]) => ({ kind: 'said' as const, by, text: text ?? '' }));
    const turn = decideTalk(readTalk(brief, lines, new Set(talkTools)));
    expect(turn.calls[0]?.name).toBe('record_answer');
    expect(turn.calls[0]?.argumentsJson).toContain('"source"');
  });

  it('never repeats a question that was answered', () => {
    const { said } = rehearse([...answers, 'The first one.', 'no']);
    for (const { ask } of brief.questions) expect(said.filter((text) => text.includes(ask))).toHaveLength(1);
  });

  it('speaks Turkish to a Turkish lead', () => {
    const { said } = rehearse(
      ['Evet', 'Dört', 'Kuyu', '40 bin', 'Birinci', 'hayır'],
      {},
      { language: 'tr-TR' },
    );
    expect(said.at(-1)).toContain('Hoşça kalın');
  });
});
