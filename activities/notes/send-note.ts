import { outboundKey } from '../../schema/contracts/ledger.ts';
import type { StaffNoteState } from '../../schema/contracts/notes.ts';
import type { StaffNoteRow } from '../../schema/database/notes/entities.ts';
import { settleNote } from '../../schema/database/notes/settle-note.ts';
import { sendMail } from '../emails/send-mail.ts';
import type { Ports } from '../ports.ts';
import { staffNoteMail } from './compose-note.ts';

/** Sends a note's e-mail through the ledger. A run that died before it settled the note finds the e-mail there. */
export const sendNote = async (
  ports: Ports,
  note: StaffNoteRow,
): Promise<Exclude<StaffNoteState, 'pending'>> => {
  const { tenantId, leadId, kind, recipient, aboutId, round, causedBy } = note;
  const sent = await sendMail(ports, {
    tenantId,
    leadId,
    key: outboundKey.staffNote(kind, aboutId, recipient, round),
    causedBy,
    to: { kind: 'staff', staffKey: recipient },
    ...staffNoteMail(note),
  });
  const refused = (reason: string, isSkipped: boolean) =>
    ({ state: isSkipped ? 'skipped' : 'givenUp', reason }) as const;
  const outcome =
    sent.kind === 'sent'
      ? ({ state: 'sent', reason: null } as const)
      : refused(sent.reason, sent.state === 'skipped');
  return ports.db.inTenant(tenantId, (tx) => settleNote(tx, note, outcome));
};
