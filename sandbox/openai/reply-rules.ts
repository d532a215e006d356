import type { TalkBrief } from '../../schema/contracts/talk.ts';
import { findEntry, speakEntry } from './knowledge.ts';

export interface EmailReply {
  reply: string;
  confidence: number;
  language: string;
  sources: string[];
}

/** A short reply to an e-mail, taken from the brief's knowledge; unsure when no entry fits. */
export function replyTo(brief: TalkBrief, question: string): EmailReply {
  const entry = findEntry(question, brief.knowledge);
  const hello = brief.leadFirstName ? `Hello ${brief.leadFirstName},` : 'Hello,';
  const answer = entry
    ? speakEntry(entry)
    : 'thank you for your message. A colleague will look into it and answer you personally.';
  const reply = [hello, '', answer, '', 'Kind regards,', brief.agentName, brief.business].join('\n').trim();
  return {
    reply,
    confidence: entry ? 0.9 : 0.3,
    language: brief.language,
    sources: entry ? [entry.title] : [],
  };
}
