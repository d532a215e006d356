import type { JourneyActivities } from '../../schema/contracts/journey.ts';
import { Appointment } from '../../schema/database/appointments/entities.ts';
import type { Ports } from '../ports.ts';
import { bringUpToDate } from './arrange-meeting.ts';

/** Takes a meeting out of the calendar that no journey attends to any more: its person has another one. */
export const createWithdrawMeeting =
  (ports: Ports): JourneyActivities['withdrawMeeting'] =>
  async (input) => {
    const isCancelled = await ports.db.inTenant(input.tenantId, (tx) =>
      tx.count(Appointment, { id: input.appointmentId, state: 'cancelled' }),
    );
    if (isCancelled) await bringUpToDate(ports, input);
    return { kind: 'done' };
  };
