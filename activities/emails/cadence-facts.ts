import type { CadenceFacts } from '../../domain/contact/decide-follow-up.ts';
import { addDuration } from '../../domain/time/duration.ts';
import type { Cause } from '../../schema/contracts/ids.ts';
import { outboundKey } from '../../schema/contracts/ledger.ts';
import { Appointment, AppointmentVersion } from '../../schema/database/appointments/entities.ts';
import { liveAppointment } from '../../schema/database/appointments/live-appointment.ts';
import { CallAttempt } from '../../schema/database/calls/entities.ts';
import { Message } from '../../schema/database/conversations/entities.ts';
import type { Tx } from '../../schema/database/database.ts';
import { Command, type LeadRow } from '../../schema/database/leads/entities.ts';
import { leadFamily } from '../../schema/database/leads/lead-family.ts';
import { InboundEvent, Outbound } from '../../schema/database/ledger/entities.ts';
import type { TenantInForce } from '../../schema/database/tenants/policy.ts';

/** Where the cadence of a cause stands before follow-up number `done`, as the rows know it in this transaction. */
export const cadenceFacts = async (
  tx: Tx,
  { lead, tenant, cause, done }: { lead: LeadRow; tenant: TenantInForce; cause: Cause; done: number },
): Promise<CadenceFacts> => {
  const since = (await instantOf(tx, cause)) ?? lead.createdAt;
  const family = await leadFamily(tx, lead.id);
  const closed = {
    leadId: { $in: family },
    name: 'close',
    state: 'done',
    settledAt: { $gte: since },
  } as const;
  return {
    since: since.toISOString(),
    dueAt: await dueAt(tx, tenant, lead, { cause, done, since }),
    repliedAt: (await repliedAt(tx, family, cause, since))?.toISOString() ?? null,
    booked: (await liveAppointment(tx, lead.id)) !== null,
    closing: (await tx.count(Command, closed)) > 0,
  };
};

/** When follow-up number `done` is due: after its cause, or after the one before it. Null when the cadence has ended. */
const dueAt = async (
  tx: Tx,
  { settings }: TenantInForce,
  lead: LeadRow,
  { cause, done, since }: { cause: Cause; done: number; since: Date },
): Promise<string | null> => {
  const step = settings.followUps[done];
  if (!step) return null;
  const before =
    done > 0 ? await tx.findOne(Outbound, { key: outboundKey.followUp(cause.id, done - 1) }) : null;
  const from = before?.settledAt ?? since;
  return addDuration(from.toISOString(), step.after, lead.timeZone ?? settings.profile.timeZone);
};

/** The lead's first sign of life: what they wrote (not what a program answered for them), a call of theirs, or one in which they spoke with us. */
const repliedAt = async (tx: Tx, family: string[], cause: Cause, since: Date): Promise<Date | null> => {
  const after = { leadId: { $in: family }, id: { $ne: cause.id }, createdAt: { $gte: since } };
  const first = { orderBy: { createdAt: 'asc' }, limit: 1, fields: ['createdAt'] } as const;
  const [message] = await tx.find(Message, { ...after, direction: 'inbound', automatic: null }, first);
  const [call] = await tx.find(
    CallAttempt,
    { ...after, $or: [{ direction: 'inbound' }, { outcome: 'answered' }] },
    first,
  );
  const signs = [message, call].flatMap((row) => (row ? [row.createdAt.getTime()] : []));
  return signs.length > 0 ? new Date(Math.min(...signs)) : null;
};

/** When a meeting is over: at its end, or when it was cancelled, however far ahead it lay. */
const appointmentOver = async (tx: Tx, id: string): Promise<Date | null> => {
  const appointment = await tx.findOne(Appointment, { id });
  if (appointment?.state !== 'cancelled') return appointment?.endsAt ?? null;
  const { v, endsAt } = appointment;
  return (await tx.findOne(AppointmentVersion, { appointmentId: id, v }))?.createdAt ?? endsAt;
};

/** When it happened that a cadence counts from. */
const instantOf = async (tx: Tx, { kind, id }: Cause): Promise<Date | null> => {
  switch (kind) {
    case 'appointment':
      return appointmentOver(tx, id);
    case 'call': {
      const call = await tx.findOne(CallAttempt, { id });
      // an offer made after a call stood for a while before the follow-up began
      return call?.endedAt ?? call?.createdAt ?? null;
    }
    case 'fact':
      return (await tx.findOne(InboundEvent, { id }))?.createdAt ?? null;
    case 'message':
      return (await tx.findOne(Message, { id }))?.createdAt ?? null;
    case 'command':
      return (await tx.findOne(Command, { id }))?.createdAt ?? null;
    default:
      return null;
  }
};
