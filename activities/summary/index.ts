import { durationMs } from '../../domain/time/duration.ts';
import { VendorFailure } from '../../schema/contracts/failures.ts';
import type { JourneyActivities, LeadStatus, Onward } from '../../schema/contracts/journey.ts';
import { outboundKey } from '../../schema/contracts/ledger.ts';
import type { CheckedSummary } from '../../schema/contracts/talk.ts';
import type { StaffMember } from '../../schema/contracts/tenant.ts';
import { liveAppointment } from '../../schema/database/appointments/live-appointment.ts';
import { Lead } from '../../schema/database/leads/entities.ts';
import { leadRoot } from '../../schema/database/leads/lead-family.ts';
import { projectJourney } from '../../schema/database/leads/projection.ts';
import { LedgerFailure } from '../../schema/database/ledger/ledger-failure.ts';
import { type TenantInForce, tenantInForce } from '../../schema/database/tenants/policy.ts';
import { callSummaryLeadMail, callSummaryStaffMail } from '../emails/compose.ts';
import { sendMail } from '../emails/send-mail.ts';
import type { Ports } from '../ports.ts';
import { withHeartbeat } from '../with-heartbeat.ts';
import { summariseCall } from './summarise-call.ts';

type Asked = Parameters<JourneyActivities['summarise']>[0];

/** The summary of a call and the mails about it: each part finds what an earlier run has done, and goes on from there. */
export const createSummaryActivities = (ports: Ports): Pick<JourneyActivities, 'summarise'> => ({
  summarise: (input) =>
    withHeartbeat(async () => {
      const summary = await summariseCall(ports, input);
      const tenant = await ports.db.inTenant(input.tenantId, (tx) => tenantInForce(tx, input.tenantId));
      if (input.mailsOwed) {
        await sendSummaries(ports, input, tenant, summary);
        return { kind: 'onward', to: input.stamp.step, because: 'mailsSent' };
      }
      const isOwed = await sendOrOwe(ports, input, tenant, summary);
      return { ...(await whatFollows(ports, input, tenant, summary)), ...(isOwed && { mailsOwed: true }) };
    }),
});

/** A meeting that was booked must not wait for mails: a vendor may be away for longer than until it begins. */
const sendOrOwe = async (
  ports: Ports,
  input: Asked,
  tenant: TenantInForce,
  summary: CheckedSummary,
): Promise<boolean> => {
  try {
    await sendSummaries(ports, input, tenant, summary);
    return false;
  } catch (failure) {
    const isOpen = failure instanceof VendorFailure || failure instanceof LedgerFailure;
    const booked =
      isOpen && (await ports.db.inTenant(input.tenantId, (tx) => liveAppointment(tx, input.leadId)));
    if (!booked) throw failure;
    ports.log.warn({ err: failure, attemptId: input.attemptId }, 'the mails about a call are owed');
    return true;
  }
};

const sendSummaries = async (
  ports: Ports,
  input: Asked,
  tenant: TenantInForce,
  summary: CheckedSummary,
): Promise<void> => {
  const { tenantId, leadId, attemptId } = input;
  const mail = { tenantId, leadId, causedBy: { kind: 'call', id: attemptId } } as const;
  const answers = answersOf(tenant, summary);
  const assignee = await assigneeOf(ports, input);
  const notified = tenant.settings.staff.filter(({ key, notify }: StaffMember) => notify || key === assignee);
  for (const { key: staffKey } of notified)
    await sendMail(ports, {
      ...mail,
      key: outboundKey.summary(attemptId, staffKey),
      to: { kind: 'staff', staffKey },
      ...callSummaryStaffMail({ ...staffSummary(summary), answers }),
    });
  if (summary.outcome === 'wrongNumber' || summary.outcome === 'optedOut') return;
  await sendMail(ports, {
    ...mail,
    key: outboundKey.summary(attemptId, 'lead'),
    to: { kind: 'lead' },
    ...callSummaryLeadMail(ports, { summary: summary.leadSummary, answers }),
  });
};

const staffSummary = ({ dropped, ...summary }: CheckedSummary) => {
  const { outcome, objections, sentiment, nextStep, summary: text, scoreReasons } = summary;
  const told = { outcome, objections, sentiment, nextStep, summary: text, scoreReasons };
  return { ...told, notConfirmed: dropped.length };
};

/** Who looks after the lead reads about its calls, whether or not they are told of every lead. */
const assigneeOf = ({ db }: Ports, { tenantId, leadId }: Asked): Promise<string | null> =>
  db.inTenant(tenantId, async (tx) => {
    const lead = await tx.findOne(Lead, { id: await leadRoot(tx, leadId) }, { fields: ['assignedTo'] });
    return lead?.assignedTo ?? null;
  });

const answersOf = (
  { settings }: TenantInForce,
  { answers }: CheckedSummary,
): { question: string; answer: string }[] =>
  answers.map(({ questionId, answer }) => ({
    question: settings.talk.questions.find(({ id }) => id === questionId)?.ask ?? questionId,
    answer,
  }));

/** The mail to the lead carries the link, so a lead without an appointment has an offer that stands from now on. */
const whatFollows = (
  ports: Ports,
  input: Asked,
  { settings }: TenantInForce,
  summary: CheckedSummary,
): Promise<Onward> =>
  ports.db.inTenant(input.tenantId, async (tx): Promise<Onward> => {
    const lead = await tx.findOneOrFail(Lead, { id: input.leadId });
    const booked = await liveAppointment(tx, lead.id);
    const offerEnds = new Date(Date.now() + durationMs(settings.appointments.offerStands)).toISOString();
    const next: Next = booked
      ? { to: 'attend', because: 'booked', appointment: { id: booked.id, v: booked.v } }
      : afterTalk(summary, offerEnds);
    await projectJourney(tx, input, {
      step: next.to,
      nextAction: next.because,
      nextActionAt: next.at ?? null,
    });
    const cause = { kind: 'call', id: input.attemptId } as const;
    return { kind: 'onward', cause, score: summary.score, status: lead.status as LeadStatus, ...next };
  });

type Next = Pick<Onward, 'to' | 'because' | 'at' | 'appointment'>;

const afterTalk = ({ outcome }: CheckedSummary, offerEnds: string): Next => {
  if (outcome === 'optedOut') return { to: 'closed', because: 'optedOut' };
  if (outcome === 'wrongNumber') return { to: 'closed', because: 'wrongNumber' };
  if (outcome === 'notInterested') return { to: 'rest', because: 'notInterested' };
  return { to: 'schedule', because: 'offerStands', at: offerEnds };
};
