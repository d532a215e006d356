import type { TenantSettings } from '../../contracts/tenant.ts';
import { publicBuilder } from './builder.ts';
import { FormRef } from './form.ts';
import { OpeningHoursRef } from './opening-hours.ts';

const BusinessRef = publicBuilder.objectRef<TenantSettings>('Business').implement({
  description: 'What a business shows of itself to everybody.',
  fields: (t) => ({
    name: t.string({ description: 'Its name as people write it.', resolve: ({ profile }) => profile.name }),
    website: t.string({ description: 'Its website.', resolve: ({ profile }) => profile.website }),
    language: t.string({
      description: 'The language it speaks unless a visitor speaks another.',
      resolve: ({ profile }) => profile.language,
    }),
    languages: t.stringList({
      description: 'The languages it speaks.',
      resolve: ({ profile }) => profile.languages,
    }),
    color: t.string({
      description: 'The colour of its brand, as CSS has it.',
      resolve: ({ brand }) => brand.color,
    }),
    form: t.field({ type: FormRef, description: 'Its form.', resolve: ({ form }) => form }),
    openingHours: t.field({
      type: OpeningHoursRef,
      description: 'When it holds meetings.',
      resolve: ({ profile: { timeZone }, appointments: { windows, holidays } }) => ({
        timeZone,
        windows,
        holidays,
      }),
    }),
  }),
});

publicBuilder.queryType({
  description: 'What strangers may ask.',
  fields: (t) => ({
    business: t.field({
      type: BusinessRef,
      description: 'The business that the address names.',
      resolve: (_root, _args, { tenant }) => tenant.settings,
    }),
  }),
});
