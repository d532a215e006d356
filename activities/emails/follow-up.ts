import { addDuration } from '../../domain/time/duration.ts';
import type { Cause } from '../../schema/contracts/ids.ts';
import type { JourneyActivities } from '../../schema/contracts/journey.ts';
import { outboundKey } from '../../schema/contracts/ledger.ts';
import { Appointment } from '../../schema/database/appointments/entities.ts';
import { CallAttempt } from '../../schema/database/calls/entities.ts';
import type { Tx } from '../../schema/database/database.ts';
import { Command, Lead, type LeadRow } from '../../schema/database/leads/entities.ts';
import { projectJourney } from '../../schema/database/leads/projection.ts';
import { InboundEvent, Outbound } from '../../schema/database/ledger/entities.ts';
import { type TenantInForce, tenantInForce } from '../../schema/database/tenants/policy.ts';
import type { Ports } from '../ports.ts';
import { followUpMail } from './compose.ts';
import { sendMail } from './send-mail.ts';

type FollowedUp = Awaited<ReturnType<JourneyActivities['followUp']>>;

/** Sends the next follow-up of the tenant's cadence when it is its time; each of a cause is sent once. */
export const createFollowUp =
  (ports: Ports): JourneyActivities['followUp'] =>
  async (input): Promise<FollowedUp> => {
    const { tenantId, leadId, cause, done } = input;
    const plan = await ports.db.inTenant(tenantId, async (tx): Promise<FollowedUp | { kind: 'send' }> => {
      const tenant = await tenantInForce(tx, tenantId);
      const lead = (await tx.findOneOrFail(Lead, { id: leadId })) as LeadRow;
      const at = await dueAt(tx, tenant, lead, cause, done);
      if (at === null) {
        await projectJourney(tx, input, { step: 'rest', nextAction: null });
        return { kind: 'onward', to: 'rest', because: 'cadenceEnded' };
      }
      if (lead.mergedInto) return { kind: 'wait', because: 'merged' };
      if (lead.pausedAt) return { kind: 'wait', because: 'paused' };
      if (Date.parse(at) <= Date.now()) return { kind: 'send' };
      await projectJourney(tx, input, { step: 'followUp', nextAction: 'followUp', nextActionAt: at });
      return { kind: 'at', at, because: 'followUp' };
    });
    if (plan.kind !== 'send') return plan;
    const sent = await sendMail(ports, {
      tenantId,
      leadId,
      key: outboundKey.followUp(cause.id, done),
      causedBy: cause,
      to: { kind: 'lead' },
      ...followUpMail(ports, done),
    });
    return ports.db.inTenant(tenantId, async (tx): Promise<FollowedUp> => {
      const tenant = await tenantInForce(tx, tenantId);
      const lead = (await tx.findOneOrFail(Lead, { id: leadId })) as LeadRow;
      const next = sent.kind === 'sent' ? await dueAt(tx, tenant, lead, cause, done + 1) : null;
      const step = next ? 'followUp' : 'rest';
      await projectJourney(tx, input, { step, nextAction: next ? 'followUp' : null, nextActionAt: next });
      if (sent.kind === 'refused') return { kind: 'onward', to: 'rest', because: sent.reason };
      return { kind: 'sent', done: done + 1, ...(next && { next }) };
    });
  };

/** When follow-up number `done` is due: after its cause, or after the one before it. Null when the cadence has ended. */
const dueAt = async (
  tx: Tx,
  { settings }: TenantInForce,
  lead: LeadRow,
  cause: Cause,
  done: number,
): Promise<string | null> => {
  const step = settings.followUps[done];
  if (!step) return null;
  const before =
    done > 0 ? await tx.findOne(Outbound, { key: outboundKey.followUp(cause.id, done - 1) }) : null;
  const since = before?.settledAt ?? (await instantOf(tx, cause)) ?? lead.createdAt;
  return addDuration(since.toISOString(), step.after, lead.timeZone ?? settings.profile.timeZone);
};

/** When it happened that a cadence counts from. */
const instantOf = async (tx: Tx, { kind, id }: Cause): Promise<Date | null> => {
  switch (kind) {
    case 'appointment':
      return (await tx.findOne(Appointment, { id }))?.endsAt ?? null;
    case 'call': {
      const call = await tx.findOne(CallAttempt, { id });
      // an offer made after a call stood for a while before the follow-up began
      return call?.endedAt ?? call?.createdAt ?? null;
    }
    case 'fact':
      return (await tx.findOne(InboundEvent, { id }))?.createdAt ?? null;
    case 'command':
      return (await tx.findOne(Command, { id }))?.createdAt ?? null;
    default:
      return null;
  }
};
