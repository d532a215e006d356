import type { Tx } from '../database.ts';
import { uuidV7 } from '../uuid-v7.ts';
import { type CallAttemptRow, CallEvent } from './entities.ts';

/** Keeps one thing that happened to a call, for people who ask why. */
export const noteCallEvent = async (
  tx: Tx,
  attempt: CallAttemptRow,
  event: { kind: string; sequence?: number | null; details?: Record<string, unknown>; at: Date },
): Promise<void> => {
  await tx.insert(CallEvent, {
    id: uuidV7(),
    tenantId: attempt.tenantId,
    createdAt: new Date(),
    attemptId: attempt.id,
    kind: event.kind,
    sequence: event.sequence ?? null,
    details: event.details ?? {},
    causedBy: { kind: 'call', id: attempt.id },
    at: event.at,
  });
};
