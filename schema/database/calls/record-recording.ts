import type { LeadRef } from '../../contracts/ids.ts';
import type { Tx } from '../database.ts';
import { addToTimeline } from '../leads/timeline.ts';
import { uuidV7 } from '../uuid-v7.ts';
import { hearOnce } from './hear-once.ts';
import { lockCall } from './lock-call.ts';
import { isForeign } from './record-call-progress.ts';

/** What the vendor says about a recording. */
export interface RecordingNews {
  attemptId: string;
  account: string;
  callSid: string;
  recordingSid: string;
  status: 'inProgress' | 'completed' | 'absent' | 'failed';
  url: string | null;
  durationSeconds: number | null;
}

/** Keeps where a recording lies and how it ended. The same news again, or older news, changes nothing. */
export const recordRecording = async (
  tx: Tx,
  news: RecordingNews,
): Promise<{ kind: 'unknown' | 'foreign' } | { kind: 'repeated' | 'recorded'; lead: LeadRef }> => {
  const call = await lockCall(tx, news.attemptId);
  if (!call) return { kind: 'unknown' };
  if (isForeign(call.attempt, news.callSid)) return { kind: 'foreign' };
  const lead = { tenantId: call.lead.tenantId, leadId: call.lead.id };
  const { recordingSid, status } = news;
  const eventId = `recording:${recordingSid}:${status}`;
  const event = { ...lead, account: news.account, eventId, kind: 'call.recording' };
  if (!(await hearOnce(tx, { ...event, body: { recordingSid, status } }))) return { kind: 'repeated', lead };
  const causedBy = { kind: 'call', id: news.attemptId } as const;
  // `inProgress` may arrive after `completed`: a final word is never taken back
  await tx.execute(
    `insert into recording (id, tenant_id, created_at, attempt_id, recording_sid, status, url, duration_seconds, caused_by)
     values (?, ?, now(), ?, ?, ?, ?, ?, ?::jsonb)
     on conflict (tenant_id, recording_sid) do update
       set status = excluded.status, url = coalesce(excluded.url, recording.url),
           duration_seconds = coalesce(excluded.duration_seconds, recording.duration_seconds)
       where recording.status = 'inProgress'`,
    [
      uuidV7(),
      lead.tenantId,
      news.attemptId,
      recordingSid,
      status,
      news.url,
      news.durationSeconds,
      JSON.stringify(causedBy),
    ],
  );
  if (status === 'completed') {
    const details = { attemptId: news.attemptId, durationSeconds: news.durationSeconds };
    await addToTimeline(tx, { ...lead, kind: 'recordingReady', details, actor: 'system', causedBy });
  }
  return { kind: 'recorded', lead };
};
