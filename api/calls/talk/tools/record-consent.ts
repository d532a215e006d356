import * as z from 'zod';
import { isClearYes } from '../../../../domain/talk/clear-yes.ts';
import type { TalkToolCalls } from '../../../../schema/contracts/talk.ts';
import type { RunTool } from '../tool.ts';
import type { TalkContext } from './talk-context.ts';

const args = z.object({ given: z.boolean() });
type Result = TalkToolCalls['record_consent']['result'];

/**
 * Keeps what the lead said about being recorded, in their own words and not in the model's. The recording starts once
 * that is stored, and is announced. A yes is believed when it was heard, not because the model says so.
 */
export const recordConsent =
  (talk: TalkContext): RunTool =>
  async (asked, { heard }) => {
    const { situation, phrases, lead } = talk;
    // a model that answers for the lead, or asks where nothing is to be asked, changes nothing
    if (!situation.askRecording || !heard.trim()) return { result: { error: 'notAsked' } };
    const { given } = args.parse(asked);
    // asked again: the question stays open until it has an answer
    if (given && !isClearYes(heard, lead.language)) return { result: { error: 'noClearYes' } };
    situation.askRecording = false;
    return {
      result: { status: 'noted' } satisfies Result,
      effects: { recordingConsent: { given, words: heard } },
      ...(given && { filler: phrases.recordedFromNow, after: talk.startRecording }),
    };
  };
