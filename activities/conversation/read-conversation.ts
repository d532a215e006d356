import type { ModelInput } from '../../integrations/language/port.ts';
import { Draft, Message, type MessageRow } from '../../schema/database/conversations/entities.ts';
import type { Tx } from '../../schema/database/database.ts';
import { leadFamily } from '../../schema/database/leads/lead-family.ts';

const remembered = 20;
const hourMs = 3_600_000;

/** A conversation as the model reads it, and what is known of it besides. */
export interface Conversation {
  history: ModelInput[];
  /** everything that the lead wrote */
  asked: string;
  /** how many replies went out within the last hour that no person had seen */
  sentLately: number;
}

/** The newest messages: an answer stands behind what it answers, though more came while it was sent. */
export const readConversation = async (tx: Tx, leadId: string): Promise<Conversation> => {
  const family = await leadFamily(tx, leadId);
  const messages = (await tx.find(
    Message,
    { leadId: { $in: family }, automatic: null },
    { orderBy: { at: 'desc' }, limit: remembered },
  )) as MessageRow[];
  const cameAt = new Map(messages.map(({ id, at }) => [id, at.getTime()]));
  const lines = messages
    .map((message) => {
      const isAnswer = message.direction === 'outbound';
      const place = (isAnswer && cameAt.get(message.causedBy.id)) || message.at.getTime();
      return { isAnswer, text: wordsOf(message), place };
    })
    .sort((a, b) => a.place - b.place || Number(a.isAnswer) - Number(b.isAnswer));
  return {
    history: lines.map(({ isAnswer, text }) => ({ role: isAnswer ? 'assistant' : 'user', text })),
    asked: lines.flatMap(({ isAnswer, text }) => (isAnswer ? [] : [text])).join('\n'),
    sentLately: await tx.count(Draft, {
      leadId: { $in: family },
      state: 'sent',
      decidedBy: null,
      createdAt: { $gt: new Date(Date.now() - hourMs) },
    }),
  };
};

/** The history that an e-mail quotes is in the conversation already; of files the model is told that they are there. */
const wordsOf = ({ ownText, text, attachments }: MessageRow): string =>
  [
    ownText ?? text,
    ...(attachments ?? []).map(
      ({ name, contentType, size }) => `[attached: ${name}, ${contentType}, ${size ?? '?'} bytes]`,
    ),
  ].join('\n');
