import type { NoteRef, NotifyActivities } from '../../schema/contracts/notes.ts';
import { StaffNote, type StaffNoteRow } from '../../schema/database/notes/entities.ts';
import { settleNote } from '../../schema/database/notes/settle-note.ts';
import type { Ports } from '../ports.ts';
import { sendNote } from './send-note.ts';

/** Mail to staff: each note is one row, one ledger row and one workflow. */
export const createNotifyActivities = (ports: Ports): NotifyActivities => ({
  sendStaffNote: async (note) => {
    const row = await noteRow(ports, note);
    return row.state === 'pending' ? sendNote(ports, row) : row.state;
  },
  giveUpStaffNote: async (note) => {
    const row = await noteRow(ports, note);
    ports.log.warn({ noteId: row.id, kind: row.kind }, 'a note to staff was given up');
    return ports.db.inTenant(note.tenantId, (tx) =>
      settleNote(tx, row, { state: 'givenUp', reason: 'notSentInTime' }),
    );
  },
});

const noteRow = ({ db }: Ports, { tenantId, noteId }: NoteRef): Promise<StaffNoteRow> =>
  db.inTenant(tenantId, (tx) => tx.findOneOrFail(StaffNote, { id: noteId })) as Promise<StaffNoteRow>;
