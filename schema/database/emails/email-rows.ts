import type { Cause } from '../../contracts/ids.ts';
import type { Tx } from '../database.ts';
import { uuidV7 } from '../uuid-v7.ts';
import { Email } from './entities.ts';

/** Adds the row of an e-mail that is about to be sent, once per outward action. */
export const addEmail = async (
  tx: Tx,
  email: {
    tenantId: string;
    leadId: string | null;
    outboundId: string;
    template: string;
    recipientKind: 'lead' | 'staff';
    recipient: string;
    subject: string;
    text: string;
    html: string;
    vendorId: string | null;
    /** its `Message-ID`, where it is known already */
    internetMessageId?: string | null;
    language: string | null;
    causedBy: Cause;
  },
): Promise<string> => {
  const id = uuidV7();
  await tx.insert(Email, { id, createdAt: new Date(), state: 'sent', ...email });
  return id;
};
