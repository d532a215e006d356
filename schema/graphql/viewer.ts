import { accessScopes, signedIn } from './access.ts';
import { builder } from './builder.ts';
import { KeyScopeEnum } from './key-scope.ts';
import { RoleEnum, StaffUserRef } from './staff-user.ts';
import { TenantRef } from './tenant.ts';
import type { Viewer } from './who-asks.ts';
import { wordsEnum } from './words.ts';

const ViewerKind = wordsEnum(
  'ViewerKind',
  'A member of staff, an API key, or somebody of the platform who entered the business.',
  ['staff', 'key', 'superAdmin'],
);

export const ViewerRef = builder.objectRef<Viewer>('Viewer').implement({
  description: 'Who asks.',
  fields: (t) => ({
    kind: t.expose('kind', { type: ViewerKind, description: 'What asks.' }),
    user: t.field({
      type: StaffUserRef,
      nullable: true,
      description: 'The member of staff who is signed in; null for anybody else.',
      resolve: (viewer) => (viewer.kind === 'staff' ? viewer.userId : null),
    }),
    tenant: t.field({
      type: TenantRef,
      description: 'The business whose data is seen.',
      resolve: ({ tenantId }) => tenantId,
    }),
    role: t.field({
      type: RoleEnum,
      nullable: true,
      description: 'What the viewer may do; null for keys, which have scopes instead.',
      resolve: (viewer) => {
        if (viewer.kind === 'key') return null;
        return viewer.kind === 'staff' ? viewer.role : ('admin' as const);
      },
    }),
    scopes: t.field({
      type: [KeyScopeEnum],
      description: 'What an API key may do; empty for people, who have a role instead.',
      resolve: (viewer) => (viewer.kind === 'key' ? [...viewer.scopes] : []),
    }),
    mayCommand: t.boolean({
      description: 'Whether the viewer may use mutations.',
      resolve: (viewer) => {
        const may = accessScopes({ viewer });
        return may.agent || may['leads:write'] || may['appointments:write'];
      },
    }),
  }),
});

builder.queryField('viewer', (t) =>
  t.field({
    type: ViewerRef,
    description: 'Who is signed in.',
    authScopes: { viewer: true, key: true },
    resolve: (_root, _args, context) => signedIn(context),
  }),
);
