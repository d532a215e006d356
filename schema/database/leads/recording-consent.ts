import type { TenantSettings } from '../../contracts/tenant.ts';
import type { CallAttemptRow } from '../calls/entities.ts';
import type { Tx } from '../database.ts';
import { uuidV7 } from '../uuid-v7.ts';
import { LeadConsent } from './entities.ts';
import { leadFamily } from './lead-family.ts';
import { addToTimeline } from './timeline.ts';

/** Whether a lead's calls may be recorded; `open`: it was never asked, or the form did not cover it. */
export type RecordingConsent = 'given' | 'refused' | 'open';

/** What the lead last said about being recorded; without a word of theirs, what the form covers. */
export const recordingConsent = async (
  tx: Tx,
  leadId: string,
  { consent }: TenantSettings,
): Promise<RecordingConsent> => {
  // what was said before two leads became one was said by the same person
  const family = await leadFamily(tx, leadId);
  const latest = (about: 'contact' | 'recording') =>
    tx.findOne(LeadConsent, { leadId: { $in: family }, about }, { orderBy: { givenAt: 'desc', id: 'desc' } });
  const said = await latest('recording');
  if (said) return said.given ? 'given' : 'refused';
  if (consent.formCoversRecording === false) return 'open';
  return (await latest('contact'))?.given ? 'given' : 'open';
};

/** Keeps what the lead said when asked in a call, in their own words. */
export const noteRecordingConsent = async (
  tx: Tx,
  { id, tenantId, leadId }: CallAttemptRow,
  { given, words }: { given: boolean; words: string },
): Promise<void> => {
  const causedBy = { kind: 'call', id } as const;
  const now = new Date();
  const row = { id: uuidV7(), tenantId, createdAt: now, leadId, about: 'recording' } as const;
  await tx.insert(LeadConsent, { ...row, given, text: words, ip: null, givenAt: now, causedBy });
  const details = { attemptId: id, given };
  await addToTimeline(tx, { tenantId, leadId, kind: 'recordingConsent', details, actor: 'lead', causedBy });
};
