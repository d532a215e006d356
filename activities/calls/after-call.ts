import { afterCall } from '../../domain/contact/after-call.ts';
import type { JourneyLocalActivities, Onward } from '../../schema/contracts/journey.ts';
import { liveAppointment } from '../../schema/database/appointments/live-appointment.ts';
import { CallAttempt, type CallAttemptRow } from '../../schema/database/calls/entities.ts';
import { lockLead } from '../../schema/database/leads/lead-lock.ts';
import { projectJourney } from '../../schema/database/leads/projection.ts';
import { changeLeadStatus } from '../../schema/database/leads/status.ts';
import { tenantInForce } from '../../schema/database/tenants/policy.ts';
import type { Ports } from '../ports.ts';
import { callInputs } from './call-facts.ts';
import { settleHeardCall } from './note-placed.ts';

/** Where a call that has ended leads to, with the status that its outcome means. */
export const createAfterCall =
  ({ db, linkSecret }: Ports): JourneyLocalActivities['afterCall'] =>
  (input) =>
    db.inTenant(input.tenantId, async (tx): Promise<Onward> => {
      const { tenantId, leadId, attemptId } = input;
      const lead = await lockLead(tx, leadId);
      const attempt = await tx.findOne(CallAttempt, { id: attemptId });
      if (!lead || !attempt?.outcome) return { kind: 'onward', to: 'followUp', because: 'callUnknown' };
      await settleHeardCall(tx, attempt as CallAttemptRow);
      const tenant = await tenantInForce(tx, tenantId);
      const cause = { kind: 'call', id: attemptId } as const;
      const onward = afterCall(attempt.outcome, await callInputs(tx, lead, tenant, linkSecret));
      const status =
        onward.status ?? (lead.status === 'new' && attempt.outcome === 'answered' ? 'contacted' : undefined);
      if (status)
        await changeLeadStatus(tx, lead, {
          status,
          reason: onward.because,
          actor: 'system',
          causedBy: cause,
        });
      const booked =
        onward.to !== 'summarise' && onward.to !== 'closed' && (await liveAppointment(tx, leadId));
      await projectJourney(tx, input, {
        step: booked ? 'attend' : onward.to,
        nextAction: booked ? 'meeting' : onward.because,
        nextActionAt: onward.at ?? null,
      });
      return { cause, ...onward, ...(status && { status }) };
    });
