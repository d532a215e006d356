import type { Tx } from '../database.ts';
import { Lead, LeadIdentity } from './entities.ts';

/** The lead that this number or address belongs to, following merges; null when nobody is known by it. */
export const findPerson = async (tx: Tx, kind: 'phone' | 'email', value: string): Promise<string | null> => {
  const identity = await tx.findOne(LeadIdentity, { kind, value });
  if (!identity) return null;
  const lead = await tx.findOneOrFail(Lead, { id: identity.leadId }, { fields: ['id', 'mergedInto'] });
  return lead.mergedInto ?? lead.id;
};
