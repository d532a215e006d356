import { LockMode } from '@mikro-orm/core';
import type { Actor } from '../../contracts/commands.ts';
import { recordChange } from '../audit/record-change.ts';
import type { Tx } from '../database.ts';
import { LedgerFailure } from '../ledger/ledger-failure.ts';
import { storableText } from '../storable.ts';
import { Lead } from './entities.ts';
import { leadFamily } from './lead-family.ts';
import { lockLead } from './lead-lock.ts';
import { LeadNote, type LeadNoteRow } from './note-entities.ts';
import { actorLine, addToTimeline } from './timeline.ts';

/** A note, and who writes, changes or removes it. `id` is its caller's: the same id is the same note. */
export interface NoteChange {
  tenantId: string;
  id: string;
  actor: Actor;
}

/** Writes a note down about a lead, under the one that it is by now. A second call with the same id changes nothing. `unknown`: also of somebody who is forgotten. */
export const addNote = async (
  tx: Tx,
  { tenantId, id, actor, leadId, text }: NoteChange & { leadId: string; text: string },
): Promise<'added' | 'unknown'> => {
  const lead = await lockLead(tx, leadId);
  if (!lead || lead.erasedAt) return 'unknown';
  const [inserted] = await tx.execute<{ id: string }[]>(
    `insert into lead_note (id, tenant_id, lead_id, text, written_by) values (?, ?, ?, ?, ?)
     on conflict (id) do nothing returning id`,
    [id, tenantId, lead.id, storableText(text), actorLine(actor)],
  );
  if (inserted) await tell(tx, { tenantId, id, actor }, lead.id, 'Added', { text: [null, text] });
  // the id may come from a browser: it never answers with another lead's note
  else if ((await tx.count(LeadNote, { id, leadId: { $in: await leadFamily(tx, lead.id) } })) === 0)
    throw new LedgerFailure('Ledger.KeyConflict');
  return 'added';
};

/** Puts other words in place of a note's. The same words again change nothing. */
export const editNote = async (
  tx: Tx,
  change: NoteChange & { text: string },
): Promise<'edited' | 'unknown'> => {
  const note = await lockNote(tx, change.id);
  if (!note || note.removedAt) return 'unknown';
  const text = storableText(change.text);
  if (note.text === text) return 'edited';
  const edited = { text, editedAt: new Date(), editedBy: actorLine(change.actor) };
  await tx.nativeUpdate(LeadNote, { id: note.id }, edited);
  await tell(tx, change, note.leadId, 'Edited', { text: [note.text, text] });
  return 'edited';
};

/** Takes a note away, its words too: the audit log alone keeps them. A second call changes nothing. */
export const removeNote = async (tx: Tx, change: NoteChange): Promise<'removed' | 'unknown'> => {
  const note = await lockNote(tx, change.id);
  if (!note) return 'unknown';
  if (note.removedAt) return 'removed';
  const removed = { text: '', removedAt: new Date(), removedBy: actorLine(change.actor) };
  await tx.nativeUpdate(LeadNote, { id: note.id }, removed);
  await tell(tx, change, note.leadId, 'Removed', { text: [note.text, null] });
  return 'removed';
};

const lockNote = async (tx: Tx, id: string): Promise<LeadNoteRow | null> =>
  (await tx.findOne(
    LeadNote,
    { id },
    { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true },
  )) as LeadNoteRow | null;

const tell = async (
  tx: Tx,
  { tenantId, id, actor }: NoteChange,
  leadId: string,
  what: 'Added' | 'Edited' | 'Removed',
  { text: [was, is] }: { text: [string | null, string | null] },
): Promise<void> => {
  await tx.nativeUpdate(Lead, { id: leadId }, { updatedAt: new Date() });
  await addToTimeline(tx, {
    tenantId,
    leadId,
    kind: `note${what}`,
    details: { noteId: id },
    actor: actorLine(actor),
    causedBy: { kind: 'system', id },
  });
  const columns = (text: string | null) => (text === null ? null : { text });
  await recordChange(tx, {
    tenantId,
    actor,
    action: `leadNote${what}`,
    subject: { kind: 'LeadNote', id },
    leadId,
    before: columns(was),
    after: columns(is),
  });
};
