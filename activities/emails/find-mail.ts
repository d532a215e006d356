import type { EmailPayload } from '../../integrations/email/port.ts';
import type { OutboundRow } from '../../schema/database/ledger/entities.ts';
import type { Found } from '../../schema/database/ledger/plan.ts';
import type { Ports } from '../ports.ts';

/** As the vendor knows an e-mail: repeated under this key it is the same one. */
export const vendorKey = ({ tenantId, key }: Pick<OutboundRow, 'tenantId' | 'key'>): string =>
  `${tenantId}:${key}`;

/**
 * Looks for an e-mail that was left without an answer. Where the vendor knows keys, repeating is the question itself: he
 * answers with the first e-mail, and until then it is in doubt. Without that, one that cannot be found may have been sent all the same: a person decides.
 */
export const findMail = async ({ email }: Ports, row: OutboundRow): Promise<Found<unknown>> => {
  const sentAt = (row.firstSentAt ?? row.createdAt).getTime();
  if (email.keyProtectsForMs !== null && Date.now() <= sentAt + email.keyProtectsForMs)
    return { kind: 'askAgain' };
  const found = await email.findSent(row.payload as EmailPayload, vendorKey(row));
  return found ? { kind: 'sent', vendorId: found.emailId, answer: found } : { kind: 'untold' };
};
