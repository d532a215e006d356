import { keyPressed, meaningOfKey } from '../../../domain/talk/keypad.ts';
import type { TalkTool } from '../../../schema/contracts/talk.ts';
import { lastSpeech } from './last-speech.ts';
import type { Replies } from './reply.ts';
import type { Stage } from './stage.ts';

/** What a key of the phone does. A choice is taken without the model; a key that means nothing is told to it. */
export const createKeyPress = (stage: Stage, { reply, use }: Replies): ((key: string) => Promise<void>) => {
  const { turns, parts } = stage;
  const run = (name: TalkTool, args: object): Promise<boolean> =>
    use({ callId: `key-${turns.length}`, name, argumentsJson: JSON.stringify(args) });
  const hear = (key: string, words = ''): Promise<void> =>
    stage.remember({ speaker: 'lead', text: [words, keyPressed(key)].filter(Boolean).join(' ') });

  return async (key) => {
    const meaning = meaningOfKey(key, turns, parts.script.questions);
    if (meaning.kind === 'repeat') {
      const said = lastSpeech(turns).map(({ text }) => text);
      const again = said.join(' ') || parts.script.phrases.stillThere;
      await stage.sayAll(again);
      return stage.clock.spoken(again.length);
    }
    const words = 'answer' in meaning ? meaning.answer : 'spoken' in meaning ? meaning.spoken : '';
    // stored before it is acted upon, as words are: whoever takes over finds it
    await hear(key, words);
    stage.beginSpeech();
    switch (meaning.kind) {
      case 'stop':
        return void (await run('opt_out', { reason: keyPressed(key) }));
      case 'person':
        return void (await run('hand_over', { reason: null }));
      case 'answer':
        if (!(await run('record_answer', { questionId: meaning.questionId, answer: meaning.answer }))) return;
        break;
      case 'slot':
        if (!(await run('book_slot', { slotId: meaning.slotId }))) return;
        break;
    }
    await reply();
  };
};
