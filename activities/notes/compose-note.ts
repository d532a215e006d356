import { writtenTime } from '../../domain/appointments/spoken-time.ts';
import type { MailData } from '../../domain/mail/mail-data.ts';
import { staffMailLanguage } from '../../domain/mail/words/index.ts';
import type { EmailPayload } from '../../integrations/email/port.ts';
import { Appointment } from '../../schema/database/appointments/entities.ts';
import { CallAttempt } from '../../schema/database/calls/entities.ts';
import { Draft, Message } from '../../schema/database/conversations/entities.ts';
import type { Tx } from '../../schema/database/database.ts';
import { Email } from '../../schema/database/emails/entities.ts';
import { Outbound } from '../../schema/database/ledger/entities.ts';
import type { StaffNoteRow } from '../../schema/database/notes/entities.ts';
import type { TenantInForce } from '../../schema/database/tenants/policy.ts';
import type { Composition } from '../emails/compose.ts';

/** A note's e-mail: its words by its kind, its facts from the row that it is about. */
export const staffNoteMail = (note: StaffNoteRow): Composition<'staffNote'> => ({
  template: 'staffNote',
  compose: async (tx, lead, tenant) => {
    const name = lead.name ?? lead.email ?? lead.phone ?? '';
    const facts = {
      lead: name,
      phone: lead.phone ?? null,
      email: lead.email ?? null,
      ...(await factsAbout(tx, note, tenant)),
      remark: note.remark ?? null,
      leadId: lead.id,
    };
    return { kind: note.kind, lead: name, facts };
  },
});

const mostWords = 400;

/** Enough of a text to know what it is about. */
const excerpt = (text: string): string =>
  text.length > mostWords ? `${text.slice(0, mostWords).toWellFormed().trimEnd()} …` : text;

type NoteFacts = MailData['staffNote']['facts'];
type FactReader = (tx: Tx, id: string, write: (at: Date) => string) => Promise<NoteFacts>;

const readers: Record<StaffNoteRow['aboutKind'], FactReader> = {
  lead: async () => ({}),
  message: async (tx, id) => {
    const message = await tx.findOne(Message, { id });
    return message ? { subject: message.subject ?? null, message: excerpt(message.text) } : {};
  },
  draft: async (tx, id) => {
    const draft = await tx.findOne(Draft, { id });
    const message = draft?.messageId ? await tx.findOne(Message, { id: draft.messageId }) : null;
    return {
      subject: message?.subject ?? null,
      message: message ? excerpt(message.ownText ?? message.text) : null,
      draft: draft?.text ? excerpt(draft.text) : null,
      draftId: id,
    };
  },
  call: async (tx, id, write) => {
    const call = await tx.findOne(CallAttempt, { id });
    const summary = call?.summary?.summary;
    return {
      callAt: call ? write(call.placedAt ?? call.createdAt) : null,
      callbackAt: call?.callbackAt ? write(call.callbackAt) : null,
      summary: typeof summary === 'string' ? excerpt(summary) : null,
    };
  },
  appointment: async (tx, id, write) => {
    const appointment = await tx.findOne(Appointment, { id });
    return appointment ? { appointmentAt: write(appointment.startsAt) } : {};
  },
  email: async (tx, id) => {
    const email = await tx.findOne(Email, { id });
    return email ? { mail: email.subject, address: email.recipient } : {};
  },
  action: async (tx, id) => {
    const row = await tx.findOne(Outbound, { id });
    const { subject = null, to } = (row?.payload ?? {}) as Partial<EmailPayload>;
    return { mail: subject, address: to?.[0] ?? null, actionId: id };
  },
};

const factsAbout = (
  tx: Tx,
  { aboutKind, aboutId }: StaffNoteRow,
  { settings: { profile } }: TenantInForce,
): Promise<NoteFacts> =>
  readers[aboutKind](tx, aboutId, (at) =>
    writtenTime(at.toISOString(), profile.timeZone, staffMailLanguage(profile)),
  );
