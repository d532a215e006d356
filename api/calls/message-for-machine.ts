import { speechLanguage } from '../../domain/calls/speech-language.ts';
import { voicemailWords } from '../../domain/calls/voicemail.ts';
import type { CallAttemptRow } from '../../schema/database/calls/entities.ts';
import { leaveVoicemail, type VoicemailWords } from '../../schema/database/calls/leave-voicemail.ts';
import type { Tx } from '../../schema/database/database.ts';
import type { LeadRow } from '../../schema/database/leads/entities.ts';
import type { TenantInForce } from '../../schema/database/tenants/policy.ts';

/** What this call says to the machine that took it, if the lead has not found a message before. */
export const messageFor = async (
  tx: Tx,
  { settings }: TenantInForce,
  call: { lead: LeadRow; attempt: CallAttemptRow },
): Promise<VoicemailWords | null> => {
  const { name, language } = call.lead;
  const words = await leaveVoicemail(tx, call, voicemailWords(settings, { name: name ?? null, language }));
  return words && { ...words, language: speechLanguage(words.language) };
};
