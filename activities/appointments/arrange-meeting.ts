import { nextReminder } from '../../domain/appointments/reminder-plan.ts';
import type { JourneyActivities } from '../../schema/contracts/journey.ts';
import { Appointment, type AppointmentRow } from '../../schema/database/appointments/entities.ts';
import { projectJourney } from '../../schema/database/leads/projection.ts';
import { Outbound } from '../../schema/database/ledger/entities.ts';
import { LedgerFailure } from '../../schema/database/ledger/ledger-failure.ts';
import { performOnce } from '../../schema/database/ledger/perform-once.ts';
import type { Ports } from '../ports.ts';
import { meetingPlan } from './meeting-plan.ts';
import { reminderInputs } from './reminder-inputs.ts';

type Arranged = Awaited<ReturnType<JourneyActivities['arrangeMeeting']>>;

/**
 * Brings the vendor's calendar in line with the appointment's newest version. Versions before it that were left without
 * an answer are cleared up first: what they made must be known before it is moved or cancelled.
 */
export const createArrangeMeeting =
  (ports: Ports): JourneyActivities['arrangeMeeting'] =>
  async (input): Promise<Arranged> => {
    const { tenantId, leadId, appointmentId } = input;
    const { v, open } = await ports.db.inTenant(tenantId, async (tx) => {
      const appointment = await tx.findOneOrFail(Appointment, { id: appointmentId });
      const rows = await tx.find(Outbound, {
        leadId,
        kind: 'meeting',
        state: { $in: ['sending', 'unknown'] },
        key: { $like: `meeting:${appointmentId}:v%` },
      });
      return { v: appointment.v, open: rows.map(({ key }) => Number(key.slice(key.lastIndexOf('v') + 1))) };
    });
    const earlier = open.filter((version) => version < v).sort((a, b) => a - b);
    for (const version of [...earlier, v]) {
      const performed = await performOnce(
        ports.db,
        meetingPlan(ports, { tenantId, leadId, appointmentId, v: version }),
      );
      if (performed.kind === 'unknown')
        throw new LedgerFailure('Ledger.Unsettled', Math.max(500, performed.until.getTime() - Date.now()));
    }
    return whatFollows(ports, input, v);
  };

const whatFollows = (
  { db }: Ports,
  input: Parameters<JourneyActivities['arrangeMeeting']>[0],
  v: number,
): Promise<Arranged> =>
  db.inTenant(input.tenantId, async (tx) => {
    const appointment = (await tx.findOneOrFail(Appointment, { id: input.appointmentId })) as AppointmentRow;
    const cause = { kind: 'appointment', id: appointment.id } as const;
    // changed once more while the vendor was asked: the journey arranges again
    if (appointment.v > v)
      return { kind: 'arranged', v, next: { at: new Date().toISOString(), what: 'remind' } };
    if (appointment.state === 'cancelled') {
      await projectJourney(tx, input, { step: 'schedule', nextAction: 'offerSlots' });
      return { kind: 'onward', to: 'schedule', because: 'appointmentCancelled', cause };
    }
    const next = nextReminder(await reminderInputs(tx, appointment));
    await projectJourney(tx, input, { step: 'attend', nextAction: next.what, nextActionAt: next.at });
    return { kind: 'arranged', v, next };
  });
