import { LockMode } from '@mikro-orm/core';
import type { Tx } from '../database.ts';
import { Lead, type LeadRow } from './entities.ts';

/**
 * The lead's row, locked until the transaction ends: everything that numbers facts, decides or changes a lead waits
 * here. Null when the tenant has no such lead.
 */
export const lockLead = async (tx: Tx, leadId: string): Promise<LeadRow | null> => {
  const lead = await tx.findOne(Lead, { id: leadId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  return lead as LeadRow | null;
};
