import { withoutSignedLinks } from '../../domain/mail/signed-links.ts';
import { builder } from './builder.ts';
import { CauseRef } from './cause.ts';
import { openToKeys } from './closed-to-keys.ts';
import type { GraphqlContext } from './context.ts';
import { LeadRef } from './lead.ts';
import { pageCost } from './limits.ts';
import { loadOne, rowsOfParent } from './loaders.ts';
import { pageOfLead } from './pages.ts';
import { rowNode } from './row-node.ts';
import { type RowOf, read, source } from './rows.ts';
import { wordsEnum } from './words.ts';

// without its HTML, see `htmlOf`
const rows = source('email', [
  ...['id', 'leadId', 'createdAt', 'template', 'recipientKind', 'recipient', 'subject', 'text', 'vendorId'],
  ...['state', 'language', 'causedBy'],
] as const);
export const emails = { source: rows, orderedBy: 'createdAt', size: 20 } as const;
const eventRows = source('email_event', ['id', 'emailId', 'kind', 'at', 'details', 'byMachine']);

export const EmailState = wordsEnum('EmailState', 'The best the vendor said of an e-mail, or the worst.', [
  ...['planned', 'sent', 'delivered', 'delayed', 'opened', 'clicked', 'bounced', 'complained', 'failed'],
  'suppressed',
] as const);
export const RecipientKind = wordsEnum('RecipientKind', 'Whom an e-mail went to.', ['lead', 'staff']);

const EmailEventRef = builder.objectRef<RowOf<typeof eventRows>>('EmailEvent').implement({
  description: 'What the vendor said about an e-mail.',
  fields: (t) => ({
    kind: t.exposeString('kind', { description: 'What happened, in our words: delivered, opened, bounced.' }),
    at: t.expose('at', { type: 'DateTime', description: 'When it happened, by the vendor’s clock.' }),
    byMachine: t.exposeBoolean('byMachine', {
      description: 'Whether a machine opened or clicked it, as far as that can be told.',
    }),
    permanent: t.boolean({
      nullable: true,
      description: 'Of a bounce: whether it will not go away.',
      resolve: ({ details }) => details?.permanent ?? null,
    }),
    bounceType: t.string({
      nullable: true,
      description: 'Of a bounce: its kind, as the vendor says it: `MailboxFull`, `General`.',
      resolve: ({ details }) => details?.bounceType ?? null,
    }),
    smtpCode: t.string({
      nullable: true,
      description: 'Of a bounce: the receiving server’s reply code, and its enhanced code (RFC 3463).',
      resolve: ({ details }) => [details?.smtpCode, details?.statusCode].filter(Boolean).join(' ') || null,
    }),
    link: t.string({
      nullable: true,
      description: 'Of a click: where it led.',
      resolve: ({ details }) => details?.link ?? null,
    }),
  }),
});

export const EmailRef = rowNode('Email', rows);

/** Read only when it is asked for: it is long, and says the same as the text. */
const htmlOf = async (context: GraphqlContext, ids: readonly string[]): Promise<Map<string, string>> => {
  const found = await read(context, (tables) =>
    tables.selectFrom('email').select(['id', 'html']).where('id', 'in', ids).execute(),
  );
  return new Map(found.map(({ id, html }) => [id, html]));
};

builder.objectType(EmailRef, {
  extensions: openToKeys('leads:read'),
  description: 'An e-mail of ours, as it was sent.',
  fields: (t) => ({
    template: t.exposeString('template', { description: 'Which of our e-mails it is.' }),
    recipientKind: t.expose('recipientKind', { type: RecipientKind, description: 'Whom it went to.' }),
    recipient: t.exposeString('recipient', { description: 'The address it went to.' }),
    subject: t.exposeString('subject', { description: 'Its subject.' }),
    text: t.string({
      description: 'Its text, without what opens the links that were signed for the lead.',
      resolve: ({ text }) => withoutSignedLinks(text),
    }),
    html: t.string({
      nullable: true,
      description:
        'Its HTML as it was sent, but for what opens the links that were signed for the lead: a text, to be shown in a frame that runs no scripts.',
      complexity: 5,
      resolve: async ({ id }, _args, context) => {
        const html = await loadOne(context, 'email.html', id, (ids) => htmlOf(context, ids));
        return html === undefined ? null : withoutSignedLinks(html);
      },
    }),
    language: t.exposeString('language', {
      nullable: true,
      description: 'The language of its fixed words.',
    }),
    state: t.expose('state', { type: EmailState, description: 'What became of it.' }),
    vendorId: t.exposeString('vendorId', { nullable: true, description: 'The vendor’s id of it.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was written.' }),
    cause: t.expose('causedBy', { type: CauseRef, description: 'Why it was sent.' }),
    lead: t.field({
      type: LeadRef,
      nullable: true,
      description: 'Whom it is about.',
      resolve: ({ leadId }) => leadId,
    }),
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
    complexity: pageCost(emails.size),
    resolve: (lead, args, context) => pageOfLead(context, emails, lead.id, args),
  }),
);
