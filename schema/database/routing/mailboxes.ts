import type { Queryable } from './doors.ts';

/** How far a mailbox was read; null for one that never was. */
export interface MailboxRead {
  uidValidity: string;
  uid: number;
  at: string;
}

/**
 * Takes a mailbox for a while, or keeps it for longer: one process reads it. Null while somebody else holds it, and
 * otherwise how far it was read.
 */
export const holdMailbox = async (
  db: Queryable,
  { account, holder, leaseMs }: { account: string; holder: string; leaseMs: number },
): Promise<{ read: MailboxRead | null } | null> => {
  const { rows } = await db.query<{
    uid_validity: string | null;
    uid: number | string | null;
    at: string | null;
  }>(
    `select uid_validity, uid, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at
     from routing.hold_mailbox($1, $2, ($3 || ' milliseconds')::interval)`,
    [account, holder, leaseMs],
  );
  const [row] = rows;
  if (!row) return null;
  const { uid_validity: uidValidity, uid, at } = row;
  return {
    read: uidValidity !== null && uid !== null && at !== null ? { uidValidity, uid: Number(uid), at } : null,
  };
};

/** Notes how far a mailbox was read; false when somebody else holds it by now, and nothing is noted. */
export const moveMailbox = async (
  db: Queryable,
  { account, holder }: { account: string; holder: string },
  { uidValidity, uid, at }: MailboxRead,
): Promise<boolean> => {
  const { rows } = await db.query<{ moved: boolean }>(
    'select routing.move_mailbox($1, $2, $3, $4, $5) as moved',
    [account, holder, uidValidity, uid, at],
  );
  return rows[0]?.moved ?? false;
};

/** Leaves a mailbox to whoever wants it next. */
export const leaveMailbox = async (
  db: Queryable,
  { account, holder }: { account: string; holder: string },
): Promise<void> => {
  await db.query('select routing.leave_mailbox($1, $2)', [account, holder]);
};
