import { keyPressed, meaningOfKey } from '../../../domain/talk/keypad.ts';
import type { TalkTool } from '../../../schema/contracts/talk.ts';
import { lastSpeech } from './last-speech.ts';
import type { Replies } from './reply.ts';
import type { Stage } from './stage.ts';

/**
 * What a key of the phone does. A choice is taken without the model; a key that means nothing is told to it. `stored`: an
 * earlier socket was lost while it acted on the key, which stands in the transcript already.
 */
export const createKeyPress = (
  stage: Stage,
  { reply, use }: Replies,
): ((key: string, stored?: boolean) => Promise<void>) => {
  const { turns, parts } = stage;
  const run = (name: TalkTool, args: object): Promise<boolean> =>
    use({ callId: `key-${turns.length}`, name, argumentsJson: JSON.stringify(args) });
  const hear = (key: string, words = ''): Promise<void> =>
    stage.remember({ speaker: 'lead', text: [words, keyPressed(key)].filter(Boolean).join(' ') });

  return async (key, stored = false) => {
    const meaning = meaningOfKey(key, turns, parts.script.questions);
    if (meaning.kind === 'repeat') {
      const said = lastSpeech(turns).map(({ text }) => text);
      const again = said.join(' ') || parts.script.phrases.stillThere;
      await stage.sayAll(again);
      return stage.clock.spoken(again.length);
    }
    const words = 'answer' in meaning ? meaning.answer : 'spoken' in meaning ? meaning.spoken : '';
    // stored before it is acted upon, as words are: whoever takes over finds it
    if (!stored) await hear(key, words);
    stage.beginSpeech();
    switch (meaning.kind) {
      case 'stop':
        // the talk's own result stands for a tool that failed: it is stored with the call, and the call's end opts out
        if (await run('opt_out', { reason: keyPressed(key) }))
          await stage.leave('optedOut', parts.script.phrases.optedOut);
        return;
      case 'person':
        // true only when the tool failed: the model then says what it can do instead
        if (!(await run('hand_over', { reason: null }))) return;
        break;
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
