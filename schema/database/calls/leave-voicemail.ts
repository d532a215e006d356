import type { Tx } from '../database.ts';
import type { LeadRow } from '../leads/entities.ts';
import { leadFamily } from '../leads/lead-family.ts';
import { addToTimeline } from '../leads/timeline.ts';
import { uuidV7 } from '../uuid-v7.ts';
import { isListening } from './call-outcome.ts';
import { type CallAttemptRow, Voicemail } from './entities.ts';

/** Words for an answering machine, in the lead's language. */
export interface VoicemailWords {
  text: string;
  language: string;
}

/**
 * Answers what this call is to say to the machine that took it, or null when it is to hang up without a word. A lead
 * hears one message of ours, ever: the row is the claim, made under the lead's lock. Asked again about the same call it
 * answers the same words, because the vendor that repeats its question may not have heard the answer.
 */
export const leaveVoicemail = async (
  tx: Tx,
  { lead, attempt }: { lead: LeadRow; attempt: CallAttemptRow },
  words: VoicemailWords | null,
): Promise<VoicemailWords | null> => {
  const left = await tx.findOne(Voicemail, { leadId: { $in: await leadFamily(tx, lead.id) } });
  if (left) return left.attemptId === attempt.id ? { text: left.text, language: left.language } : null;
  // before its greeting is over a machine records nothing
  if (!words || attempt.direction === 'inbound' || !isListening(attempt.answeredBy ?? null)) return null;
  if (attempt.endedAt || lead.optedOutAt) return null;
  const causedBy = { kind: 'call', id: attempt.id } as const;
  const base = { tenantId: lead.tenantId, leadId: lead.id, causedBy };
  await tx.insert(Voicemail, {
    id: uuidV7(),
    createdAt: new Date(),
    attemptId: attempt.id,
    ...words,
    ...base,
  });
  await addToTimeline(tx, {
    ...base,
    kind: 'voicemailLeft',
    details: { attemptId: attempt.id },
    actor: 'system',
  });
  return words;
};
