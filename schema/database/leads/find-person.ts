import type { Tx } from '../database.ts';
import { LeadIdentity } from './entities.ts';
import { leadRoot } from './lead-family.ts';

/** The lead that this number or address belongs to, following merges; null when nobody is known by it. */
export const findPerson = async (tx: Tx, kind: 'phone' | 'email', value: string): Promise<string | null> => {
  const identity = await tx.findOne(LeadIdentity, { kind, value });
  return identity && leadRoot(tx, identity.leadId);
};
