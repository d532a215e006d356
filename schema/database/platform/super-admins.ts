import type pg from 'pg';
import type { Queryable } from '../routing/doors.ts';
import { isUniqueViolation } from '../unique-violation.ts';
import { uuidV7 } from '../uuid-v7.ts';

// For the owner of the database alone, who works at a command line: the application has no right to any of this.

/** Somebody of the platform, as operators see them. */
export interface SuperAdminEntry {
  id: string;
  name: string;
  createdAt: Date;
  disabledAt: Date | null;
}

/** Makes somebody who may enter businesses; false, with nothing changed, when the address has been somebody's before. */
export const createSuperAdmin = async (
  owner: Queryable,
  { emailHash, name, passwordHash }: { emailHash: string; name: string; passwordHash: string },
): Promise<boolean> => {
  const values = [uuidV7(), emailHash, name, passwordHash];
  try {
    await owner.query(
      'insert into routing.super_admin (id, email_hash, name, password_hash) values ($1, $2, $3, $4)',
      values,
    );
    return true;
  } catch (failure) {
    if (isUniqueViolation(failure)) return false;
    throw failure;
  }
};

/** Who has this address, whether or not they may enter just now. */
export const findSuperAdmin = async (owner: Queryable, emailHash: string): Promise<SuperAdminEntry | null> =>
  (await entries(owner, 'where email_hash = $1', [emailHash]))[0] ?? null;

/** Everybody there is, oldest first. */
export const superAdmins = (owner: Queryable): Promise<SuperAdminEntry[]> => entries(owner, '', []);

const entries = async (owner: Queryable, where: string, values: string[]): Promise<SuperAdminEntry[]> => {
  const { rows } = await owner.query<
    Record<'id' | 'name' | 'createdAt', string> & { disabledAt: string | null }
  >(
    `select id, name, created_at as "createdAt", disabled_at as "disabledAt"
     from routing.super_admin ${where} order by created_at, id`,
    values,
  );
  return rows.map(({ createdAt, disabledAt, ...rest }) => ({
    ...rest,
    createdAt: new Date(createdAt),
    disabledAt: disabledAt === null ? null : new Date(disabledAt),
  }));
};

/** Gives them another password and ends every stay of theirs. Whoever is disabled stays so. */
export const setSuperAdminPassword = (owner: pg.Pool, id: string, passwordHash: string): Promise<void> =>
  changeAndEndStays(
    owner,
    'update routing.super_admin set password_hash = $2, password_set_at = now() where id = $1',
    [id, passwordHash],
  );

/** Keeps them out, and ends every stay of theirs at once. A second call changes nothing. */
export const disableSuperAdmin = (owner: pg.Pool, id: string): Promise<void> =>
  changeAndEndStays(
    owner,
    'update routing.super_admin set disabled_at = coalesce(disabled_at, now()) where id = $1',
    [id],
  );

/** Lets them in again, with the password they had. */
export const enableSuperAdmin = (owner: Queryable, id: string): Promise<unknown> =>
  owner.query('update routing.super_admin set disabled_at = null where id = $1', [id]);

const changeAndEndStays = async (
  owner: pg.Pool,
  change: string,
  values: [id: string, ...string[]],
): Promise<void> => {
  const client = await owner.connect();
  try {
    await client.query('begin');
    await client.query(change, values);
    // a statement of its own: it sees the token of whoever entered while the first one waited for their row
    await client.query(`delete from routing.token where kind = 'superAdmin' and ref = $1`, [values[0]]);
    await client.query('commit');
  } catch (failure) {
    await client.query('rollback');
    throw failure;
  } finally {
    client.release();
  }
};
