import { invitationFile } from '../../domain/mail/invitation.ts';
import type { EmailPayload } from '../../integrations/email/port.ts';
import type { AppointmentRow } from '../../schema/database/appointments/entities.ts';
import type { LeadRow } from '../../schema/database/leads/entities.ts';
import type { TenantInForce } from '../../schema/database/tenants/policy.ts';
import type { Ports } from '../ports.ts';

/** `Heavenly Drops <hello@…>` in its parts. */
const sender = ({ settings }: TenantInForce): { name: string; address: string } => {
  const [, name = '', address = settings.email.from] = /^(.*?)\s*<([^>]+)>$/.exec(settings.email.from) ?? [];
  return { name: name || settings.profile.name, address };
};

/** An invitation of ours, only where the calendar's vendor sends none: two would be two meetings in the lead's calendar. */
export const attachInvitation =
  ({ calendar }: Ports, appointment: AppointmentRow) =>
  (lead: LeadRow, tenant: TenantInForce): EmailPayload['attachments'] => {
    if (calendar.sendsInvitations || !lead.email) return [];
    const organiser = sender(tenant);
    const file = invitationFile({
      uid: `${appointment.id}@${organiser.address.split('@')[1]}`,
      sequence: appointment.v,
      madeAt: appointment.bookedAt,
      startsAt: appointment.startsAt,
      endsAt: appointment.endsAt,
      subject: tenant.settings.appointments.subject,
      joinUrl: appointment.joinUrl ?? null,
      organiser,
      attendee: { name: lead.name ?? lead.email, address: lead.email },
      cancelled: appointment.state === 'cancelled',
    });
    return [file];
  };
