import { builder } from './builder.ts';
import { openToKeys } from './closed-to-keys.ts';
import type { GraphqlContext } from './context.ts';
import { loadOne } from './loaders.ts';
import { rowNode } from './row-node.ts';
import { type RowOf, read, source } from './rows.ts';
import { roles } from './who-asks.ts';
import { wordsEnum } from './words.ts';

export const staffUsers = source('staff_user', [
  'id',
  'staffKey',
  'name',
  'email',
  'role',
  'calendar',
  'disabledAt',
]);
export type StaffUser = RowOf<typeof staffUsers>;

export const RoleEnum = wordsEnum('Role', 'What a member of staff may do.', roles);

export const StaffUserRef = rowNode('StaffUser', staffUsers);

/** The member of staff with this key; null when nobody has it any more. */
export const staffByKey = async (context: GraphqlContext, key: string | null): Promise<StaffUser | null> => {
  if (key === null) return null;
  const found = await loadOne(context, 'staff by key', key, async (keys) => {
    const rows = await read(context, (tables) =>
      tables.selectFrom('staff_user').select(staffUsers.columns).where('staffKey', 'in', keys).execute(),
    );
    return new Map(rows.map((row) => [row.staffKey, row]));
  });
  return found ?? null;
};

/** Everybody of the viewer's tenant, by name. */
export const allStaff = (context: GraphqlContext): Promise<StaffUser[]> =>
  read(context, (tables) =>
    tables.selectFrom('staff_user').select(staffUsers.columns).orderBy('name').orderBy('id').execute(),
  );

builder.objectType(StaffUserRef, {
  extensions: openToKeys('leads:read', 'settings:read'),
  description: 'A member of staff.',
  fields: (t) => ({
    key: t.exposeString('staffKey', { description: 'The short name used in commands and in the timeline.' }),
    name: t.exposeString('name', { description: 'The full name.' }),
    email: t.exposeString('email', { description: 'The address that signs in and that summaries go to.' }),
    role: t.expose('role', { type: RoleEnum, description: 'What this person may do.' }),
    calendar: t.exposeString('calendar', {
      nullable: true,
      description: 'The mailbox that holds the appointments; null for people without appointments.',
    }),
    disabledAt: t.expose('disabledAt', {
      type: 'DateTime',
      nullable: true,
      description: 'Since when this person may no longer sign in.',
    }),
  }),
});
