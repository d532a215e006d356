import type { Cause } from '../../contracts/ids.ts';
import type { ImportedPerson } from '../../contracts/imports.ts';
import type { Tx } from '../database.ts';
import { Lead, LeadConsent, LeadFact, LeadIdentity, TimelineEvent } from '../leads/entities.ts';
import { LeadNote } from '../leads/note-entities.ts';
import { InboundEvent } from '../ledger/entities.ts';
import { uuidV7 } from '../uuid-v7.ts';
import type { LeadImportEntry } from './entities.ts';

/** A row that becomes a lead, and when its journey begins. */
export interface NewLead {
  rowId: string;
  number: number;
  leadId: string;
  person: ImportedPerson;
  startsAt: Date;
}

type File = Pick<LeadImportEntry, 'id' | 'tenantId' | 'createdAt' | 'startedBy'>;

/**
 * Makes leads of rows, with all that a form's lead has: identities, consent, the event, the timeline, the first fact. Its
 * journey begins by the dispatcher when its time has come. Fails as a whole when somebody is known already.
 * Answers the event by which each of them came.
 */
export const insertLeads = async (
  tx: Tx,
  file: File,
  leads: readonly NewLead[],
): Promise<(leadId: string) => string> => {
  const made = leads.map((lead) => ({ ...lead, eventId: uuidV7() }));
  const events = new Map(made.map(({ leadId, eventId }) => [leadId, eventId]));
  const rows = made.map((lead) => rowsOf(file, lead));
  // in the order in which a form's path takes them
  await tx.insertMany(
    Lead,
    rows.map(({ lead }) => lead),
  );
  await tx.insertMany(
    LeadIdentity,
    rows.flatMap(({ identities }) => identities),
  );
  await tx.insertMany(
    InboundEvent,
    rows.map(({ event }) => event),
  );
  await tx.insertMany(
    LeadConsent,
    rows.flatMap(({ consent }) => consent),
  );
  await tx.insertMany(
    LeadNote,
    rows.flatMap(({ note }) => note),
  );
  await tx.insertMany(
    TimelineEvent,
    rows.map(({ told }) => told),
  );
  await tx.insertMany(
    LeadFact,
    rows.map(({ fact }) => fact),
  );
  await tx.execute(
    `select routing.defer_pending('facts', l.id, l.at) from jsonb_to_recordset(?::jsonb) as l (id uuid, at timestamptz)`,
    [JSON.stringify(made.map(({ leadId, startsAt }) => ({ id: leadId, at: startsAt.toISOString() })))],
  );
  return (leadId) => events.get(leadId) ?? leadId;
};

const rowsOf = (
  { id: importId, tenantId, createdAt: uploadedAt, startedBy }: File,
  { leadId, eventId, number, person }: NewLead & { eventId: string },
) => {
  const { consent, note, assignedTo, tags, ...known } = person;
  const createdAt = new Date();
  const row = () => ({ id: uuidV7(), tenantId, createdAt });
  const causedBy: Cause = { kind: 'fact', id: eventId };
  const actor = startedBy ?? 'system';
  const where = { importId, row: number };
  const identity = (kind: 'phone' | 'email', value: string | null) =>
    value ? [{ ...row(), leadId, kind, value }] : [];
  return {
    lead: { ...row(), ...known, id: leadId, updatedAt: createdAt, tags, assignedTo, answers: {}, factSeq: 1 },
    identities: [...identity('phone', person.phone), ...identity('email', person.email)],
    // unique: a row of a file is one event, whoever works on it
    event: {
      ...{ ...row(), id: eventId, vendor: 'import', account: importId, eventId: String(number) },
      ...{ kind: 'import', leadId, body: where },
    },
    consent: consent
      ? [
          {
            ...{ ...row(), leadId, given: true, text: consent.text, causedBy },
            givenAt: consent.at ? new Date(consent.at) : uploadedAt,
          },
        ]
      : [],
    note: note ? [{ ...row(), leadId, text: note, writtenBy: actor }] : [],
    told: { ...row(), leadId, kind: 'imported', details: where, actor, causedBy, at: createdAt },
    fact: { ...row(), leadId, seq: 1, kind: 'formSubmitted' as const, ref: eventId, causedBy },
  };
};
