import type { StaffNoteState } from '../../contracts/notes.ts';
import type { Tx } from '../database.ts';
import { addToTimeline } from '../leads/timeline.ts';
import { StaffNote, type StaffNoteRow } from './entities.ts';

type Settled = Exclude<StaffNoteState, 'pending'>;

/** Writes down what became of a note, once, and answers how it stands. The timeline tells of one that nobody got. */
export const settleNote = async (
  tx: Tx,
  note: Pick<StaffNoteRow, 'id' | 'tenantId' | 'leadId' | 'kind' | 'recipient'>,
  outcome: { state: Settled; reason: string | null },
): Promise<Settled> => {
  const settled = await tx.nativeUpdate(
    StaffNote,
    { id: note.id, state: 'pending' },
    { ...outcome, settledAt: new Date() },
  );
  const { id: noteId, tenantId, leadId, kind, recipient } = note;
  if (settled === 0) {
    const { state } = await tx.findOneOrFail(StaffNote, { id: noteId }, { fields: ['state'] });
    return state as Settled;
  }
  if (outcome.state === 'givenUp')
    await addToTimeline(tx, {
      tenantId,
      leadId,
      kind: 'staffNotTold',
      details: { noteId, kind, recipient, reason: outcome.reason },
      actor: 'system',
      causedBy: { kind: 'system', id: noteId },
    });
  return outcome.state;
};
