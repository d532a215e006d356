import type { NoteRef, NotifyActivities } from '../../schema/contracts/notes.ts';
import { AccountMail, type AccountMailRow } from '../../schema/database/accounts/entities.ts';
import { StaffNote, type StaffNoteRow } from '../../schema/database/notes/entities.ts';
import { settleNote } from '../../schema/database/notes/settle-note.ts';
import type { Ports } from '../ports.ts';
import { sendAccountMail, settleAccountMail } from './send-account-mail.ts';
import { sendNote } from './send-note.ts';

/** Mail to staff, and to people about their own accounts: each is one row, one ledger row and one workflow. */
export const createNotifyActivities = (ports: Ports): NotifyActivities => ({
  sendStaffNote: async (note) => {
    const { staff, account } = await noteRow(ports, note);
    if (staff) return staff.state === 'pending' ? sendNote(ports, staff) : staff.state;
    return account.state === 'pending' ? sendAccountMail(ports, account) : account.state;
  },
  giveUpStaffNote: async (note) => {
    const { staff, account } = await noteRow(ports, note);
    const row = staff ?? account;
    ports.log.warn({ noteId: row.id, kind: row.kind }, 'a mail to a person was given up');
    const outcome = { state: 'givenUp', reason: 'notSentInTime' } as const;
    if (!staff) return settleAccountMail(ports, account, outcome);
    return ports.db.inTenant(note.tenantId, (tx) => settleNote(tx, staff, outcome));
  },
});

type AnyNote = { staff: StaffNoteRow; account: null } | { staff: null; account: AccountMailRow };

/** The ids of both kinds are unique together: a note is one or the other. */
const noteRow = ({ db }: Ports, { tenantId, noteId: id }: NoteRef): Promise<AnyNote> =>
  db.inTenant(tenantId, async (tx): Promise<AnyNote> => {
    const staff = (await tx.findOne(StaffNote, { id })) as StaffNoteRow | null;
    if (staff) return { staff, account: null };
    return { staff, account: (await tx.findOneOrFail(AccountMail, { id })) as AccountMailRow };
  });
