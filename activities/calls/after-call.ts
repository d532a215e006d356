import { afterCall, isSettled } from '../../domain/contact/after-call.ts';
import { callInputsOf } from '../../domain/contact/call-inputs.ts';
import { decideCall } from '../../domain/contact/decide-call.ts';
import { decideEmail, emailInputsOf } from '../../domain/contact/decide-email.ts';
import type { JourneyLocalActivities, Onward } from '../../schema/contracts/journey.ts';
import { liveAppointment } from '../../schema/database/appointments/live-appointment.ts';
import { CallAttempt, type CallAttemptRow } from '../../schema/database/calls/entities.ts';
import { contactFacts } from '../../schema/database/leads/contact-facts.ts';
import { lockLead } from '../../schema/database/leads/lead-lock.ts';
import { recordOptOut } from '../../schema/database/leads/opt-out.ts';
import { projectJourney } from '../../schema/database/leads/projection.ts';
import { changeLeadStatus } from '../../schema/database/leads/status.ts';
import { tenantInForce } from '../../schema/database/tenants/policy.ts';
import type { Ports } from '../ports.ts';
import { barUselessNumber } from './bar-useless-number.ts';
import { keepCallDecision } from './keep-decision.ts';
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
      // the talk heard it and its command could not be written: what the call ended with is as good
      if (attempt.outcome === 'optedOut' && !lead.optedOutAt)
        await recordOptOut(tx, lead, { causedBy: cause, actor: 'lead', linkSecret });
      const { outcome } = attempt;
      await barUselessNumber(tx, attempt as CallAttemptRow, { outcome, linkSecret });
      const facts = await contactFacts(tx, lead, linkSecret);
      const about = { now: new Date().toISOString(), phone: lead.phone ?? null, settings: tenant.settings };
      const mayWrite = decideEmail(emailInputsOf(facts, { ...about, purpose: 'followUp' })).kind !== 'never';
      const inputs = callInputsOf(facts, { ...about, asked: null });
      const onward = afterCall(outcome, inputs, mayWrite);
      // whether and when there is another call is decided here, and again when it is its time
      if (!isSettled(outcome))
        await keepCallDecision(tx, { tenant, leadId: lead.id, causedBy: cause }, decideCall(inputs), inputs);
      const status =
        onward.status ?? (lead.status === 'new' && outcome === 'answered' ? 'contacted' : undefined);
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
      const { messageOnly } = attempt;
      return { cause, ...onward, ...(status && { status }), ...(messageOnly && { messageOnly }) };
    });
