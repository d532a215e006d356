import { type TenantInForce, tenantInForce } from '../database/tenants/policy.ts';
import { signedIn } from './access.ts';
import { builder } from './builder.ts';
import { openToKeys } from './closed-to-keys.ts';
import type { GraphqlContext } from './context.ts';
import { allStaff, StaffUserRef } from './staff-user.ts';
import { wordsEnum } from './words.ts';

const TenantState = wordsEnum('TenantState', 'Where a business stands in its life.', [
  ...['active', 'suspended'],
] as const);

const loadTenant = (context: GraphqlContext, id: string): Promise<TenantInForce> =>
  context.db.inTenant(id, (tx) => tenantInForce(tx, id));

export const TenantRef = builder.loadableNodeRef<TenantInForce, string>('Tenant', {
  id: { resolve: (tenant) => tenant.tenantId },
  load: (ids, context) => {
    const own = signedIn(context).tenantId;
    const tenants = ids.map((id) => (id === own ? loadTenant(context, own) : null));
    // the loader's type knows rows and errors only, the schema takes null for what is not there
    return Promise.all(tenants) as Promise<TenantInForce[]>;
  },
});

builder.objectType(TenantRef, {
  extensions: openToKeys('settings:read'),
  description: 'The business that the viewer works for.',
  fields: (t) => ({
    slug: t.exposeString('slug', { description: 'Its name in addresses.' }),
    name: t.exposeString('name', { description: 'Its name as people write it.' }),
    policyVersion: t.exposeInt('policyVersion', {
      description:
        'The version of its settings that is in force; decisions name the version they were made with.',
    }),
    state: t.field({
      type: TenantState,
      description: 'Whether it goes about its business.',
      resolve: ({ suspendedAt }) => (suspendedAt ? ('suspended' as const) : ('active' as const)),
    }),
    suspendedAt: t.expose('suspendedAt', {
      type: 'DateTime',
      nullable: true,
      description:
        'Since when nobody is contacted for it and what comes in is held; null while it is active.',
    }),
    suspendedBecause: t.exposeString('suspendedBecause', {
      nullable: true,
      description: 'Why, in the words of the platform; null while it is active.',
    }),
    industry: t.string({
      description: 'What it deals in.',
      resolve: ({ settings }) => settings.profile.industry,
    }),
    description: t.string({
      description: 'What it says about itself.',
      resolve: ({ settings }) => settings.profile.description,
    }),
    website: t.string({ description: 'Its website.', resolve: ({ settings }) => settings.profile.website }),
    country: t.string({
      description: 'Its country (ISO 3166), by which national numbers are read.',
      resolve: ({ settings }) => settings.profile.country,
    }),
    timeZone: t.string({
      description: 'Its time zone (IANA).',
      resolve: ({ settings }) => settings.profile.timeZone,
    }),
    language: t.string({
      description: 'The language it speaks unless a lead speaks another.',
      resolve: ({ settings }) => settings.profile.language,
    }),
    staff: t.field({
      type: [StaffUserRef],
      description: 'Everybody who works there.',
      resolve: (_tenant, _args, context) => allStaff(context),
    }),
  }),
});
