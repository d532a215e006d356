import type { Cause } from '../../schema/contracts/ids.ts';
import { Appointment, AppointmentVersion } from '../../schema/database/appointments/entities.ts';
import { recordChange } from '../../schema/database/audit/record-change.ts';
import { CallAttempt, CallTurn, Recording } from '../../schema/database/calls/entities.ts';
import { Draft, Message } from '../../schema/database/conversations/entities.ts';
import { meterModelCall } from '../../schema/database/conversations/meter.ts';
import type { Database, Tx } from '../../schema/database/database.ts';
import { Email, EmailEvent } from '../../schema/database/emails/entities.ts';
import {
  Command,
  Decision,
  Lead,
  LeadConsent,
  Suppression,
  TimelineEvent,
} from '../../schema/database/leads/entities.ts';
import { MergeProposal } from '../../schema/database/leads/merge-entities.ts';
import { proposeMerge } from '../../schema/database/leads/merge-proposals.ts';
import { LeadNote } from '../../schema/database/leads/note-entities.ts';
import { Outbound } from '../../schema/database/ledger/entities.ts';
import { StaffNote } from '../../schema/database/notes/entities.ts';
import { uuidV7 } from '../../schema/database/uuid-v7.ts';

/** A lead with a past; the ids that tests ask for. */
export interface SeededLead {
  leadId: string;
  appointmentId: string;
  callId: string;
  draftId: string;
  suppressionId: string;
  noteId: string;
}

const base = Date.UTC(2026, 0, 1);
const minute = 60_000;
const system: Cause = { kind: 'system', id: 'seed' };

/** Makes a lead with two of everything that hangs on it; every text carries `mark`, `n` tells leads apart. */
export const seedLead = (db: Database, tenantId: string, mark: string, n = 0): Promise<SeededLead> =>
  db.inTenant(tenantId, async (tx) => {
    const createdAt = new Date(base + n * minute);
    const row = () => ({ id: uuidV7(), tenantId, createdAt, causedBy: system });
    const leadId = uuidV7();
    await tx.insert(Lead, {
      id: leadId,
      tenantId,
      createdAt,
      updatedAt: createdAt,
      name: `${mark} lead ${n}`,
      phone: `+4477009${String(n).padStart(5, '0')}`,
      email: `lead${n}@${mark.toLowerCase()}.example`,
      language: 'en',
      source: 'form',
      status: n % 2 === 0 ? 'new' : 'contacted',
      answers: { size: `${mark} large` },
      assignedTo: 'agent',
      step: 'attend',
      nextAction: 'remind',
      nextActionAt: new Date(base),
      attempts: 2,
      journeyRunId: `run-${mark}`,
    });
    const calls = [1, 2].map((number) => ({ ...row(), number }));
    await seedCalls(tx, { tenantId, leadId, mark, calls });
    const appointmentId = uuidV7();
    const startsAt = new Date(base + n * 60 * minute);
    const endsAt = new Date(startsAt.getTime() + 30 * minute);
    await tx.insert(Appointment, {
      ...row(),
      id: appointmentId,
      leadId,
      staffKey: 'agent',
      startsAt,
      endsAt,
      bookedAt: createdAt,
      joinUrl: `https://meet.example/${mark}`,
      bookedBy: 'lead',
    });
    await tx.insert(AppointmentVersion, {
      ...row(),
      leadId,
      appointmentId,
      v: 1,
      change: 'booked',
      startsAt,
      endsAt,
      staffKey: 'agent',
      changedBy: 'lead',
      reason: `${mark} reason`,
    });
    await seedWords(tx, { tenantId, leadId, mark, row });
    const { causedBy: _none, ...note } = row();
    const usage = { model: `${mark} model`, inputTokens: 100, outputTokens: 10 };
    await meterModelCall(tx, { tenantId, leadId, purpose: 'talk', causedBy: system, usage });
    const changed = { subject: { kind: 'LeadNote', id: note.id }, after: { text: `${mark} note` }, leadId };
    const actor = { kind: 'staff', id: 'agent' } as const;
    await recordChange(tx, { tenantId, actor, action: 'noteAdded', before: null, ...changed });
    await tx.insert(LeadNote, { ...note, leadId, text: `${mark} note`, writtenBy: 'staff:agent' });
    const suppressionId = await seedSuppressions(tx, { tenantId, leadId, mark, row });
    const draftId = uuidV7();
    const draft = { leadId, text: `${mark} draft`, confidence: 0.2, heldBecause: 'unsure' };
    await tx.insert(Draft, { ...row(), ...draft, id: draftId, state: 'held', sources: [mark] });
    await tx.insert(Draft, { ...row(), ...draft, state: 'superseded', supersededBy: draftId });
    return { leadId, appointmentId, callId: calls[0]?.id ?? '', draftId, suppressionId, noteId: note.id };
  });

type Row = () => { id: string; tenantId: string; createdAt: Date; causedBy: Cause };

const seedCalls = async (
  tx: Tx,
  {
    tenantId,
    leadId,
    mark,
    calls,
  }: { tenantId: string; leadId: string; mark: string; calls: (ReturnType<Row> & { number: number })[] },
): Promise<void> => {
  await tx.insertMany(
    CallAttempt,
    calls.map((call) => ({
      ...call,
      leadId,
      causeId: uuidV7(),
      fromNumber: '+440000000000',
      toNumber: '+440000000001',
      state: 'ended' as const,
      outcome: 'answered' as const,
      endedAt: call.createdAt,
      slotsOffered: [],
      answers: {},
      summary: { summary: `${mark} summary` },
    })),
  );
  await tx.insertMany(
    CallTurn,
    calls.flatMap(({ id: attemptId, createdAt }) =>
      [1, 2].map((number) => ({
        id: uuidV7(),
        tenantId,
        createdAt,
        attemptId,
        number,
        speaker: number === 1 ? ('agent' as const) : ('lead' as const),
        text: `${mark} turn ${number}`,
        at: createdAt,
      })),
    ),
  );
  await tx.insertMany(
    Recording,
    calls.map(({ id: attemptId, createdAt, causedBy }) => ({
      id: uuidV7(),
      tenantId,
      createdAt,
      causedBy,
      attemptId,
      recordingSid: `RE-${attemptId}`,
      status: 'completed',
      url: `https://recordings.example/${mark}`,
    })),
  );
};

/** One in force, and one that was lifted. */
const seedSuppressions = async (
  tx: Tx,
  { leadId, mark, row }: { tenantId: string; leadId: string; mark: string; row: Row },
): Promise<string> => {
  const suppression = () => ({ ...row(), leadId, kind: 'phone' as const, reason: 'wrongNumber' as const });
  const inForce = suppression();
  await tx.insert(Suppression, { ...inForce, valueHash: `${mark} ${inForce.id}` });
  const lifted = { liftedAt: new Date(base), liftedBy: 'admin', liftedBecause: `${mark} asked` };
  await tx.insert(Suppression, { ...suppression(), valueHash: `${mark} ${leadId}`, ...lifted });
  return inForce.id;
};

const seedWords = async (
  tx: Tx,
  { leadId, mark, row }: { tenantId: string; leadId: string; mark: string; row: Row },
): Promise<void> => {
  for (const i of [1, 2]) {
    const at = new Date(base + i * minute);
    const email = {
      ...row(),
      leadId,
      outboundId: uuidV7(),
      template: 'welcome',
      recipientKind: 'lead' as const,
    };
    const text = `${mark} text ${i}`;
    await tx.insert(Email, { ...email, recipient: `${mark}@x.example`, subject: text, text, html: text });
    await tx.insert(EmailEvent, { ...row(), emailId: email.id, kind: `${mark}-delivered`, at });
    await tx.insert(TimelineEvent, {
      ...row(),
      leadId,
      kind: 'callEnded',
      details: { mark },
      actor: 'system',
      at,
    });
    const written = { ...row(), channel: 'email', direction: 'inbound', subject: text, text, at } as const;
    await tx.insert(Message, { ...written, leadId });
    const verdict = { about: 'call', verdict: 'allowed', reason: 'open', rule: 'window' } as const;
    await tx.insert(Decision, {
      ...row(),
      ...verdict,
      leadId,
      subject: `call:${mark}`,
      policyVersion: 1,
      inputs: { mark },
    });
    const id = uuidV7();
    const sent = { kind: 'email', vendor: 'resend', state: 'sent', vendorId: `${mark}-${id}` } as const;
    const payload = {
      payload: { secretOf: mark },
      payloadHash: 'h',
      intentHash: 'h',
      answer: { secretOf: mark },
      lateAnswers: [],
    };
    await tx.insert(Outbound, { ...row(), id, leadId, key: `reply:${id}`, ...sent, ...payload });
    await tx.insert(LeadConsent, { ...row(), leadId, given: true, text, givenAt: at });
    const about = { aboutKind: 'message', aboutId: written.id } as const;
    await tx.insert(StaffNote, {
      ...row(),
      ...about,
      leadId,
      kind: 'handOff',
      recipient: 'agent',
      remark: text,
    });
    const { causedBy: _none, ...command } = row();
    await tx.insert(Command, {
      ...command,
      leadId,
      name: 'pause',
      arguments: { reason: mark },
      actorKind: 'staff',
      actorId: 'agent',
      state: 'done',
      code: 'paused',
      text,
    });
  }
};

/** Proposes that two leads are one person; answers the proposal. */
export const seedProposal = (
  db: Database,
  tenantId: string,
  leads: readonly [string, string],
): Promise<string> =>
  db.inTenant(tenantId, async (tx) => {
    await proposeMerge(tx, { tenantId, leads, reason: 'phoneInMail', causedBy: system });
    const [leadId = '', otherLeadId = ''] = leads.toSorted();
    return (await tx.findOneOrFail(MergeProposal, { leadId, otherLeadId })).id;
  });
