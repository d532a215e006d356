import type { Cause, LeadRef } from '../../contracts/ids.ts';
import type { Tx } from '../database.ts';
import { addToTimeline } from '../leads/timeline.ts';
import { Appointment } from './entities.ts';

/** Counts a meeting whose time is over as held, once; one that was marked or cancelled stays what it is. */
export const completeAppointment = async (
  tx: Tx,
  { tenantId, leadId, appointmentId }: LeadRef & { appointmentId: string },
  causedBy: Cause,
): Promise<void> => {
  const ended = await tx.nativeUpdate(
    Appointment,
    { id: appointmentId, state: { $in: ['reserved', 'confirmed'] } },
    { state: 'completed' },
  );
  if (ended === 0) return;
  const details = { appointmentId };
  await addToTimeline(tx, {
    tenantId,
    leadId,
    kind: 'appointmentCompleted',
    details,
    actor: 'system',
    causedBy,
  });
};
