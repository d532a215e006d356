import { nextReminder } from '../../domain/appointments/reminder-plan.ts';
import type { JourneyActivities, LeadStatus } from '../../schema/contracts/journey.ts';
import { Appointment, type AppointmentRow } from '../../schema/database/appointments/entities.ts';
import { liveAppointment } from '../../schema/database/appointments/live-appointment.ts';
import { Lead } from '../../schema/database/leads/entities.ts';
import { leadFamily } from '../../schema/database/leads/lead-family.ts';
import { projectJourney } from '../../schema/database/leads/projection.ts';
import { Outbound } from '../../schema/database/ledger/entities.ts';
import { LedgerFailure } from '../../schema/database/ledger/ledger-failure.ts';
import { performOnce } from '../../schema/database/ledger/perform-once.ts';
import type { Ports } from '../ports.ts';
import { confirmBooking } from './confirm-booking.ts';
import { meetingPlan } from './meeting-plan.ts';
import { keepLeftOut, reminderInputs } from './reminder-inputs.ts';
import { tellIfCalendarDoesNot } from './tell-of-change.ts';

type Arranged = Awaited<ReturnType<JourneyActivities['arrangeMeeting']>>;

/**
 * Brings the vendor's calendar in line with the appointment's newest version. Versions before it that were left open
 * are cleared up first: what they made must be known before it is moved or cancelled. A second call finds it done.
 */
export const createArrangeMeeting =
  (ports: Ports): JourneyActivities['arrangeMeeting'] =>
  async (input): Promise<Arranged> => {
    for (;;) {
      const v = await bringUpToDate(ports, input);
      await tellIfCalendarDoesNot(ports, input, v);
      await confirmBooking(ports, { ...input, v });
      const next = await whatFollows(ports, input, v);
      // changed once more while the vendor was asked, by a command or by a refusal: that version is arranged as well
      if (next) return next;
    }
  };

type Asked = Parameters<JourneyActivities['arrangeMeeting']>[0];
type WhichMeeting = Omit<Asked, 'stamp' | 'v'>;

/** Asks the vendor for every version that is open, the newest last, and answers which that was. */
export const bringUpToDate = async (ports: Ports, meeting: WhichMeeting): Promise<number> => {
  const { earlier, v } = await versionsToArrange(ports, meeting);
  for (const version of [...earlier, v]) await arrange(ports, { ...meeting, v: version });
  return v;
};

const versionsToArrange = (
  { db }: Ports,
  { tenantId, leadId, appointmentId }: WhichMeeting,
): Promise<{ earlier: number[]; v: number }> =>
  db.inTenant(tenantId, async (tx) => {
    const { v } = await tx.findOneOrFail(Appointment, { id: appointmentId });
    const rows = await tx.find(Outbound, {
      leadId: { $in: await leadFamily(tx, leadId) },
      kind: 'meeting',
      state: { $in: ['planned', 'sending', 'unknown'] },
      key: { $like: `meeting:${appointmentId}:v%` },
    });
    const open = rows.map(({ key }) => Number(key.slice(key.lastIndexOf('v') + 1)));
    return { v, earlier: open.filter((version) => version < v).sort((a, b) => a - b) };
  });

const arrange = async (
  ports: Ports,
  { tenantId, leadId, appointmentId, v }: WhichMeeting & { v: number },
): Promise<void> => {
  const performed = await performOnce(ports.db, meetingPlan(ports, { tenantId, leadId, appointmentId, v }));
  if (performed.kind === 'unknown')
    throw new LedgerFailure('Ledger.Unsettled', Math.max(500, performed.until.getTime() - Date.now()));
};

const whatFollows = ({ db }: Ports, input: Asked, v: number): Promise<Arranged | null> =>
  db.inTenant(input.tenantId, async (tx): Promise<Arranged | null> => {
    const appointment = (await tx.findOneOrFail(Appointment, { id: input.appointmentId })) as AppointmentRow;
    const cause = { kind: 'appointment', id: appointment.id } as const;
    if (appointment.v > v) return null;
    const because = leftBecause(appointment);
    if (because) {
      const ahead = await liveAppointment(tx, input.leadId);
      if (ahead) {
        await projectJourney(tx, input, { step: 'attend', nextAction: 'arrange' });
        return { kind: 'onward', to: 'attend', because, appointment: { id: ahead.id, v: ahead.v } };
      }
      const lead = await tx.findOneOrFail(Lead, { id: input.leadId }, { fields: ['status'] });
      await projectJourney(tx, input, { step: 'schedule', nextAction: 'offerSlots' });
      return { kind: 'onward', to: 'schedule', because, cause, status: lead.status as LeadStatus };
    }
    const inputs = await reminderInputs(tx, appointment);
    await keepLeftOut(tx, input.leadId, appointment, inputs);
    const next = nextReminder(inputs);
    await projectJourney(tx, input, { step: 'attend', nextAction: next.what, nextActionAt: next.at });
    return { kind: 'arranged', v, next };
  });

/** Why nobody attends to this appointment any more. */
const leftBecause = ({ state }: AppointmentRow): 'appointmentCancelled' | 'noShow' | null => {
  if (state === 'cancelled') return 'appointmentCancelled';
  return state === 'noShow' ? 'noShow' : null;
};
