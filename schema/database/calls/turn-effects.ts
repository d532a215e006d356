import { meterModelCall } from '../conversations/meter.ts';
import type { Tx } from '../database.ts';
import { Lead } from '../leads/entities.ts';
import { leadRoot } from '../leads/lead-family.ts';
import { noteRecordingConsent } from '../leads/recording-consent.ts';
import { addToTimeline } from '../leads/timeline.ts';
import type { Screening, TalkResult } from './call-outcome.ts';
import { CallAttempt, type CallAttemptRow, type OfferedSlot } from './entities.ts';
import { askForHandOver } from './hand-overs.ts';

/** What a turn changes beside the transcript, in the same transaction. */
export interface TurnEffects {
  answer?: { questionId: string; answer: string };
  offered?: OfferedSlot[];
  callbackAt?: Date;
  /** a service asked who is calling, or let somebody through */
  screening?: Screening;
  /** the talk is decided to be over; the first result stands */
  result?: TalkResult;
  /** what is spoken from here on, in this talk and in whatever the lead gets afterwards */
  language?: string;
  recordingConsent?: { given: boolean; words: string };
  /** the lead is to be put through; without a key nobody is there, and a call-back is noted */
  handOver?: { staffKey: string | null; briefing: string };
  usage?: { model: string; inputTokens: number; outputTokens: number };
}

/** Whether the lead is to be locked before the call. */
export const changesLead = ({ answer, language, recordingConsent, handOver }: TurnEffects): boolean =>
  [answer, language, recordingConsent, handOver].some(Boolean);

/** Applies what a turn changes; the call is locked, and the lead before it where it changes as well. */
export const applyEffects = async (tx: Tx, attempt: CallAttemptRow, effects: TurnEffects): Promise<void> => {
  const { answer, offered, callbackAt, screening, result, language, usage } = effects;
  const { id, tenantId } = attempt;
  // a lead that was merged in mid-call is another one by now
  const leadId = await leadRoot(tx, attempt.leadId);
  const causedBy = { kind: 'call', id } as const;
  const changes: Partial<CallAttemptRow> = {
    ...(answer && { answers: { ...attempt.answers, [answer.questionId]: answer.answer } }),
    ...(offered && { slotsOffered: offered }),
    ...(callbackAt && { callbackAt }),
    ...(screening && { screening }),
    ...(language && { language }),
    ...(result && attempt.talkResult === null && { talkResult: result }),
  };
  if (Object.keys(changes).length > 0) await tx.nativeUpdate(CallAttempt, { id }, changes);
  if (answer) {
    const lead = await tx.findOneOrFail(Lead, { id: leadId });
    const answers = { ...lead.answers, [answer.questionId]: answer.answer };
    await tx.nativeUpdate(Lead, { id: leadId }, { answers });
  }
  if (language) await changeLanguage(tx, { ...attempt, leadId }, language);
  if (effects.recordingConsent) await noteRecordingConsent(tx, attempt, effects.recordingConsent);
  if (effects.handOver) await askForHandOver(tx, attempt, effects.handOver);
  if (usage) await meterModelCall(tx, { tenantId, leadId, purpose: 'talk', causedBy, usage });
};

const changeLanguage = async (tx: Tx, { id, tenantId, leadId }: CallAttemptRow, language: string) => {
  const changed = await tx.nativeUpdate(Lead, { id: leadId, language: { $ne: language } }, { language });
  if (changed === 0) return;
  const causedBy = { kind: 'call', id } as const;
  const details = { attemptId: id, language };
  await addToTimeline(tx, { tenantId, leadId, kind: 'languageChanged', details, actor: 'lead', causedBy });
};
