import type { JourneyActivities, NotNow } from '../../schema/contracts/journey.ts';
import { outboundKey } from '../../schema/contracts/ledger.ts';
import { Lead, type LeadRow } from '../../schema/database/leads/entities.ts';
import { projectJourney } from '../../schema/database/leads/projection.ts';
import { tenantInForce } from '../../schema/database/tenants/policy.ts';
import type { Ports } from '../ports.ts';
import { cadenceFacts } from './cadence-facts.ts';
import { followUpMail } from './compose.ts';
import { decideFollowUpNow } from './decide-follow-up-now.ts';
import { sendMailOrWait } from './send-mail.ts';

type Asked = Parameters<JourneyActivities['followUp']>[0];
type FollowedUp = Awaited<ReturnType<JourneyActivities['followUp']>>;

/** Sends the next follow-up of the tenant's cadence if and when it may be sent; each of a cause is sent once. */
export const createFollowUp =
  (ports: Ports): JourneyActivities['followUp'] =>
  async (input): Promise<FollowedUp> => {
    const { tenantId, leadId, cause, done } = input;
    const sent = await sendMailOrWait(ports, {
      tenantId,
      leadId,
      key: outboundKey.followUp(cause.id, done),
      causedBy: cause,
      to: { kind: 'lead' },
      ...followUpMail(ports, done),
      decide: (tx, lead, tenant) => decideFollowUpNow(ports, tx, { lead, tenant, cause, done }),
    });
    return sent.kind === 'later' ? putOff(ports, input, sent.later) : goOn(ports, input, sent);
  };

const putOff = (ports: Ports, input: Asked, later: NotNow): Promise<NotNow> =>
  ports.db.inTenant(input.tenantId, async (tx) => {
    await projectJourney(tx, input, {
      step: later.kind === 'never' ? later.to : 'followUp',
      nextAction: later.kind === 'at' ? 'followUp' : later.because,
      nextActionAt: later.kind === 'at' ? later.at : null,
    });
    return later;
  });

const goOn = (
  ports: Ports,
  input: Asked,
  sent: { kind: 'sent' } | { kind: 'refused'; reason: string },
): Promise<FollowedUp> =>
  ports.db.inTenant(input.tenantId, async (tx): Promise<FollowedUp> => {
    const { tenantId, leadId, cause } = input;
    const done = input.done + 1;
    const lead = (await tx.findOneOrFail(Lead, { id: leadId })) as LeadRow;
    const tenant = await tenantInForce(tx, tenantId);
    const next = sent.kind === 'sent' ? (await cadenceFacts(tx, { lead, tenant, cause, done })).dueAt : null;
    const step = next ? 'followUp' : 'rest';
    await projectJourney(tx, input, { step, nextAction: next ? 'followUp' : null, nextActionAt: next });
    if (sent.kind === 'refused') return { kind: 'onward', to: 'rest', because: sent.reason };
    return { kind: 'sent', done, ...(next && { next }) };
  });
