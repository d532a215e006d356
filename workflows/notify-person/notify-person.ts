import { ActivityFailure, isCancellation, proxyActivities } from '@temporalio/workflow';
import type { NoteRef, NotifyActivities } from '../../schema/contracts/notes.ts';

/** The vendor drops a second mail with the ledger's key for 23 hours: trying ends before that is over. */
const mails = proxyActivities<Pick<NotifyActivities, 'sendStaffNote'>>({
  startToCloseTimeout: '15 seconds',
  scheduleToCloseTimeout: '20 hours',
  retry: { initialInterval: '5 seconds', backoffCoefficient: 2, maximumInterval: '10 minutes' },
  priority: { priorityKey: 2 },
});

/** Our own row: tried for as long as the database is away. */
const rows = proxyActivities<Pick<NotifyActivities, 'giveUpStaffNote'>>({
  startToCloseTimeout: '10 seconds',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
  priority: { priorityKey: 4 },
});

/** Tells one member of staff one thing by e-mail, and answers what became of it. What is told stands in the note's row. */
export async function notifyPerson({ tenantId, noteId }: NoteRef): Promise<string> {
  const note: NoteRef = { tenantId, noteId };
  try {
    return await mails.sendStaffNote.executeWithOptions({ summary: 'tell a member of staff' }, [note]);
  } catch (failure) {
    if (!(failure instanceof ActivityFailure) || isCancellation(failure)) throw failure;
    return await rows.giveUpStaffNote.executeWithOptions({ summary: 'note that nobody was told' }, [note]);
  }
}
