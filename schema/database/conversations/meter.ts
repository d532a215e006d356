import type { Cause } from '../../contracts/ids.ts';
import type { Tx } from '../database.ts';
import { uuidV7 } from '../uuid-v7.ts';
import { ModelCall } from './entities.ts';

/** Counts what a call of a language model cost. */
export const meterModelCall = async (
  tx: Tx,
  call: {
    tenantId: string;
    leadId: string | null;
    purpose: string;
    causedBy: Cause;
    usage: { model: string; inputTokens: number; outputTokens: number };
  },
): Promise<void> => {
  const { tenantId, leadId, purpose, causedBy, usage } = call;
  const { model, inputTokens, outputTokens } = usage;
  const cost = { model, inputTokens, outputTokens, causedBy };
  await tx.insert(ModelCall, { id: uuidV7(), createdAt: new Date(), tenantId, leadId, purpose, ...cost });
};
