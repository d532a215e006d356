import { journeyGapMs } from '../../domain/imports/pace.ts';
import type { Tx } from '../database/database.ts';
import { type TenantInForce, tenantInForce } from '../database/tenants/policy.ts';
import { resumeTenant, suspendTenant } from '../database/tenants/suspend.ts';
import { actorOf, signedIn } from './access.ts';
import { builder } from './builder.ts';
import { InvalidInput, InvalidInputRef } from './command-result.ts';
import type { GraphqlContext } from './context.ts';
import { TenantRef } from './tenant.ts';

const TenantResult = builder.unionType('TenantResult', {
  description: 'The business as it is now, or what has to be mended.',
  types: [TenantRef, InvalidInputRef],
  resolveType: (value) => (value instanceof InvalidInput ? InvalidInputRef : TenantRef),
});

const longestReason = 500;

type Asked = Parameters<typeof suspendTenant>[1];

const change = async (
  context: GraphqlContext,
  why: string,
  how: (tx: Tx, asked: Asked) => Promise<unknown>,
): Promise<TenantInForce | InvalidInput> => {
  const { tenantId } = signedIn(context);
  const reason = why.trim();
  if (reason === '' || reason.length > longestReason)
    return new InvalidInput('reason', `1 to ${longestReason} characters`);
  await context.db.inTenant(tenantId, (tx) => how(tx, { tenantId, actor: actorOf(context), reason }));
  return context.db.inTenant(tenantId, (tx) => tenantInForce(tx, tenantId));
};

const SuspendTenantInput = builder.inputType('SuspendTenantInput', {
  description: 'Why the business that was entered is suspended.',
  fields: (t) => ({
    reason: t.string({ required: true, description: 'Why; its admins read it as well.' }),
  }),
});

builder.mutationField('suspendTenant', (t) =>
  t.field({
    type: TenantResult,
    description:
      'Suspends the business: from now on nobody is contacted for it and no journey begins. What comes in is stored and held; staff sign in, read and export. A second call changes nothing.',
    authScopes: { platform: true },
    args: { input: t.arg({ type: SuspendTenantInput, required: true, description: 'Why.' }) },
    resolve: (_root, { input }, context) => change(context, input.reason, suspendTenant),
  }),
);

const ResumeTenantInput = builder.inputType('ResumeTenantInput', {
  description: 'Why the business that was entered goes on.',
  fields: (t) => ({
    reason: t.string({ required: true, description: 'Why; its admins read it as well.' }),
  }),
});

builder.mutationField('resumeTenant', (t) =>
  t.field({
    type: TenantResult,
    description:
      'Lets a suspended business go on: what was held follows in the order in which it came, a lead at a time, at the pace of imports. A second call changes nothing.',
    authScopes: { platform: true },
    args: { input: t.arg({ type: ResumeTenantInput, required: true, description: 'Why.' }) },
    resolve: (_root, { input }, context) =>
      change(context, input.reason, async (tx, asked) => {
        const { settings } = await tenantInForce(tx, asked.tenantId);
        return resumeTenant(tx, { ...asked, gapMs: journeyGapMs(settings) });
      }),
  }),
);
