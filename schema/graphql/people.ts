import { builder } from './builder.ts';
import { pageCost } from './limits.ts';
import { pageOf, sliced } from './pages.ts';
import { read } from './rows.ts';
import { type StaffUser, StaffUserRef, staffUsers } from './staff-user.ts';

const pageSize = 50;

builder.queryField('people', (t) =>
  t.connection(
    {
      type: StaffUserRef,
      description: `Everybody who works or worked there, whoever came last first; ${pageSize} unless asked for more.`,
      authScopes: { viewer: true },
      complexity: pageCost(pageSize),
      args: {
        disabled: t.arg.boolean({
          description: 'Only those who may not sign in any more, or only the others.',
        }),
      },
      resolve: (_root, { disabled, ...args }, context) =>
        pageOf<StaffUser>(args, pageSize, (slice) =>
          read(context, (tables) => {
            let found = tables.selectFrom('staff_user').select(staffUsers.columns);
            if (disabled != null) found = found.where('disabledAt', disabled ? 'is not' : 'is', null);
            return sliced(found as never, 'createdAt', slice).execute() as never;
          }),
        ),
    },
    { name: 'PeopleConnection' },
    { name: 'PeopleEdge' },
  ),
);
