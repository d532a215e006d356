import type { JourneyActivities, JourneyLocalActivities } from '../../schema/contracts/journey.ts';
import type { Ports } from '../ports.ts';
import { withHeartbeat } from '../with-heartbeat.ts';
import { composeReply } from './compose-reply.ts';
import { answered, createKeepAnswer } from './keep-answer.ts';
import { sendDraft } from './send-draft.ts';
import { createTendDraft } from './tend-draft.ts';

/** Answers to what a lead writes: one per burst, composed once and sent once, by itself or when a person has decided. */
export const createConversationActivities = (
  ports: Ports,
): Pick<JourneyActivities, 'answer' | 'tendDraft'> & Pick<JourneyLocalActivities, 'keepAnswer'> => ({
  answer: (input) =>
    withHeartbeat(async () => {
      const draft = await composeReply(ports, input);
      if (draft.state !== 'composed') return answered(draft);
      return { kind: await sendDraft(ports, input, draft) };
    }),
  tendDraft: createTendDraft(ports),
  keepAnswer: createKeepAnswer(ports),
});
