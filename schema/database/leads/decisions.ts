import type { Cause } from '../../contracts/ids.ts';
import type { Tx } from '../database.ts';
import { uuidV7 } from '../uuid-v7.ts';
import { Decision } from './entities.ts';

/** A decision to contact or not to contact somebody, with everything it was made from. */
export interface DecisionNote {
  tenantId: string;
  leadId: string;
  about: 'call' | 'email' | 'meeting';
  /** what it was about: a template, or the cause of a call */
  subject: string;
  verdict: 'allowed' | 'at' | 'wait' | 'never';
  at?: string | undefined;
  reason: string;
  rule: string;
  policyVersion: number;
  /** codes, instants and numbers only */
  inputs: Record<string, unknown>;
  causedBy: Cause;
}

/** Stores a decision and answers its id. */
export const recordDecision = async (tx: Tx, note: DecisionNote): Promise<string> => {
  const id = uuidV7();
  await tx.insert(Decision, {
    id,
    createdAt: new Date(),
    ...note,
    at: note.at ? new Date(note.at) : null,
  });
  return id;
};
