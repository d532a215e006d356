import type { MailTemplate } from '../../domain/mail/mail-data.ts';
import { durationMs } from '../../domain/time/duration.ts';
import type { JourneyActivities, NotNow } from '../../schema/contracts/journey.ts';
import { outboundKey } from '../../schema/contracts/ledger.ts';
import { Appointment, type AppointmentRow } from '../../schema/database/appointments/entities.ts';
import { liveAppointment } from '../../schema/database/appointments/live-appointment.ts';
import type { Tx } from '../../schema/database/database.ts';
import { Lead } from '../../schema/database/leads/entities.ts';
import { leadFamily } from '../../schema/database/leads/lead-family.ts';
import { projectJourney } from '../../schema/database/leads/projection.ts';
import { tenantInForce } from '../../schema/database/tenants/policy.ts';
import { anotherTimeMail, type Composition, offerMail } from '../emails/compose.ts';
import { sendMail } from '../emails/send-mail.ts';
import type { Ports } from '../ports.ts';

type Asked = Parameters<JourneyActivities['offerSlots']>[0];
type Offered = Awaited<ReturnType<JourneyActivities['offerSlots']>>;
type Offer = Composition<MailTemplate> & { kind: 'offer'; key: string };

/** Sends the link to the free times, once per cause, and says how long the offer stands. */
export const createOfferSlots =
  (ports: Ports): JourneyActivities['offerSlots'] =>
  async (input): Promise<Offered> => {
    const { tenantId, leadId, cause } = input;
    const offer = await ports.db.inTenant(tenantId, async (tx): Promise<NotNow | Offer> => {
      const lead = await tx.findOneOrFail(Lead, { id: leadId });
      if (lead.mergedInto) return { kind: 'wait', because: 'merged' };
      // booked while the mail could not be sent: whoever has a time needs no other, and has it arranged now
      const ahead = await liveAppointment(tx, leadId);
      if (ahead)
        return {
          ...{ kind: 'never', because: 'booked', to: 'attend' },
          appointment: { id: ahead.id, v: ahead.v },
        };
      if (lead.pausedAt) return { kind: 'wait', because: 'paused' };
      const { settings } = await tenantInForce(tx, tenantId);
      // nobody can be met: an offer would lead to an empty page
      if (!settings.staff.some(({ calendar }) => calendar))
        return { kind: 'never', because: 'noCalendar', to: 'followUp' };
      return whichOffer(ports, tx, input);
    });
    if (offer.kind !== 'offer') return offer;
    const { kind: _offer, ...mail } = offer;
    const sent = await sendMail(ports, {
      tenantId,
      leadId,
      causedBy: cause,
      to: { kind: 'lead' },
      ...mail,
    });
    return ports.db.inTenant(tenantId, async (tx): Promise<Offered> => {
      if (sent.kind === 'refused') {
        await projectJourney(tx, input, { step: 'followUp', nextAction: 'followUp' });
        return { kind: 'never', because: sent.reason, to: 'followUp' };
      }
      const { settings } = await tenantInForce(tx, tenantId);
      const until = new Date(Date.now() + durationMs(settings.appointments.offerStands)).toISOString();
      await projectJourney(tx, input, { step: 'schedule', nextAction: 'offerStands', nextActionAt: until });
      return { kind: 'offered', until };
    });
  };

/** Cancelled by somebody else than the lead, who was promised this time. */
const promised = ['cancelledInCalendar', 'calendarRefused'];

const usualRecoveries = 2;

/** Somebody whose appointment came to nothing is told so with the offer of another time, some times and not for ever. */
const whichOffer = async (
  ports: Ports,
  tx: Tx,
  { tenantId, leadId, cause }: Asked,
): Promise<NotNow | Offer> => {
  const appointment =
    cause.kind === 'appointment'
      ? ((await tx.findOne(Appointment, { id: cause.id })) as AppointmentRow | null)
      : null;
  if (appointment?.state === 'noShow') {
    const { settings } = await tenantInForce(tx, tenantId);
    const missed = await tx.count(Appointment, {
      leadId: { $in: await leadFamily(tx, leadId) },
      state: 'noShow',
    });
    return missed > (settings.appointments.recoveries ?? usualRecoveries)
      ? { kind: 'never', because: 'missedTooOften', to: 'rest' }
      : again(ports, 'missedAppointment', appointment);
  }
  if (appointment?.state === 'cancelled' && promised.includes(appointment.cancelReason ?? ''))
    return again(ports, 'appointmentCancelled', appointment);
  return { kind: 'offer', key: outboundKey.offer(cause.id), ...offerMail(ports) } as Offer;
};

const again = (
  ports: Ports,
  template: 'missedAppointment' | 'appointmentCancelled',
  appointment: AppointmentRow,
): Offer =>
  ({
    kind: 'offer',
    key: outboundKey.anotherTime(appointment.id, template),
    ...anotherTimeMail(ports, template, appointment),
  }) as Offer;
