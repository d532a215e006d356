import { builder } from './builder.ts';
import { CauseRef } from './cause.ts';
import { LeadRef } from './lead.ts';
import { pageCost } from './limits.ts';
import { rowsOfParent } from './loaders.ts';
import { pageOfLead } from './pages.ts';
import { rowNode } from './row-node.ts';
import { type RowOf, source } from './rows.ts';
import { wordsEnum } from './words.ts';

// without its HTML, which is long and says the same as the text
const rows = source('email', [
  ...['id', 'leadId', 'createdAt', 'template', 'recipientKind', 'recipient', 'subject', 'text', 'vendorId'],
  ...['state', 'causedBy'],
] as const);
const list = { source: rows, orderedBy: 'createdAt', size: 20 } as const;
const eventRows = source('email_event', ['id', 'emailId', 'kind', 'at']);

const EmailState = wordsEnum('EmailState', 'The best the vendor said of an e-mail, or the worst.', [
  ...['planned', 'sent', 'delivered', 'delayed', 'opened', 'clicked', 'bounced', 'complained', 'failed'],
  'suppressed',
] as const);
const RecipientKind = wordsEnum('RecipientKind', 'Whom an e-mail went to.', ['lead', 'staff']);

const EmailEventRef = builder.objectRef<RowOf<typeof eventRows>>('EmailEvent').implement({
  description: 'What the vendor said about an e-mail.',
  fields: (t) => ({
    kind: t.exposeString('kind', { description: 'What happened, in our words: delivered, opened, bounced.' }),
    at: t.expose('at', { type: 'DateTime', description: 'When it happened, by the vendor’s clock.' }),
  }),
});

const EmailRef = rowNode('Email', rows);

builder.objectType(EmailRef, {
  description: 'An e-mail of ours, as it was sent.',
  fields: (t) => ({
    template: t.exposeString('template', { description: 'Which of our e-mails it is.' }),
    recipientKind: t.expose('recipientKind', { type: RecipientKind, description: 'Whom it went to.' }),
    recipient: t.exposeString('recipient', { description: 'The address it went to.' }),
    subject: t.exposeString('subject', { description: 'Its subject.' }),
    text: t.exposeString('text', { description: 'Its text.' }),
    state: t.expose('state', { type: EmailState, description: 'What became of it.' }),
    vendorId: t.exposeString('vendorId', { nullable: true, description: 'The vendor’s id of it.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was written.' }),
    cause: t.expose('causedBy', { type: CauseRef, description: 'Why it was sent.' }),
    events: t.field({
      type: [EmailEventRef],
      description: 'What the vendor said about it, in order.',
      resolve: (email, _args, context) =>
        rowsOfParent(context, eventRows, { column: 'emailId', id: email.id, orderBy: 'at' }),
    }),
  }),
});

builder.objectField(LeadRef, 'emails', (t) =>
  t.connection({
    type: EmailRef,
    description: 'The e-mails about the lead, to the lead and to staff, newest first.',
    complexity: pageCost(list.size),
    resolve: (lead, args, context) => pageOfLead(context, list, lead.id, args),
  }),
);
