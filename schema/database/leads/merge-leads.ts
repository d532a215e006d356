import type { Cause } from '../../contracts/ids.ts';
import type { LeadStatus } from '../../contracts/steps.ts';
import { Appointment, type AppointmentRow } from '../appointments/entities.ts';
import { liveAppointment } from '../appointments/live-appointment.ts';
import { recordVersion } from '../appointments/record-version.ts';
import type { Tx } from '../database.ts';
import { uuidV7 } from '../uuid-v7.ts';
import { Lead, LeadIdentity, type LeadRow } from './entities.ts';
import { addFact } from './facts.ts';
import { leadRoot } from './lead-family.ts';
import { lockRow } from './lead-lock.ts';
import { LeadMerge, type MergeReason } from './merge-entities.ts';
import { recordOptOut } from './opt-out.ts';
import { addToTimeline } from './timeline.ts';

/** What decides which of two leads remains. */
export interface Merging {
  id: string;
  createdAt: string;
  /** whether its journey is under way, or about to be */
  running: boolean;
  /** when the appointment begins that it has before it */
  appointmentAt: string | null;
}

/** The pure rules of `domain/leads/merge.ts`. */
export interface MergeRules {
  whoRemains<L extends Merging>(a: L, b: L): { remains: L; absorbed: L };
  mergedStatus(a: LeadStatus, b: LeadStatus): LeadStatus;
  mergedPerson<P extends object>(remains: P, absorbed: P, fields: readonly (keyof P)[]): Partial<P>;
}

/** Two leads found to be one person, by whom and why. */
export interface MergeToDo {
  tenantId: string;
  leads: readonly [string, string];
  reason: MergeReason;
  causedBy: Cause;
  actor: string;
  /** keys the hashes of what is blocked */
  linkSecret: string;
  rules: MergeRules;
}

export type Merged =
  | { kind: 'merged'; mergeId: string; remains: string; absorbed: string }
  | { kind: 'same'; remains: string }
  | { kind: 'unknown' };

interface Side {
  lead: LeadRow;
  appointment: AppointmentRow | null;
}

/**
 * Makes one lead of two, for good. Everything hangs together in the caller's transaction: the pointer that every look-up
 * follows, the identities, what is known of the person, an opt-out of either, and the facts by which both journeys hear
 * of it. Must be the first thing that its transaction locks. Two that are one already answer `same`: nothing is done.
 */
export const mergeLeads = async (tx: Tx, todo: MergeToDo): Promise<Merged> => {
  // merges of one business wait for each other: chains and mirrored pairs find what the one before them has made
  await tx.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`merges:${todo.tenantId}`]);
  const [a, b] = [await leadRoot(tx, todo.leads[0]), await leadRoot(tx, todo.leads[1])];
  if (a === b) return { kind: 'same', remains: a };
  const sides: Side[] = [];
  for (const id of [a, b].toSorted()) {
    const lead = await lockRow(tx, id);
    if (lead && !lead.erasedAt) sides.push({ lead, appointment: await liveAppointment(tx, id) });
  }
  const [one, other] = sides;
  if (!one || !other) return { kind: 'unknown' };
  const { remains, absorbed } = todo.rules.whoRemains(asMerging(one), asMerging(other));
  const mergeId = uuidV7();
  await join(tx, todo, { remains, absorbed, mergeId });
  return { kind: 'merged', mergeId, remains: remains.lead.id, absorbed: absorbed.lead.id };
};

const asMerging = (side: Side) => ({
  ...side,
  id: side.lead.id,
  createdAt: side.lead.createdAt.toISOString(),
  running: side.lead.step !== 'closed',
  appointmentAt: side.appointment?.startsAt.toISOString() ?? null,
});

const join = async (
  tx: Tx,
  todo: MergeToDo,
  { remains, absorbed, mergeId }: { remains: Side; absorbed: Side; mergeId: string },
): Promise<void> => {
  const { tenantId, causedBy, reason, actor } = todo;
  const optedOut = Boolean(remains.lead.optedOutAt ?? absorbed.lead.optedOutAt);
  // one person, one meeting: the one that remains keeps its own
  const withdrawn = remains.appointment && absorbed.appointment ? absorbed.appointment : null;
  await tx.insert(LeadMerge, {
    id: mergeId,
    tenantId,
    createdAt: new Date(),
    absorbedId: absorbed.lead.id,
    intoId: remains.lead.id,
    reason,
    withdrawn: withdrawn?.id ?? null,
    causedBy,
  });
  await knowAsOne(tx, todo.rules, remains.lead, absorbed.lead);
  await settleProposals(tx, remains.lead.id, actor);
  const details = { absorbed: absorbed.lead.id, into: remains.lead.id, mergeId, reason };
  await addToTimeline(tx, {
    tenantId,
    leadId: remains.lead.id,
    kind: 'leadsMerged',
    details,
    actor,
    causedBy,
  });
  if (withdrawn) await giveUp(tx, todo, withdrawn);
  if (optedOut)
    await recordOptOut(tx, remains.lead, { causedBy, actor: 'system', linkSecret: todo.linkSecret });
  await tellJourneys(tx, { remains, absorbed, mergeId, withdrawn, optedOut });
};

const fields = [
  ...['name', 'phone', 'phoneCountry', 'email', 'country', 'timeZone', 'interest', 'score', 'sentiment'],
  ...['summary', 'budgetMinor', 'budgetCurrency', 'assignedTo', 'pausedAt'],
] as (keyof LeadRow)[];

const knowAsOne = async (
  tx: Tx,
  { mergedPerson, mergedStatus }: MergeRules,
  remains: LeadRow,
  absorbed: LeadRow,
): Promise<void> => {
  await tx.nativeUpdate(Lead, { id: absorbed.id }, { mergedInto: remains.id, updatedAt: new Date() });
  await tx.nativeUpdate(LeadIdentity, { leadId: absorbed.id }, { leadId: remains.id });
  const status = mergedStatus(remains.status as LeadStatus, absorbed.status as LeadStatus);
  const known = mergedPerson({ ...remains }, { ...absorbed }, fields);
  await tx.nativeUpdate(
    Lead,
    { id: remains.id },
    {
      ...known,
      ...(status !== 'opted_out' && { status }),
      tags: [...new Set([...remains.tags, ...absorbed.tags])],
      answers: { ...absorbed.answers, ...remains.answers },
      updatedAt: new Date(),
    },
  );
  Object.assign(remains, known);
};

/** Whoever is one person now need not be proposed any more. */
const settleProposals = async (tx: Tx, leadId: string, actor: string): Promise<void> => {
  await tx.execute(
    `update merge_proposal set state = 'accepted', decided_by = ?, decided_at = now()
     where state = 'open' and lead_root(lead_id) = ? and lead_root(other_lead_id) = ?`,
    [actor, leadId, leadId],
  );
};

const giveUp = async (tx: Tx, todo: MergeToDo, appointment: AppointmentRow): Promise<void> => {
  const { id, tenantId, leadId, startsAt, endsAt, staffKey } = appointment;
  const { actor, causedBy } = todo;
  const [v, reason] = [appointment.v + 1, 'merged'];
  await tx.nativeUpdate(Appointment, { id }, { state: 'cancelled', v, cancelReason: reason });
  const version = { id, tenantId, leadId, startsAt, endsAt, staffKey, v, change: 'cancelled' as const };
  await recordVersion(tx, version, { changedBy: actor, reason, causedBy });
  const details = { appointmentId: id, v, reason };
  await addToTimeline(tx, { tenantId, leadId, kind: 'appointmentCancelled', details, actor, causedBy });
};

const tellJourneys = async (
  tx: Tx,
  told: {
    remains: Side;
    absorbed: Side;
    mergeId: string;
    withdrawn: AppointmentRow | null;
    optedOut: boolean;
  },
): Promise<void> => {
  const { remains, absorbed, mergeId, withdrawn, optedOut } = told;
  const causedBy = { kind: 'merge', id: mergeId } as const;
  if (withdrawn) await addFact(tx, remains.lead, { kind: 'inherited', ref: mergeId, causedBy });
  // before the merge: an opt-out hangs up, and closes the journey for its own reason
  if (optedOut && !absorbed.lead.optedOutAt)
    await addFact(tx, absorbed.lead, { kind: 'optedOut', ref: mergeId, causedBy });
  await addFact(tx, absorbed.lead, { kind: 'absorbed', ref: mergeId, causedBy });
  if (optedOut) return void (await addFact(tx, remains.lead, { kind: 'optedOut', ref: mergeId, causedBy }));
  await addFact(tx, remains.lead, { kind: 'leadChanged', ref: remains.lead.id, causedBy });
  if (absorbed.appointment && !withdrawn)
    await addFact(tx, remains.lead, { kind: 'appointmentChanged', ref: absorbed.appointment.id, causedBy });
};
