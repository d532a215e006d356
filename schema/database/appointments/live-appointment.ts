import type { Tx } from '../database.ts';
import { leadFamily } from '../leads/lead-family.ts';
import { Appointment, type AppointmentRow } from './entities.ts';

/** The appointment that a person has before them, whichever of their leads it was booked for, or null: one that is over is none, whether or not anybody noted its end. */
export const liveAppointment = async (tx: Tx, leadId: string): Promise<AppointmentRow | null> =>
  (await tx.findOne(Appointment, {
    leadId: { $in: await leadFamily(tx, leadId) },
    state: { $in: ['reserved', 'confirmed'] },
    endsAt: { $gt: new Date() },
  })) as AppointmentRow | null;
