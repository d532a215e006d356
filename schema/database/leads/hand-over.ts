import type { Inheritance, LeadStatus, Remains } from '../../contracts/journey.ts';
import { Appointment } from '../appointments/entities.ts';
import { Message } from '../conversations/entities.ts';
import type { Tx } from '../database.ts';
import { addFact } from './facts.ts';
import { leadFamily } from './lead-family.ts';
import { lockLead } from './lead-lock.ts';
import { LeadMerge, type LeadMergeRow } from './merge-entities.ts';

/** Whether there is something to go on with: whoever rests or is attended to left nothing that the rows do not tell. */
const matters = ({ step, callCause, drafts }: Remains): boolean =>
  callCause?.kind === 'command' ||
  step === 'call' ||
  step === 'schedule' ||
  step === 'followUp' ||
  drafts !== undefined;

/** Keeps what an absorbed journey was about and tells the lead that it is by now. A second time changes nothing. */
export const handOver = async (
  tx: Tx,
  { leadId, mergeId, remains }: { leadId: string; mergeId: string; remains: Remains },
): Promise<void> => {
  const lead = await lockLead(tx, leadId);
  const left = { remains, handedOverAt: new Date() };
  const first = await tx.nativeUpdate(LeadMerge, { id: mergeId, handedOverAt: null }, left);
  if (first === 0 || !lead || !matters(remains)) return;
  await addFact(tx, lead, { kind: 'inherited', ref: mergeId, causedBy: { kind: 'merge', id: mergeId } });
};

/** What a merge left to the lead that remains, and how that lead stands by now. */
export const takeOver = async (
  tx: Tx,
  { leadId, mergeId }: { leadId: string; mergeId: string },
): Promise<Inheritance> => {
  const lead = await lockLead(tx, leadId);
  const merge = (await tx.findOneOrFail(LeadMerge, { id: mergeId })) as LeadMergeRow;
  const remains = merge.remains ?? null;
  return {
    remains: remains && (await isAnswered(tx, merge, remains)) ? null : remains,
    ...(remains?.drafts && { drafts: remains.drafts }),
    withdraw: await toWithdraw(tx, merge),
    paused: Boolean(lead?.pausedAt),
    optedOut: Boolean(lead?.optedOutAt),
    status: (lead?.status ?? 'new') as LeadStatus,
    ...(lead?.score != null && { score: lead.score }),
  };
};

/** A follow-up is stopped by any reply, whichever of the two leads it came to. */
const isAnswered = async (tx: Tx, merge: LeadMergeRow, { step, followUp }: Remains): Promise<boolean> => {
  if (step !== 'followUp' || !followUp) return false;
  const others = (await leadFamily(tx, merge.intoId)).filter((id) => id !== merge.absorbedId);
  const since = await tx.execute<{ at: Date | null }[]>(
    'select max(settled_at) as at from outbound where key like ?',
    [`followup:${followUp.cause.id}:%`],
  );
  const at = since[0]?.at ?? merge.createdAt;
  const replies = { leadId: { $in: others }, direction: 'inbound' as const, at: { $gte: new Date(at) } };
  return (await tx.count(Message, replies)) > 0;
};

const toWithdraw = async (tx: Tx, { withdrawn }: LeadMergeRow): Promise<string | null> => {
  const appointment = withdrawn ? await tx.findOne(Appointment, { id: withdrawn }) : null;
  return appointment && appointment.arrangedV < appointment.v ? appointment.id : null;
};
