import type { Tx } from '../../schema/database/database.ts';
import { suppress } from '../../schema/database/leads/opt-out.ts';
import type { OutboundRow } from '../../schema/database/ledger/entities.ts';

/** RFC 3463: there is no such mailbox or domain. A mail server says so at once, and sends no report afterwards. */
const noSuchAddress = /^5\.1\.([0-46]|10)$/;

/** Keeps us from writing again to a lead's address that the vendor says does not exist. A second time changes nothing. */
export const noteDeadAddress = async (
  tx: Tx,
  row: Pick<OutboundRow, 'id' | 'tenantId' | 'leadId' | 'reason' | 'payload'>,
  linkSecret: string,
): Promise<void> => {
  const { id, tenantId, leadId, reason } = row;
  if (!leadId || !noSuchAddress.test(reason ?? '')) return;
  // the address that was written to: the lead may have another one by now, or be another lead
  const [value] = (row.payload as { to?: string[] } | null)?.to ?? [];
  if (!value) return;
  const causedBy = { kind: 'outbound', id } as const;
  await suppress(tx, {
    tenantId,
    kind: 'email',
    value,
    reason: 'bounced',
    leadId,
    causedBy,
    linkSecret,
  });
};
