import { checkedScore, statusAfterCall } from '../../domain/leads/score.ts';
import { talkBrief } from '../../domain/talk/brief.ts';
import {
  callSummaryName,
  callSummarySchema,
  groundedSummary,
  summaryInstructions,
  type TranscriptTurn,
  transcriptText,
} from '../../domain/talk/summary.ts';
import { VendorFailure } from '../../schema/contracts/failures.ts';
import type { CallSummary } from '../../schema/contracts/talk.ts';
import { liveAppointment } from '../../schema/database/appointments/live-appointment.ts';
import { CallAttempt, type CallAttemptRow, CallTurn } from '../../schema/database/calls/entities.ts';
import { meterModelCall } from '../../schema/database/conversations/meter.ts';
import type { Tx } from '../../schema/database/database.ts';
import { Lead, type LeadRow } from '../../schema/database/leads/entities.ts';
import { lockLead } from '../../schema/database/leads/lead-lock.ts';
import { changeLeadStatus } from '../../schema/database/leads/status.ts';
import { addToTimeline } from '../../schema/database/leads/timeline.ts';
import { type TenantInForce, tenantInForce } from '../../schema/database/tenants/policy.ts';
import type { Ports } from '../ports.ts';

interface Scene {
  tenant: TenantInForce;
  lead: LeadRow;
  attempt: CallAttemptRow;
  turns: TranscriptTurn[];
  booked: boolean;
}

const modelTimeoutMs = 60_000;

/** The summary of a call: made once, stored on the call, and read from there whenever it is asked for again. */
export const summariseCall = async (
  ports: Ports,
  about: { tenantId: string; leadId: string; attemptId: string },
): Promise<CallSummary> => {
  const scene = await ports.db.inTenant(about.tenantId, (tx) => readScene(tx, about));
  if (scene.attempt.summary) return scene.attempt.summary as unknown as CallSummary;
  const { summary, usage } = await askModel(ports, scene);
  await ports.db.inTenant(about.tenantId, async (tx) => {
    if (usage)
      await meterModelCall(tx, {
        tenantId: about.tenantId,
        leadId: about.leadId,
        purpose: 'summary',
        causedBy: { kind: 'call', id: about.attemptId },
        usage,
      });
    await store(tx, scene, summary);
  });
  return summary;
};

const readScene = async (
  tx: Tx,
  about: { tenantId: string; leadId: string; attemptId: string },
): Promise<Scene> => {
  const tenant = await tenantInForce(tx, about.tenantId);
  const lead = (await tx.findOneOrFail(Lead, { id: about.leadId })) as LeadRow;
  const attempt = (await tx.findOneOrFail(CallAttempt, { id: about.attemptId })) as CallAttemptRow;
  const rows = await tx.find(
    CallTurn,
    { attemptId: attempt.id, speaker: { $ne: 'tool' } },
    { orderBy: { number: 'asc' } },
  );
  const turns = rows.map(({ speaker, text }) => ({ speaker: speaker as 'lead' | 'agent', text }));
  return { tenant, lead, attempt, turns, booked: (await liveAppointment(tx, lead.id)) !== null };
};

type Usage = Awaited<ReturnType<Ports['language']['answer']>>['usage'];

const askModel = async (
  ports: Ports,
  scene: Scene,
): Promise<{ summary: CallSummary; usage: Usage | null }> => {
  const { tenant, lead, turns, booked } = scene;
  const questionIds = tenant.settings.talk.questions.map(({ id }) => id);
  try {
    const { value, usage } = await ports.language.answer({
      name: callSummaryName,
      instructions: summaryInstructions(talkBrief(tenant.settings, briefed(lead), new Date().toISOString())),
      input: [{ role: 'user', text: transcriptText(turns) }],
      schema: callSummarySchema,
      signal: AbortSignal.timeout(modelTimeoutMs),
    });
    const grounded = groundedSummary(value, { turns, questionIds, booked });
    return { summary: { ...grounded, score: checkedScore(grounded) }, usage };
  } catch (failure) {
    // an answer in no usable form is not asked for for ever: what our own rows know is the summary then
    if (!(failure instanceof VendorFailure) || failure.certainty !== 'rejected') throw failure;
    ports.log.warn({ err: failure, attemptId: scene.attempt.id }, 'summary without the model');
    return { summary: ownSummary(scene), usage: null };
  }
};

const briefed = ({ name, language, interest, timeZone }: LeadRow) => ({
  name: name ?? null,
  language,
  interest: interest ?? null,
  timeZone: timeZone ?? null,
});

const ownSummary = ({ attempt, lead, booked }: Scene): CallSummary => ({
  outcome: booked ? 'booked' : 'interested',
  interest: lead.interest ?? null,
  budget: null,
  answers: Object.entries(attempt.answers).map(([questionId, answer]) => ({ questionId, answer })),
  objections: [],
  sentiment: 'neutral',
  nextStep: booked ? 'The appointment.' : 'Read the transcript and decide.',
  score: 50,
  scoreReasons: ['Not scored: the language model gave no usable summary.'],
  summary: 'The call was answered. There is no summary; the transcript holds what was said.',
});

const store = async (tx: Tx, { tenant, attempt, booked }: Scene, summary: CallSummary): Promise<void> => {
  const lead = await lockLead(tx, attempt.leadId);
  if (!lead) return;
  const { tenantId } = tenant;
  await tx.nativeUpdate(CallAttempt, { id: attempt.id }, { summary: { ...summary } });
  const told = Object.fromEntries(summary.answers.map(({ questionId, answer }) => [questionId, answer]));
  await tx.nativeUpdate(
    Lead,
    { id: lead.id },
    {
      score: summary.score,
      scoreReasons: summary.scoreReasons,
      sentiment: summary.sentiment,
      summary: summary.summary,
      answers: { ...lead.answers, ...told },
      ...(summary.budget && {
        budgetMinor: summary.budget.amountMinor,
        budgetCurrency: summary.budget.currency,
      }),
    },
  );
  const causedBy = { kind: 'call', id: attempt.id } as const;
  const details = { attemptId: attempt.id, score: summary.score, outcome: summary.outcome };
  await addToTimeline(tx, {
    tenantId,
    leadId: lead.id,
    kind: 'callSummarised',
    details,
    actor: 'system',
    causedBy,
  });
  const status = statusAfterCall(lead.status, { outcome: summary.outcome, score: summary.score, booked });
  await changeLeadStatus(tx, lead, { status, reason: summary.outcome, actor: 'system', causedBy });
};
