import type { Tx } from '../../schema/database/database.ts';
import { Lead } from '../../schema/database/leads/entities.ts';
import { suppress } from '../../schema/database/leads/opt-out.ts';
import type { OutboundRow } from '../../schema/database/ledger/entities.ts';

/** RFC 3463: there is no such mailbox or domain. A mail server says so at once, and sends no report afterwards. */
const noSuchAddress = /^5\.1\.([0-46]|10)$/;

/** Keeps us from writing again to a lead's address that the vendor says does not exist. A second time changes nothing. */
export const noteDeadAddress = async (
  tx: Tx,
  { id, tenantId, leadId, reason }: Pick<OutboundRow, 'id' | 'tenantId' | 'leadId' | 'reason'>,
  linkSecret: string,
): Promise<void> => {
  if (!leadId || !noSuchAddress.test(reason ?? '')) return;
  const lead = await tx.findOne(Lead, { id: leadId });
  if (!lead?.email) return;
  const causedBy = { kind: 'outbound', id } as const;
  await suppress(tx, {
    tenantId,
    kind: 'email',
    value: lead.email,
    reason: 'bounced',
    leadId,
    causedBy,
    linkSecret,
  });
};
