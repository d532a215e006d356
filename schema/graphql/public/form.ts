import type { TenantSettings } from '../../contracts/tenant.ts';
import { publicBuilder } from './builder.ts';

type Form = TenantSettings['form'];

const Interest = publicBuilder.objectRef<Form['interests'][number]>('Interest').implement({
  description: 'Something that one may ask for.',
  fields: (t) => ({
    value: t.exposeString('value', { description: 'What the form sends.' }),
    label: t.exposeString('label', { description: 'What a visitor reads.' }),
  }),
});

export const FormRef = publicBuilder.objectRef<Form>('Form').implement({
  description: 'The form by which a visitor becomes a lead.',
  fields: (t) => ({
    title: t.exposeString('title', { description: 'Its heading.' }),
    intro: t.exposeString('intro', { description: 'What stands above its fields.' }),
    consentText: t.exposeString('consentText', { description: 'What a visitor agrees to by its checkbox.' }),
    interests: t.field({
      type: [Interest],
      description: 'What one may ask for.',
      resolve: ({ interests }) => interests,
    }),
  }),
});
