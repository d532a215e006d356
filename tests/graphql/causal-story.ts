import type { Cause } from '../../schema/contracts/ids.ts';
import { Appointment, AppointmentVersion } from '../../schema/database/appointments/entities.ts';
import { CallAttempt } from '../../schema/database/calls/entities.ts';
import { Draft, Message } from '../../schema/database/conversations/entities.ts';
import type { Database, Tx } from '../../schema/database/database.ts';
import { Email } from '../../schema/database/emails/entities.ts';
import { Command, Decision, Lead, LeadFact, TimelineEvent } from '../../schema/database/leads/entities.ts';
import { InboundEvent, Outbound } from '../../schema/database/ledger/entities.ts';
import { StaffNote } from '../../schema/database/notes/entities.ts';
import { uuidV7 } from '../../schema/database/uuid-v7.ts';

const start = Date.UTC(2026, 0, 1);

/** A journey as its writers leave it: a form, two calls, a booking in the second, reminders, a reply that waited. */
export type CausalStory = Awaited<ReturnType<typeof seedStory>>;

export const seedStory = (db: Database, tenantId: string) =>
  db.inTenant(tenantId, async (tx) => {
    const leadId = uuidV7();
    let minutes = 0;
    const row = (causedBy: Cause) => {
      minutes += 1;
      const createdAt = new Date(start + minutes * 60_000);
      return { id: uuidV7(), tenantId, createdAt, leadId, causedBy };
    };
    const form = await anEvent(tx, { tenantId, leadId, kind: 'form' });
    const cause: Cause = { kind: 'fact', id: form };
    const at = new Date(start);
    await tx.insert(Lead, {
      ...{ id: leadId, tenantId, createdAt: at, updatedAt: at, language: 'en', source: 'form', answers: {} },
      phone: '+447700900001',
    });
    const fact = { ...row(cause), seq: 1, kind: 'formSubmitted', ref: form } as const;
    await tx.insert(LeadFact, fact);

    const decision = async (by: Cause, verdict: 'at' | 'allowed', about: 'call' | 'email' = 'call') => {
      const made = {
        ...row(by),
        about,
        verdict,
        reason: verdict === 'at' ? 'retryDelay' : 'allowed',
      } as const;
      await tx.insert(Decision, {
        ...made,
        ...{
          subject: about === 'call' ? by.id : 'reminderLead',
          rule: 'window',
          policyVersion: 3,
          inputs: {},
        },
      });
      return made.id;
    };
    const action = async (by: Cause, key: string, kind: 'call' | 'email', decisionId: string | null) => {
      const sent = { ...row(by), key, kind, vendor: 'twilio', state: 'sent', decisionId } as const;
      await tx.insert(Outbound, {
        ...sent,
        payload: null,
        payloadHash: 'h',
        intentHash: 'h',
        answer: null,
        lateAnswers: [],
      });
      return sent.id;
    };
    const call = async (number: number, outcome: 'noAnswer' | 'answered', decisionId: string) => {
      const made = { ...row(cause), number, causeId: uuidV7(), outcome } as const;
      await tx.insert(CallAttempt, {
        ...made,
        ...{ fromNumber: '1', toNumber: '2', state: 'ended', slotsOffered: [], answers: {} },
        ...{ placedAt: made.createdAt, endedAt: made.createdAt },
      });
      await action(cause, `call:${made.id}`, 'call', decisionId);
      return made.id;
    };
    const first = await call(1, 'noAnswer', await decision(cause, 'allowed'));
    const putOff = await decision({ kind: 'call', id: first }, 'at');
    const allowed = await decision(cause, 'allowed');
    const second = await call(2, 'answered', allowed);

    const command = async (name: 'bookAppointment' | 'decideDraft', kind: 'model' | 'staff', id: string) => {
      const { causedBy: _none, ...made } = row(cause);
      const asked = { name, arguments: {} as never, actorKind: kind, actorId: id, state: 'done' } as const;
      await tx.insert(Command, { ...made, ...asked });
      return made.id;
    };
    const booking = await command('bookAppointment', 'model', second);
    const booked: Cause = { kind: 'command', id: booking };
    const time = { staffKey: 'agent', startsAt: new Date(start + 9e7), endsAt: new Date(start + 91e6) };
    const meeting = { ...row(booked), ...time };
    await tx.insert(Appointment, { ...meeting, v: 2, bookedAt: at, bookedBy: 'model' });
    const version = (v: number, change: 'booked' | 'moved', by: Cause) => {
      const made = { ...row(by), ...time, v, change, changedBy: v === 1 ? 'model' : 'outlook' };
      return tx.insert(AppointmentVersion, { ...made, appointmentId: meeting.id }).then(() => made.id);
    };
    const v1 = await version(1, 'booked', booked);
    const reminded: Cause = { kind: 'appointment', id: meeting.id };
    const ofReminder = await decision(reminded, 'allowed', 'email');
    const mail = async (template: string, key: string, decisionId: string) => {
      const outboundId = await action(reminded, key, 'email', decisionId);
      const made = { ...row(reminded), outboundId, template, recipientKind: 'lead', recipient: 'x' } as const;
      await tx.insert(Email, { ...made, subject: 's', text: 't', html: 'h', state: 'sent' });
      return made.id;
    };
    const before = await mail('reminderLead', `reminder:${meeting.id}:v1`, ofReminder);
    const outlook = await anEvent(tx, { tenantId, leadId, kind: 'calendar.changed' });
    const v2 = await version(2, 'moved', { kind: 'fact', id: outlook });
    const after = await mail('reminderLead', `reminder:${meeting.id}:v2`, ofReminder);

    const received = await anEvent(tx, { tenantId, leadId, kind: 'email.received' });
    const message = async (by: Cause, direction: 'inbound' | 'outbound', outboundId: string | null) => {
      const made = { ...row(by), channel: 'email', direction, text: 'private words', outboundId } as const;
      await tx.insert(Message, { ...made, at: made.createdAt });
      return made.id;
    };
    const question = await message({ kind: 'fact', id: received }, 'inbound', null);
    const asked: Cause = { kind: 'message', id: question };
    const draft = {
      ...row(asked),
      text: 'private words',
      confidence: 0.3,
      sources: [],
      state: 'sent',
    } as const;
    const decided = { heldBecause: 'unsure', decidedBy: 'staff:agent', decidedAt: at, decidedBecause: null };
    await tx.insert(Draft, { ...draft, ...decided, sources: [], messageId: question });
    const reply = await action(asked, `reply:${draft.id}`, 'email', null);
    const answer = await message(asked, 'outbound', reply);

    const note = {
      ...row({ kind: 'timer', id: draft.id }),
      kind: 'draftTimedOut',
      recipient: 'agent',
    } as const;
    await tx.insert(StaffNote, { ...note, aboutKind: 'draft', aboutId: draft.id });
    const line = async (kind: string, actor: string, by: Cause, details = {}) => {
      const made = row(by);
      await tx.insert(TimelineEvent, { ...made, kind, actor, details, at: made.createdAt });
      return made.id;
    };
    return {
      ...{ leadId, form, first, second, putOff, allowed, booking, appointmentId: meeting.id, v1, v2 },
      ...{ before, after, ofReminder, question, draftId: draft.id, reply, answer, noteId: note.id },
      status: await line('statusChanged', 'system', { kind: 'call', id: second }, changed),
      byStaff: await line('doNotCallAdded', 'staff:agent', { kind: 'system', id: uuidV7() }),
      byItself: await line(
        'assigned',
        'system',
        { kind: 'system', id: 'staffLeft' },
        { to: 'agent', because: 'left' },
      ),
      orphan: await line(
        'callEnded',
        'system',
        { kind: 'call', id: uuidV7() },
        { number: 9, outcome: 'busy' },
      ),
    };
  });

const changed = { from: 'contacted', to: 'qualified', reason: 'answered' };

const anEvent = async (
  tx: Tx,
  { tenantId, leadId, kind }: { tenantId: string; leadId: string; kind: string },
): Promise<string> => {
  const id = uuidV7();
  const event = { id, tenantId, createdAt: new Date(start), vendor: 'form', account: 'public', eventId: id };
  await tx.insert(InboundEvent, { ...event, kind, leadId, body: {} });
  return id;
};
