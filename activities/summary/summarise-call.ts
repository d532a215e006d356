import { writtenTime } from '../../domain/appointments/spoken-time.ts';
import { patienceMs } from '../../domain/conversation/draft-policy.ts';
import { scoreOf } from '../../domain/leads/score.ts';
import { talkBrief } from '../../domain/talk/brief.ts';
import { type CallToCheck, checkSummary } from '../../domain/talk/check-summary.ts';
import { nextStepOf, ownSummary } from '../../domain/talk/own-summary.ts';
import {
  callSummaryName,
  callSummarySchema,
  summaryInstructions,
  transcriptText,
} from '../../domain/talk/summary.ts';
import { knownTexts } from '../../domain/tenant/known.ts';
import { VendorFailure } from '../../schema/contracts/failures.ts';
import type { CallSummary, CheckedSummary } from '../../schema/contracts/talk.ts';
import { liveAppointment } from '../../schema/database/appointments/live-appointment.ts';
import { CallAttempt, type CallAttemptRow, CallTurn } from '../../schema/database/calls/entities.ts';
import { meterModelCall } from '../../schema/database/conversations/meter.ts';
import type { Tx } from '../../schema/database/database.ts';
import { Lead, type LeadRow } from '../../schema/database/leads/entities.ts';
import { type TenantInForce, tenantInForce } from '../../schema/database/tenants/policy.ts';
import type { Ports } from '../ports.ts';
import { waitedMs } from '../waited.ts';
import { storeSummary } from './store-summary.ts';

interface About {
  tenantId: string;
  leadId: string;
  attemptId: string;
}

interface Scene {
  tenant: TenantInForce;
  lead: LeadRow;
  attempt: CallAttemptRow;
  call: CallToCheck;
}

const modelTimeoutMs = 60_000;
const shortestMs = 5_000;

/**
 * The summary of a call: made once, checked against the transcript, stored on the call, and read from there whenever it
 * is asked for again. A model that is away is waited for as long as the tenant is patient: then our own rows speak.
 */
export const summariseCall = async (ports: Ports, about: About): Promise<CheckedSummary> => {
  const scene = await ports.db.inTenant(about.tenantId, (tx) => readScene(tx, about));
  if (scene.attempt.summary) return scene.attempt.summary as unknown as CheckedSummary;
  const { value, usage } = await askModel(ports, scene);
  const checked = value ? checkSummary(value, scene.call) : ownSummary(scene.call, scene.attempt.answers);
  const summary = scored(checked, scene.call);
  await ports.db.inTenant(about.tenantId, async (tx) => {
    if (usage)
      await meterModelCall(tx, {
        tenantId: about.tenantId,
        leadId: about.leadId,
        purpose: 'summary',
        causedBy: { kind: 'call', id: about.attemptId },
        usage,
      });
    const { attempt, call } = scene;
    await storeSummary(tx, { attempt, booked: call.booked, linkSecret: ports.linkSecret }, summary);
  });
  return summary;
};

const scored = (
  checked: Omit<CheckedSummary, 'score' | 'scoreReasons' | 'nextStep'>,
  { questions }: CallToCheck,
): CheckedSummary => {
  const { score, reasons } = scoreOf({
    outcome: checked.outcome,
    answers: checked.answers.length,
    questions: questions.length,
    budgetNamed: checked.budget !== null,
    objections: checked.objections.length,
    sentiment: checked.sentiment,
  });
  // every sentence of the model may have been dropped
  const summary = checked.summary || 'The call was answered; the facts are below.';
  return { ...checked, summary, score, scoreReasons: reasons, nextStep: nextStepOf(checked.outcome) };
};

const readScene = async (tx: Tx, about: About): Promise<Scene> => {
  const tenant = await tenantInForce(tx, about.tenantId);
  const lead = (await tx.findOneOrFail(Lead, { id: about.leadId })) as LeadRow;
  const attempt = (await tx.findOneOrFail(CallAttempt, { id: about.attemptId })) as CallAttemptRow;
  const rows = await tx.find(
    CallTurn,
    { attemptId: attempt.id, speaker: { $ne: 'tool' } },
    { orderBy: { number: 'asc' } },
  );
  const booked = await liveAppointment(tx, lead.id);
  const { settings } = tenant;
  const { profile, talk, form, staff } = settings;
  const zone = lead.timeZone ?? profile.timeZone;
  const languages = [lead.language, profile.language];
  const appointment = booked
    ? languages.map((language) => writtenTime(booked.startsAt.toISOString(), zone, language))
    : [];
  return {
    tenant,
    lead,
    attempt,
    call: {
      turns: rows.map(({ speaker, text }) => ({ speaker: speaker as 'lead' | 'agent', text })),
      questions: talk.questions,
      knowledge: knownTexts(settings),
      known: [
        ...[profile.name, talk.agentName, lead.name ?? '', lead.country ?? ''],
        ...form.interests.flatMap(({ value, label }) => (value === lead.interest ? [label] : [])),
        ...(booked ? staff.flatMap(({ key, name }) => (key === booked.staffKey ? [name] : [])) : []),
        ...appointment,
      ],
      languages,
      // without the brief: what stands there may be said
      instructions: instructionsOf(tenant, lead).replace(/<brief>.*<\/brief>/s, ''),
      booked: booked !== null,
      optedOut: Boolean(lead.optedOutAt) || attempt.outcome === 'optedOut',
      callsBack: Boolean(attempt.callbackAt),
      talkResult: attempt.talkResult ?? null,
    },
  };
};

interface Asked {
  value: CallSummary | null;
  usage: Awaited<ReturnType<Ports['language']['answer']>>['usage'] | null;
}

const instructionsOf = ({ settings }: TenantInForce, lead: LeadRow): string =>
  summaryInstructions(talkBrief(settings, briefed(lead), new Date().toISOString()), {
    staff: settings.profile.language,
    lead: lead.language,
  });

const askModel = async (ports: Ports, { tenant, lead, attempt, call }: Scene): Promise<Asked> => {
  // there is nothing to sum up, and a model would invent something
  if (!call.turns.some(({ speaker }) => speaker === 'lead')) return { value: null, usage: null };
  const patience = patienceMs(tenant.settings);
  try {
    return await ports.language.answer({
      name: callSummaryName,
      instructions: instructionsOf(tenant, lead),
      input: [{ role: 'user', text: transcriptText(call.turns) }],
      schema: callSummarySchema,
      signal: AbortSignal.timeout(Math.min(modelTimeoutMs, Math.max(shortestMs, patience))),
    });
  } catch (failure) {
    if (!(failure instanceof VendorFailure)) throw failure;
    // an answer in no usable form is not asked for for ever, nor is a model that does not answer waited for
    if (failure.certainty !== 'rejected' && waitedMs() < patience) throw failure;
    ports.log.warn({ err: failure, attemptId: attempt.id }, 'summary without the model');
    return { value: null, usage: null };
  }
};

const briefed = ({ name, language, interest, timeZone }: LeadRow) => ({
  name: name ?? null,
  language,
  interest: interest ?? null,
  timeZone: timeZone ?? null,
});
