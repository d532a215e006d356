import { builder } from './builder.ts';
import { CallRef } from './call.ts';
import { CauseRef } from './cause.ts';
import { openToKeys } from './closed-to-keys.ts';
import { LeadRef } from './lead.ts';
import { rowsOfLead } from './loaders.ts';
import { rowNode } from './row-node.ts';
import { source } from './rows.ts';
import { wordsEnum } from './words.ts';

const rows = source('lead_consent', [
  ...['id', 'leadId', 'about', 'given', 'text', 'ip', 'givenAt', 'causedBy'],
] as const);

const ConsentAbout = wordsEnum('ConsentAbout', 'What a consent is about.', ['contact', 'recording']);

const ConsentRef = rowNode('Consent', rows);

builder.objectType(ConsentRef, {
  extensions: openToKeys('leads:read'),
  description: 'What a lead agreed to, or did not, in the words that were shown.',
  fields: (t) => ({
    about: t.expose('about', {
      type: ConsentAbout,
      description: 'Whether it is about being contacted, or about the recording of calls.',
    }),
    given: t.exposeBoolean('given', { description: 'Whether the lead agreed.' }),
    text: t.exposeString('text', { description: 'The words that were shown.' }),
    ip: t.exposeString('ip', { nullable: true, description: 'The network address it came from.' }),
    givenAt: t.expose('givenAt', { type: 'DateTime', description: 'When it was said.' }),
    cause: t.expose('causedBy', { type: CauseRef, description: 'What it came with.' }),
    lead: t.field({ type: LeadRef, description: 'Who said it.', resolve: ({ leadId }) => leadId }),
  }),
});

builder.objectField(CallRef, 'recordingConsent', (t) =>
  t.field({
    type: ConsentRef,
    nullable: true,
    description:
      'What the lead said in this call when asked whether it may be recorded; null when nobody asked.',
    resolve: async ({ id, leadId }, _args, context) => {
      const all = await rowsOfLead(context, rows, leadId, 'givenAt');
      const said = all.findLast(({ about, causedBy }) => about === 'recording' && causedBy.id === id);
      return said ?? null;
    },
  }),
);

builder.objectField(LeadRef, 'consents', (t) =>
  t.field({
    type: [ConsentRef],
    description: 'What the lead agreed to, oldest first.',
    resolve: (lead, _args, context) => rowsOfLead(context, rows, lead.id, 'givenAt'),
  }),
);
