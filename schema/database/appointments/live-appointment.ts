import type { Tx } from '../database.ts';
import { Appointment, type AppointmentRow } from './entities.ts';

/** The appointment that a lead has before them, or null: one that is over is none, whether or not anybody noted its end. */
export const liveAppointment = async (tx: Tx, leadId: string): Promise<AppointmentRow | null> =>
  (await tx.findOne(Appointment, {
    leadId,
    state: { $in: ['reserved', 'confirmed'] },
    endsAt: { $gt: new Date() },
  })) as AppointmentRow | null;
