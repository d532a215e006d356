import { Appointment } from '../../schema/database/appointments/entities.ts';
import type { CalendarWatchRow } from '../../schema/database/calendars/entities.ts';
import { LedgerFailure } from '../../schema/database/ledger/ledger-failure.ts';
import { bringUpToDate } from '../appointments/arrange-meeting.ts';
import type { Ports } from '../ports.ts';

/** The calendar is looked through again and again: a tenant that is suspended by now goes on some time. */
const laterIfSuspended = (failure: unknown): void => {
  const isHeld = failure instanceof LedgerFailure && failure.type === 'Ledger.Suspended';
  if (!isHeld) throw failure;
};

const reasons = ['optedOut', 'journeyClosed'];

/** Takes meetings out of the calendar whose journey is not there to do it: the lead opted out, or it was closed. */
export const cancelLeftOver = async (
  ports: Ports,
  { tenantId, staffKey }: CalendarWatchRow,
): Promise<number> => {
  const left = await ports.db.inTenant(tenantId, (tx) =>
    tx.find(
      Appointment,
      {
        staffKey,
        state: 'cancelled',
        cancelReason: { $in: reasons },
        endsAt: { $gt: new Date() },
      },
      { fields: ['id', 'leadId', 'v', 'arrangedV'] },
    ),
  );
  const open = left.filter(({ v, arrangedV }) => arrangedV < v);
  for (const { id: appointmentId, leadId } of open)
    await bringUpToDate(ports, { tenantId, leadId, appointmentId }).catch(laterIfSuspended);
  return open.length;
};
