import { type TalkTool, talkTools } from '../../schema/contracts/talk.ts';

/** A tool as models are told of it: `parameters` is a strict JSON schema, every property required. */
export interface TalkToolDefinition {
  name: TalkTool;
  description: string;
  parameters: Record<string, unknown>;
}

const object = (properties: Record<string, object>) => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
});
const text = (description: string) => ({ type: 'string', description });
const textOrNull = (description: string) => ({ type: ['string', 'null'], description });

const definitions: Record<TalkTool, Omit<TalkToolDefinition, 'name'>> = {
  record_answer: {
    description:
      'Notes the answer to a question of the brief. Returns the ids of the questions that are still open.',
    parameters: object({
      questionId: text('the id of the question, from the brief'),
      answer: text('the answer in the words of the lead, without additions'),
    }),
  },
  offer_slots: {
    description: 'Returns times that are really free. Only these may be offered, in the words of "spoken".',
    parameters: object({
      preference: textOrNull('what the lead said about day or time of day, or null when nothing was said'),
    }),
  },
  book_slot: {
    description:
      'Books a time that offer_slots returned. "booked" or "accepted": it is theirs. "taken": somebody was faster, offer again. "unknown": there is no such slot, or it has passed: offer again. "alreadyBooked": they have an appointment already.',
    parameters: object({ slotId: text('the slotId that offer_slots returned') }),
  },
  request_callback: {
    description:
      'Plans another call at a time that the lead named. "refused": that time is not possible; "spoken", if there is one, is the next that is. Tell the lead, and ask for another.',
    parameters: object({ at: text('the instant, ISO 8601 with offset, in the future') }),
  },
  opt_out: {
    description: 'The lead wants no more contact of any kind. Call it at once, without asking back.',
    parameters: object({ reason: textOrNull('the reason if the lead gave one, otherwise null') }),
  },
  switch_language: {
    description:
      'Switches the voice and the understanding to another language of the brief, when the lead asks for it or speaks it. Go on in that language.',
    parameters: object({ language: text('one of the languages of the brief') }),
  },
  record_consent: {
    description: 'Notes what the lead answered when you asked whether the call may be recorded.',
    parameters: object({ given: { type: 'boolean', description: 'true only for a clear yes' } }),
  },
  hand_over: {
    description:
      'Puts the lead through to a person, when they ask for one. "connecting": you are done. "nobody": nobody is free, a colleague calls back; tell the lead, and go on.',
    parameters: object({ reason: textOrNull('what they want of the person, in a few words') }),
  },
  not_understood: {
    description:
      'The lead said something that makes no sense as an answer, a question or a wish. Call it before you ask again.',
    parameters: object({}),
  },
  end_call: {
    description: 'Ends the call after what you just said. Say goodbye first.',
    parameters: object({
      reason: { type: 'string', enum: ['done', 'notInterested', 'wrongNumber', 'optedOut'] },
    }),
  },
};

/** The tools of a phone talk. */
export const talkToolDefinitions: TalkToolDefinition[] = talkTools.map((name) => ({
  name,
  ...definitions[name],
}));
