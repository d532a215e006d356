import { asksToStop } from '../../../domain/talk/keypad.ts';
import { misunderstandings, notUnderstood } from '../../../domain/talk/misunderstandings.ts';
import type { MachineKind } from '../../../schema/database/calls/talk-notices.ts';
import { isBooked, isMissedHandOver, lastSpeech } from './last-speech.ts';
import { createKeyPress } from './press-key.ts';
import { createReplies } from './reply.ts';
import { createScreening } from './screening.ts';
import { createStage, type Stage } from './stage.ts';
import type { TalkParts } from './talk-parts.ts';
import { whatWasHeard } from './what-was-heard.ts';

/** One socket's share of a talk. What it hears is taken in order; nothing it answers throws. */
export interface Talk {
  /** Begins, or goes on where the stored turns end: an unanswered lead is answered, nobody is greeted twice. */
  start(): void;
  heard(text: string): void;
  /** Something was said of which no word could be made out. */
  mumbled(): void;
  /** A key of the phone was pressed. */
  pressed(key: string): void;
  /** Stops the speech at once and keeps only what was heard of it. */
  interrupted(utteranceUntilInterrupt: string): void;
  machineFound(kind: MachineKind): void;
  /** The socket is gone: falls silent and stores nothing more. */
  lineClosed(): void;
  /** Settles when everything heard so far has been dealt with. */
  settled(): Promise<void>;
}

export const createTalk = (parts: TalkParts): Talk => {
  const { script, limits } = parts;
  const stage = createStage(parts, async (times) => {
    const enough = times >= limits.silences;
    // behind a screening service somebody may be reading who calls: no word into that silence
    if (screening.waiting()) return enough ? stage.leave('screened', '') : stage.clock.spoken(0);
    if (enough) return stage.leave(isBooked(stage.turns) ? 'done' : 'silence', script.phrases.cannotHear);
    await say(stage, script.phrases.stillThere);
  });
  const { turns, clock } = stage;
  const screening = createScreening(parts.screening, () => turns.some(({ speaker }) => speaker === 'lead'));
  const replies = createReplies(stage);
  const press = createKeyPress(stage, replies);
  let waiting = 0;

  return {
    start: () => {
      stage.inOrder(async () => {
        clock.start();
        const last = turns.at(-1);
        if (!last) await stage.remember({ speaker: 'agent', text: script.greeting });
        if (last && isMissedHandOver(last)) await say(stage, script.phrases.nobodyFree);
        else if (last?.speaker === 'lead' && asksToStop(last.text)) await press('*', true);
        else if (last && last.speaker !== 'agent') await replies.reply();
        else clock.spoken(last ? 0 : script.greeting.length);
      });
    },
    heard: (text) => {
      clock.heard();
      stage.hush();
      waiting += 1;
      stage.inOrder(async () => {
        waiting -= 1;
        const screened = screening.waiting();
        const asked = screening.hear(text);
        const stands = asked?.screening ?? (screened ? 'passed' : null);
        // stored before it is answered: whoever takes over finds an unanswered lead
        await stage.remember({ speaker: 'lead', text }, stands ? { screening: stands } : {});
        if (asked?.step === 'leave') return stage.leave('screened', '');
        if (asked) return asked.step === 'introduce' ? say(stage, script.introduction) : clock.spoken(0);
        // more has been said meanwhile: one answer to all of it
        if (waiting === 0) await replies.reply();
      });
    },
    mumbled: () => {
      clock.heard();
      stage.hush();
      stage.inOrder(async () => {
        await stage.remember({ speaker: 'tool', text: notUnderstood });
        if (misunderstandings(turns) >= limits.misunderstandings)
          return stage.leave('notUnderstood', script.phrases.notUnderstood);
        await say(stage, script.phrases.unclear);
      });
    },
    pressed: (key) => {
      clock.heard();
      stage.hush();
      stage.inOrder(() => press(key));
    },
    interrupted: (utterance) => {
      clock.heard();
      stage.hush();
      stage.inOrder(async () => {
        await cut(stage, utterance);
        // a cough stops the voice as well, and nothing follows it: the silence counts again
        if (waiting === 0) clock.spoken(0);
      });
    },
    machineFound: (kind) => {
      // a service that screens calls is a machine as well: whoever waits behind it is not hung up on
      if (!screening.met()) stage.leaveNow(kind === 'fax' ? 'fax' : 'voicemail', '');
    },
    lineClosed: stage.fallSilent,
    settled: stage.settled,
  };
};

const say = async (stage: Stage, words: string): Promise<void> => {
  await stage.sayAll(words);
  stage.clock.spoken(words.length);
};

const cut = async ({ turns, parts }: Stage, utterance: string): Promise<void> => {
  const pieces = lastSpeech(turns);
  const heard = whatWasHeard(
    pieces.map((turn) => turn.text),
    utterance,
  );
  const changed = pieces.flatMap((turn, i) =>
    turn.text === heard[i] ? [] : [{ turn, text: heard[i] ?? '' }],
  );
  if (changed.length === 0) return;
  await parts.memory.cut(changed.map(({ turn, text }) => ({ number: turn.number, text })));
  for (const { turn, text } of changed) turn.text = text;
};
