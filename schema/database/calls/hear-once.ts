import type { Tx } from '../database.ts';
import { uuidV7 } from '../uuid-v7.ts';

/** What the telephony vendor told us about a call. */
export interface CallNews {
  tenantId: string;
  leadId: string;
  account: string;
  eventId: string;
  kind: string;
  body: Record<string, unknown>;
}

/** Notes that the vendor said this; false when it had said so before, and then nothing more may be done about it. */
export const hearOnce = async (tx: Tx, news: CallNews): Promise<boolean> => {
  const rows = await tx.execute<{ id: string }[]>(
    `insert into inbound_event (id, tenant_id, created_at, vendor, account, event_id, kind, lead_id, body)
     values (?, ?, now(), 'twilio', ?, ?, ?, ?, ?::jsonb)
     on conflict (tenant_id, vendor, account, event_id) do nothing returning id`,
    [uuidV7(), news.tenantId, news.account, news.eventId, news.kind, news.leadId, JSON.stringify(news.body)],
  );
  return rows.length > 0;
};
