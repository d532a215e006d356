import { withoutSignedLinks } from '../../domain/mail/signed-links.ts';
import { builder } from './builder.ts';
import { CauseRef } from './cause.ts';
import { openToKeys } from './closed-to-keys.ts';
import { LeadRef } from './lead.ts';
import { pageCost } from './limits.ts';
import { pageOfLead } from './pages.ts';
import { rowNode } from './row-node.ts';
import { source } from './rows.ts';
import { wordsEnum } from './words.ts';

const rows = source('message', [
  ...['id', 'leadId', 'channel', 'direction', 'subject', 'text', 'ownText', 'fromAddress', 'automatic'],
  ...['attachments', 'vendorId', 'causedBy', 'at'],
] as const);
const list = { source: rows, orderedBy: 'at', size: 20 } as const;

const Channel = wordsEnum('Channel', 'How a message travelled.', ['email']);
const MessageDirection = wordsEnum('MessageDirection', 'Who wrote to whom.', ['inbound', 'outbound']);

const AutomaticKind = wordsEnum('AutomaticKind', 'What sent a message that no person wrote.', [
  ...['autoReply', 'bounce', 'bulk', 'loop'],
] as const);

const AttachmentRef = builder
  .objectRef<{ name: string; contentType: string; size: number | null }>('Attachment')
  .implement({
    description: 'A file that came with a message.',
    fields: (t) => ({
      name: t.exposeString('name', { description: 'What it is called.' }),
      contentType: t.exposeString('contentType', { description: 'What it is, as a media type.' }),
      size: t.exposeInt('size', { nullable: true, description: 'How many bytes it has, if that is known.' }),
    }),
  });

export const MessageRef = rowNode('Message', rows);

builder.objectType(MessageRef, {
  extensions: openToKeys('leads:read'),
  description: 'One message to or from a lead.',
  fields: (t) => ({
    channel: t.expose('channel', { type: Channel, description: 'How it travelled.' }),
    direction: t.expose('direction', { type: MessageDirection, description: 'Who wrote to whom.' }),
    subject: t.exposeString('subject', { nullable: true, description: 'Its subject.' }),
    text: t.string({
      description: 'Its text, without what opens the links that were signed for the lead.',
      resolve: ({ text }) => withoutSignedLinks(text),
    }),
    ownText: t.string({
      description: 'Its text without the history it quotes and without a signature.',
      resolve: ({ ownText, text }) => withoutSignedLinks(ownText ?? text),
    }),
    from: t.exposeString('fromAddress', {
      nullable: true,
      description: 'The address it came from, which may be another than the lead’s own.',
    }),
    automatic: t.expose('automatic', {
      type: AutomaticKind,
      nullable: true,
      description: 'Set when no person wrote it: it is kept and never answered.',
    }),
    attachments: t.field({
      type: [AttachmentRef],
      description: 'The files that came with it.',
      resolve: ({ attachments }) => attachments ?? [],
    }),
    vendorId: t.exposeString('vendorId', { nullable: true, description: 'The vendor’s id of it.' }),
    cause: t.expose('causedBy', { type: CauseRef, description: 'What made it.' }),
    at: t.expose('at', { type: 'DateTime', description: 'When it was sent or received.' }),
    lead: t.field({
      type: LeadRef,
      description: 'With whom it was exchanged.',
      resolve: ({ leadId }) => leadId,
    }),
  }),
});

builder.objectField(LeadRef, 'messages', (t) =>
  t.connection({
    type: MessageRef,
    description: 'The messages with the lead, newest first.',
    complexity: pageCost(list.size),
    resolve: (lead, args, context) => pageOfLead(context, list, lead.id, args),
  }),
);
