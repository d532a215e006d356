import type { Cause, LeadRef } from '../../contracts/ids.ts';
import type { NoteSubject, StaffNoteKind } from '../../contracts/notes.ts';
import type { StaffMember } from '../../contracts/tenant.ts';
import type { Tx } from '../database.ts';
import { Lead } from '../leads/entities.ts';
import { storableText } from '../storable.ts';
import { tenantInForce } from '../tenants/policy.ts';
import { uuidV7 } from '../uuid-v7.ts';
import { StaffNote } from './entities.ts';

/** What staff are to be told. */
export interface NoteForStaff extends LeadRef {
  kind: StaffNoteKind;
  /** the row that tells more */
  about: { kind: NoteSubject; id: string };
  /** which time of telling this is; left out: the first, and no other is meant to follow */
  round?: number;
  /** keys of those who are told; left out: whoever looks after the lead, and everybody who wants to be told */
  recipients?: readonly string[];
  /** one or two sentences of the caller's own, for people */
  remark?: string | null;
  causedBy: Cause;
}

/**
 * Has members of staff told by e-mail, as soon as this transaction is committed: the dispatcher starts one `notifyPerson`
 * workflow per row. The same kind about the same row tells each person once in a round, however often it is noted.
 */
export const noteStaff = async (tx: Tx, note: NoteForStaff): Promise<void> => {
  const { tenantId, leadId, kind, about, round = 1, causedBy } = note;
  const remark = note.remark ? storableText(note.remark) : null;
  for (const recipient of note.recipients ?? (await whoIsTold(tx, note)))
    await tx.execute(
      `insert into staff_note (id, tenant_id, lead_id, kind, recipient, about_kind, about_id, round, remark, caused_by)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb)
       on conflict (tenant_id, kind, about_id, recipient, round) do nothing`,
      [
        ...[uuidV7(), tenantId, leadId, kind, recipient],
        ...[about.kind, about.id, round, remark, JSON.stringify(causedBy)],
      ],
    );
};

/**
 * The round that follows those people were told in, of this kind about this row. Asked under the lock that its caller tells
 * under: two that asked at once would share one.
 */
export const nextRound = async (
  tx: Tx,
  { kind, about }: Pick<NoteForStaff, 'kind' | 'about'>,
): Promise<number> => {
  const [last] = await tx.find(
    StaffNote,
    { kind, aboutId: about.id },
    { orderBy: { round: 'desc' }, limit: 1, fields: ['round'] },
  );
  return (last?.round ?? 0) + 1;
};

const whoIsTold = async (tx: Tx, { tenantId, leadId }: LeadRef): Promise<string[]> => {
  const { settings } = await tenantInForce(tx, tenantId);
  const lead = await tx.findOne(Lead, { id: leadId }, { fields: ['assignedTo'] });
  const told = settings.staff.filter(({ key, notify }) => notify || key === lead?.assignedTo);
  // somebody has to hear of it, also where nobody asked to
  const admins = ({ role }: StaffMember): boolean => role === 'admin';
  return (told.length > 0 ? told : settings.staff.filter(admins)).map(({ key }) => key);
};
