import { statusAfterCall } from '../../domain/leads/score.ts';
import type { CheckedSummary } from '../../schema/contracts/talk.ts';
import { CallAttempt, type CallAttemptRow } from '../../schema/database/calls/entities.ts';
import type { Tx } from '../../schema/database/database.ts';
import { Lead } from '../../schema/database/leads/entities.ts';
import { lockLead } from '../../schema/database/leads/lead-lock.ts';
import { recordOptOut } from '../../schema/database/leads/opt-out.ts';
import { changeLeadStatus } from '../../schema/database/leads/status.ts';
import { addToTimeline } from '../../schema/database/leads/timeline.ts';
import { barUselessNumber } from '../calls/bar-useless-number.ts';

/** Puts a summary onto its call and what it says onto the lead, and tells the timeline. */
export const storeSummary = async (
  tx: Tx,
  { attempt, booked, linkSecret }: { attempt: CallAttemptRow; booked: boolean; linkSecret: string },
  summary: CheckedSummary,
): Promise<void> => {
  const lead = await lockLead(tx, attempt.leadId);
  if (!lead) return;
  await tx.nativeUpdate(CallAttempt, { id: attempt.id }, { summary: { ...summary } });
  const told = Object.fromEntries(summary.answers.map(({ questionId, answer }) => [questionId, answer]));
  const { budget } = summary;
  await tx.nativeUpdate(
    Lead,
    { id: lead.id },
    {
      score: summary.score,
      scoreReasons: summary.scoreReasons,
      sentiment: summary.sentiment,
      summary: summary.summary,
      answers: { ...lead.answers, ...told },
      ...(budget && { budgetMinor: budget.amountMinor, budgetCurrency: budget.currency }),
    },
  );
  const { outcome, score, facts, dropped, byModel } = summary;
  const causedBy = { kind: 'call', id: attempt.id } as const;
  const counts = { facts: facts.length, notConfirmed: dropped.length };
  await addToTimeline(tx, {
    tenantId: lead.tenantId,
    leadId: lead.id,
    kind: 'callSummarised',
    details: { attemptId: attempt.id, score, outcome, byModel, ...counts },
    actor: 'system',
    causedBy,
  });
  // what only the transcript tells counts as what the talk itself found out
  await barUselessNumber(tx, attempt, { outcome, linkSecret });
  if (outcome === 'optedOut' && !lead.optedOutAt)
    await recordOptOut(tx, lead, { causedBy, actor: 'lead', linkSecret });
  const status = statusAfterCall(lead.status, { outcome, score, booked });
  await changeLeadStatus(tx, lead, { status, reason: outcome, actor: 'system', causedBy });
};
