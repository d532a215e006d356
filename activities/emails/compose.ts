import { writtenTime } from '../../domain/appointments/spoken-time.ts';
import { decideCall } from '../../domain/contact/decide-call.ts';
import type { MailData, MailTemplate } from '../../domain/mail/mail-data.ts';
import { leadMailLanguage, staffMailLanguage } from '../../domain/mail/words/index.ts';
import { durationMs } from '../../domain/time/duration.ts';
import type { EmailPayload } from '../../integrations/email/port.ts';
import type { AppointmentRow } from '../../schema/database/appointments/entities.ts';
import { liveAppointment } from '../../schema/database/appointments/live-appointment.ts';
import type { Tx } from '../../schema/database/database.ts';
import type { LeadRow } from '../../schema/database/leads/entities.ts';
import { createAppointmentLink } from '../../schema/database/routing/links.ts';
import type { TenantInForce } from '../../schema/database/tenants/policy.ts';
import { callInputs } from '../calls/call-facts.ts';
import type { Ports } from '../ports.ts';
import { attachInvitation } from './attach-invitation.ts';

/** Which template, and how its data are read in the transaction that decides about the e-mail. */
export interface Composition<T extends MailTemplate> {
  template: T;
  compose(tx: Tx, lead: LeadRow, tenant: TenantInForce): Promise<MailData[T]>;
  /** files that go with it: made of the same rows, and the same bytes each time */
  attach?(lead: LeadRow, tenant: TenantInForce): EmailPayload['attachments'];
}

const firstName = ({ name }: LeadRow): string | null => name?.trim().split(/\s+/)[0] ?? null;
const zoneOf = (lead: LeadRow, { settings }: TenantInForce): string =>
  lead.timeZone ?? settings.profile.timeZone;

/** An instant by the lead's own clock, in the language of the e-mails to them. */
const leadTime = (at: Date, lead: LeadRow, tenant: TenantInForce): string =>
  writtenTime(
    at.toISOString(),
    zoneOf(lead, tenant),
    leadMailLanguage(lead.language, tenant.settings.profile),
  );

const staffTime = (at: Date, { settings: { profile } }: TenantInForce): string =>
  writtenTime(at.toISOString(), profile.timeZone, staffMailLanguage(profile));

const interestLabel = (lead: LeadRow, { settings }: TenantInForce): string | null =>
  settings.form.interests.find(({ value }) => value === lead.interest)?.label ?? lead.interest ?? null;

const staffName = ({ settings }: TenantInForce, key: string): string =>
  settings.staff.find((member) => member.key === key)?.name ?? settings.profile.name;

const linkFor = (ports: Ports, tx: Tx, { tenantId, id }: LeadRow): Promise<string> =>
  createAppointmentLink(tx, { tenantId, leadId: id, publicBaseUrl: ports.publicBaseUrl });

export const welcomeMail = (ports: Ports): Composition<'welcome'> => ({
  template: 'welcome',
  compose: async (tx, lead, tenant) => {
    const { talk, phone } = tenant.settings;
    // a call that will never be placed is not promised
    const isCalled = decideCall(await callInputs(tx, lead, tenant, ports.linkSecret)).kind !== 'never';
    return {
      leadFirstName: firstName(lead),
      interest: interestLabel(lead, tenant),
      agentName: isCalled ? talk.agentName : null,
      callFrom: isCalled ? (phone?.number ?? null) : null,
    };
  },
});

export const followUpMail = (ports: Ports, done: number): Composition<'followUp'> => ({
  template: 'followUp',
  compose: async (tx, lead, { settings }) => {
    const { subject, text } = settings.followUps[done] ?? { subject: settings.profile.name, text: '' };
    const met = lead.status === 'converted' || lead.status === 'lost';
    const isOffered = !met && settings.staff.some(({ calendar }) => calendar);
    const bookingUrl = isOffered ? await linkFor(ports, tx, lead) : null;
    return { leadFirstName: firstName(lead), subject, text, bookingUrl };
  },
});

export const offerMail = (ports: Ports): Composition<'offerSlots'> => ({
  template: 'offerSlots',
  compose: async (tx, lead, tenant) => {
    const until = new Date(Date.now() + durationMs(tenant.settings.appointments.offerStands));
    return {
      leadFirstName: firstName(lead),
      // the link shows what is free when it is opened
      slots: [],
      bookingUrl: await linkFor(ports, tx, lead),
      until: leadTime(until, lead, tenant),
    };
  },
});

export const reminderLeadMail = (ports: Ports, appointment: AppointmentRow): Composition<'reminderLead'> => ({
  template: 'reminderLead',
  compose: async (tx, lead, tenant) => ({
    leadFirstName: firstName(lead),
    subject: tenant.settings.appointments.subject,
    when: leadTime(appointment.startsAt, lead, tenant),
    staffName: staffName(tenant, appointment.staffKey),
    joinUrl: appointment.joinUrl ?? null,
    manageUrl: await linkFor(ports, tx, lead),
  }),
});

/** What every mail about an appointment says of it, by the lead's own clock. */
const meetingFor = (lead: LeadRow, tenant: TenantInForce, appointment: AppointmentRow) => ({
  leadFirstName: firstName(lead),
  subject: tenant.settings.appointments.subject,
  when: leadTime(appointment.startsAt, lead, tenant),
  staffName: staffName(tenant, appointment.staffKey),
});

const standingMail =
  <T extends 'appointmentConfirmed' | 'appointmentMoved'>(template: T) =>
  (ports: Ports, appointment: AppointmentRow): Composition<T> => ({
    template,
    compose: async (tx, lead, tenant) => ({
      ...meetingFor(lead, tenant, appointment),
      joinUrl: appointment.joinUrl ?? null,
      manageUrl: await linkFor(ports, tx, lead),
      invitationAttached: !ports.calendar.sendsInvitations,
    }),
    attach: attachInvitation(ports, appointment),
  });

export const appointmentConfirmedMail = standingMail('appointmentConfirmed');
export const appointmentMovedMail = standingMail('appointmentMoved');

/** An appointment came to nothing: the lead did not come, or it was cancelled and not by them. Another time is offered. */
export const anotherTimeMail = <T extends 'missedAppointment' | 'appointmentCancelled'>(
  ports: Ports,
  template: T,
  appointment: AppointmentRow,
): Composition<T> => ({
  template,
  compose: async (tx, lead, tenant) => ({
    ...meetingFor(lead, tenant, appointment),
    bookingUrl: await linkFor(ports, tx, lead),
  }),
  ...(template === 'appointmentCancelled' && { attach: attachInvitation(ports, appointment) }),
});

export const reminderStaffMail = (appointment: AppointmentRow): Composition<'reminderStaff'> => ({
  template: 'reminderStaff',
  compose: async (_tx, lead, tenant) => ({
    staffName: staffName(tenant, appointment.staffKey),
    leadName: lead.name ?? lead.email ?? lead.phone ?? '',
    leadPhone: lead.phone ?? null,
    when: staffTime(appointment.startsAt, tenant),
    joinUrl: appointment.joinUrl ?? null,
    summary: lead.summary ?? null,
    leadUrl: null,
  }),
});

export const replyMail = (subject: string, text: string): Composition<'reply'> => ({
  template: 'reply',
  compose: async () => ({ subject, text }),
});

/** What the mails after a call say of an appointment booked in it, by the reader's clock. */
const bookedThen = async (
  tx: Tx,
  lead: LeadRow,
  tenant: TenantInForce,
  timeOf: (at: Date) => string,
): Promise<{ when: string; staffName: string } | null> => {
  const appointment = await liveAppointment(tx, lead.id);
  if (!appointment) return null;
  return { when: timeOf(appointment.startsAt), staffName: staffName(tenant, appointment.staffKey) };
};

export const callSummaryLeadMail = (
  ports: Ports,
  { summary, answers }: { summary: string | null; answers: { question: string; answer: string }[] },
): Composition<'callSummaryLead'> => ({
  template: 'callSummaryLead',
  compose: async (tx, lead, tenant) => ({
    leadFirstName: firstName(lead),
    agentName: tenant.settings.talk.agentName,
    summary,
    answers,
    appointment: await bookedThen(tx, lead, tenant, (at) => leadTime(at, lead, tenant)),
    bookingUrl: await linkFor(ports, tx, lead),
  }),
});

type StaffSummary = Pick<
  MailData['callSummaryStaff'],
  | 'outcome'
  | 'answers'
  | 'objections'
  | 'sentiment'
  | 'nextStep'
  | 'summary'
  | 'scoreReasons'
  | 'notConfirmed'
>;

export const callSummaryStaffMail = (summary: StaffSummary): Composition<'callSummaryStaff'> => ({
  template: 'callSummaryStaff',
  compose: async (tx, lead, tenant) => ({
    ...summary,
    leadName: lead.name ?? lead.email ?? lead.phone ?? '',
    leadPhone: lead.phone ?? null,
    leadEmail: lead.email ?? null,
    status: lead.status,
    score: lead.score ?? 0,
    interest: interestLabel(lead, tenant),
    budget: budgetOf(lead, staffMailLanguage(tenant.settings.profile)),
    appointment: await bookedThen(tx, lead, tenant, (at) => staffTime(at, tenant)),
    leadUrl: null,
  }),
});

const budgetOf = ({ budgetMinor, budgetCurrency }: LeadRow, language: string): string | null =>
  budgetMinor == null || !budgetCurrency
    ? null
    : new Intl.NumberFormat(language, { style: 'currency', currency: budgetCurrency }).format(
        budgetMinor / 100,
      );
