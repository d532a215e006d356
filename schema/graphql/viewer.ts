import { signedIn } from './access.ts';
import { builder } from './builder.ts';
import type { SignedIn } from './context.ts';
import { RoleEnum, StaffUserRef } from './staff-user.ts';
import { TenantRef } from './tenant.ts';

const ViewerRef = builder.objectRef<SignedIn>('Viewer').implement({
  description: 'Who asks.',
  fields: (t) => ({
    user: t.field({
      type: StaffUserRef,
      description: 'The member of staff who is signed in.',
      resolve: ({ userId }) => userId,
    }),
    tenant: t.field({
      type: TenantRef,
      description: 'The business whose data is seen.',
      resolve: ({ tenantId }) => tenantId,
    }),
    role: t.expose('role', { type: RoleEnum, description: 'What the viewer may do.' }),
    mayCommand: t.boolean({
      description: 'Whether the viewer may use the mutations.',
      resolve: ({ role }) => role !== 'viewer',
    }),
  }),
});

builder.queryField('viewer', (t) =>
  t.field({
    type: ViewerRef,
    description: 'Who is signed in.',
    authScopes: { viewer: true },
    resolve: (_root, _args, context) => signedIn(context),
  }),
);
