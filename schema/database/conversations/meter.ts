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
    usage: { model: string; inputTokens: number; outputTokens: number };
  },
): Promise<void> => {
  const { usage, ...about } = call;
  await tx.insert(ModelCall, { id: uuidV7(), createdAt: new Date(), ...about, ...usage });
};
