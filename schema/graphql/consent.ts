import { builder } from './builder.ts';
import { CauseRef } from './cause.ts';
import { LeadRef } from './lead.ts';
import { rowsOfParent } from './loaders.ts';
import { rowNode } from './row-node.ts';
import { source } from './rows.ts';

const rows = source('lead_consent', ['id', 'leadId', 'given', 'text', 'ip', 'givenAt', 'causedBy']);

const ConsentRef = rowNode('Consent', rows);

builder.objectType(ConsentRef, {
  description: 'What a lead agreed to, or did not, in the words that were shown.',
  fields: (t) => ({
    given: t.exposeBoolean('given', { description: 'Whether the lead agreed.' }),
    text: t.exposeString('text', { description: 'The words that were shown.' }),
    ip: t.exposeString('ip', { nullable: true, description: 'The network address it came from.' }),
    givenAt: t.expose('givenAt', { type: 'DateTime', description: 'When it was said.' }),
    cause: t.expose('causedBy', { type: CauseRef, description: 'What it came with.' }),
  }),
});

builder.objectField(LeadRef, 'consents', (t) =>
  t.field({
    type: [ConsentRef],
    description: 'What the lead agreed to, oldest first.',
    resolve: (lead, _args, context) =>
      rowsOfParent(context, rows, { column: 'leadId', id: lead.id, orderBy: 'givenAt' }),
  }),
);
