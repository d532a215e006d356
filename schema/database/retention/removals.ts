import { tableClasses } from '../classes.ts';
import type { Database, Tx } from '../database.ts';
import { erasurePlan } from '../erasure/erasure-plan.ts';

/** Which rows of a table are removed by themselves once they are old. */
export interface Removal {
  table: string;
  /** the condition, with one `?` for the instant before which they must have happened */
  old: string;
  /** of rows that are not a lead's: they go as a whole. Otherwise the classes of the columns say what is emptied */
  deleted?: true;
}

const open = `('composed', 'held', 'approved')`;
const written = `('sendReply', 'decideDraft')`;

/** What was written to leads and by them. What still waits for an answer or a decision stays, however old it is. */
export const ofMessages: readonly Removal[] = [
  {
    table: 'message',
    old: `at < ? and not exists (select from draft d where d.message_id = message.id and d.state in ${open})`,
  },
  { table: 'draft', old: `created_at < ? and state not in ${open}` },
  { table: 'email', old: 'lead_id is not null and created_at < ?' },
  { table: 'email_event', old: 'at < ?' },
  { table: 'email_tracking', old: 'created_at < ?' },
  {
    table: 'outbound',
    old: `kind = 'email' and lead_id is not null and state not in ('planned', 'sending', 'unknown') and settled_at < ?`,
  },
  { table: 'inbound_event', old: `kind like 'email.%' and lead_id is not null and created_at < ?` },
  // replies as they were typed or changed, and what the audit log tells of them
  { table: 'command', old: `name in ${written} and state <> 'accepted' and settled_at < ?` },
  {
    table: 'audit_entry',
    old: `created_at < ? and command_id in (select id from command where name in ${written})`,
  },
];

/** What came in or was told and belongs to no lead: strangers' mails, rows of files, mails about accounts. */
export const ofNobody: readonly Removal[] = [
  { table: 'inbound_event', old: 'lead_id is null and created_at < ?' },
  { table: 'email', old: 'lead_id is null and created_at < ?' },
  {
    table: 'outbound',
    old: `kind = 'email' and lead_id is null and state not in ('planned', 'sending', 'unknown') and settled_at < ?`,
  },
  {
    table: 'lead_import_row',
    old: `import_id in (select id from lead_import where state not in ('checking', 'making') and coalesce(finished_at, created_at) < ?)`,
  },
  { table: 'account_mail', old: `state <> 'pending' and settled_at < ?`, deleted: true },
  // one that was sent again opens something still
  {
    table: 'invitation',
    old: `created_at < ? and not (accepted_at is null and withdrawn_at is null
      and exists (select from account_link l where l.id = link_id and l.expires_at > now()))`,
    deleted: true,
  },
  { table: 'account_link', old: 'expires_at < ?', deleted: true },
  // those that were missed when they ended
  { table: 'staff_session', old: 'expires_at < ?', deleted: true },
];

/** What hangs on calls is found by the call: see `old-calls.ts`. */
export const ofCalls = ['call_turn', 'recording'] as const;

/** What tells who a person is and what became of them: it stays for as long as the lead does. */
export const withTheLead = [
  'lead',
  'lead_identity',
  'lead_consent',
  'lead_note',
  'timeline_event',
  'decision',
  'suppression',
  'do_not_call',
  'merge_proposal',
  'bulk_item',
  'appointment',
  'appointment_version',
  'call_attempt',
  'call_event',
  'hand_over',
  'voicemail',
  'staff_note',
  // a few days before, by its own workflow
  'lead_export_piece',
] as const;

/** The statement of a removal, with the instant and how many rows at most; none that nothing is left of. */
const statements = (db: Database, { table, old, deleted }: Removal): { change: string; from: string } => {
  const plan = erasurePlan(db, tableClasses).find((one) => one.table === table);
  if (!plan && !deleted) throw new Error(`${table} has nothing to empty`);
  const change = plan && !deleted ? plan.change : `delete from "${table}"`;
  const dirty = plan && !deleted ? plan.dirty : 'true';
  return { change, from: `from "${table}" where (${old}) and ${dirty}` };
};

/** Removes some of what is old, and answers how many rows that were; fewer than asked for when it was the last of them. */
export const removeSome = async (
  db: Database,
  tx: Tx,
  { removal, before, most }: { removal: Removal; before: Date; most: number },
): Promise<number> => {
  const { change, from } = statements(db, removal);
  // whoever works on a row just now is let go first: the next night finds it
  const rows = await tx.execute<unknown[]>(
    `${change} where id in (select id ${from} order by id limit ? for update skip locked) returning 1`,
    [before, most],
  );
  return rows.length;
};

/** How many rows are old now. */
export const countOld = async (db: Database, tx: Tx, removal: Removal, before: Date): Promise<number> => {
  const [row] = await tx.execute<{ n: number }[]>(
    `select count(*)::int as n ${statements(db, removal).from}`,
    [before],
  );
  return row?.n ?? 0;
};
