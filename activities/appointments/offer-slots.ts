import { durationMs } from '../../domain/time/duration.ts';
import type { JourneyActivities, NotNow } from '../../schema/contracts/journey.ts';
import { outboundKey } from '../../schema/contracts/ledger.ts';
import { Lead } from '../../schema/database/leads/entities.ts';
import { projectJourney } from '../../schema/database/leads/projection.ts';
import { tenantInForce } from '../../schema/database/tenants/policy.ts';
import { offerMail } from '../emails/compose.ts';
import { sendMail } from '../emails/send-mail.ts';
import type { Ports } from '../ports.ts';

type Offered = Awaited<ReturnType<JourneyActivities['offerSlots']>>;

/** Sends the link to the free times, once per cause, and says how long the offer stands. */
export const createOfferSlots =
  (ports: Ports): JourneyActivities['offerSlots'] =>
  async (input): Promise<Offered> => {
    const { tenantId, leadId, cause } = input;
    const paused = await ports.db.inTenant(tenantId, async (tx): Promise<NotNow | null> => {
      const lead = await tx.findOneOrFail(Lead, { id: leadId });
      if (lead.mergedInto) return { kind: 'wait', because: 'merged' };
      return lead.pausedAt ? { kind: 'wait', because: 'paused' } : null;
    });
    if (paused) return paused;
    const sent = await sendMail(ports, {
      tenantId,
      leadId,
      key: outboundKey.offer(cause.id),
      causedBy: cause,
      to: { kind: 'lead' },
      ...offerMail(ports),
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
