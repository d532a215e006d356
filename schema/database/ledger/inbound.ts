import type { Tx } from '../database.ts';
import { storableJson } from '../storable.ts';
import { uuidV7 } from '../uuid-v7.ts';

/** Something from outside, named by the vendor's own event id. */
export interface InboundNote {
  tenantId: string;
  vendor: string;
  account: string;
  eventId: string;
  kind: string;
  leadId?: string | null;
  body: Record<string, unknown>;
}

/** Stores an event once and answers its row's id; null when it was stored before: then nothing else may be done. */
export const recordInbound = async (tx: Tx, note: InboundNote): Promise<string | null> => {
  const id = uuidV7();
  const rows = await tx.execute<{ id: string }[]>(
    `insert into inbound_event (id, tenant_id, vendor, account, event_id, kind, lead_id, body)
     values (?, ?, ?, ?, ?, ?, ?, ?) on conflict (tenant_id, vendor, account, event_id) do nothing returning id`,
    [
      id,
      note.tenantId,
      note.vendor,
      note.account,
      note.eventId,
      note.kind,
      note.leadId ?? null,
      JSON.stringify(storableJson(note.body)),
    ],
  );
  return rows.length > 0 ? id : null;
};
