import { LockMode } from '@mikro-orm/core';
import type { Tx } from '../database.ts';
import { Lead, type LeadRow } from './entities.ts';

/**
 * The lead's row, locked until the transaction ends: everything that numbers facts, decides or changes a lead waits
 * here. Null when the tenant has no such lead.
 */
export const lockLead = async (tx: Tx, leadId: string): Promise<LeadRow | null> => {
  // as it stands once the lock is held, whatever this transaction has read before
  const how = { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true } as const;
  const lead = await tx.findOne(Lead, { id: leadId }, how);
  return lead as LeadRow | null;
};
