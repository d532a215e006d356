import { accountMailState, accountMailStates } from '../../domain/mail/account-mail-state.ts';
import { type AccountMailKind, accountMailKinds } from '../contracts/accounts.ts';
import { type OutboundState, outboundKey } from '../contracts/ledger.ts';
import { builder } from './builder.ts';
import type { GraphqlContext } from './context.ts';
import { InvitationRef } from './invitation.ts';
import { pageCost } from './limits.ts';
import { loadOne } from './loaders.ts';
import { type RowOf, read, source } from './rows.ts';
import { pageOfTenant } from './tenant-list.ts';
import { wordsEnum } from './words.ts';

// never what it says: a link in it is its reader's alone
const rows = source('account_mail', [
  ...['id', 'createdAt', 'kind', 'address', 'name', 'aboutId', 'round', 'state', 'reason', 'settledAt'],
] as const);
type MailRow = RowOf<typeof rows>;
const pageSize = 20;

const AccountMailKindEnum = wordsEnum(
  'AccountMailKind',
  'What somebody is told of their own account.',
  accountMailKinds,
);
const AccountMailStateEnum = wordsEnum(
  'AccountMailState',
  'What became of a mail about an account: `IN_DOUBT` may have gone out or not, `NOT_SENT` was refused, given up or not needed any more.',
  accountMailStates,
);

/** What the ledger and the vendor say of a mail. */
interface Word {
  state: OutboundState;
  reason: string | null;
  emailState: string | null;
}

const wordsOf = async (context: GraphqlContext, keys: readonly string[]): Promise<Map<string, Word>> => {
  const found = await read(context, (tables) =>
    tables
      .selectFrom('outbound')
      .leftJoin('email', 'email.outboundId', 'outbound.id')
      .select(['outbound.key', 'outbound.state', 'outbound.reason', 'email.state as emailState'])
      .where('outbound.key', 'in', keys)
      .execute(),
  );
  return new Map(found.map(({ key, ...word }) => [key, word as Word]));
};

const wordOf = ({ kind, aboutId, round }: MailRow, context: GraphqlContext): Promise<Word | undefined> =>
  loadOne(context, 'account mail', outboundKey.account(kind, aboutId, round), (keys) =>
    wordsOf(context, keys),
  );

const AccountMailRef = builder.objectRef<MailRow>('AccountMail').implement({
  description: 'An e-mail to a person about their own account: an invitation, or a link for a new password.',
  fields: (t) => ({
    kind: t.field({
      type: AccountMailKindEnum,
      description: 'What it is about.',
      resolve: ({ kind }) => kind as AccountMailKind,
    }),
    address: t.exposeString('address', { description: 'Where it was sent.' }),
    name: t.exposeString('name', { nullable: true, description: 'Who it is to.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was asked for.' }),
    settledAt: t.expose('settledAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was sent, or given up; null until then.',
    }),
    state: t.field({
      type: AccountMailStateEnum,
      description: 'What became of it, by the ledger and the mail vendor’s later word.',
      resolve: async (mail, _args, context) => {
        const word = await wordOf(mail, context);
        const { state: action = null, emailState: email = null } = word ?? {};
        return accountMailState({ note: mail.state, action, email });
      },
    }),
    reason: t.string({
      nullable: true,
      description: 'Why it is in doubt or was not sent, as a code.',
      resolve: async (mail, _args, context) => mail.reason ?? (await wordOf(mail, context))?.reason ?? null,
    }),
  }),
});

builder.queryField('accountMails', (t) =>
  t.connection(
    {
      type: AccountMailRef,
      description: `What people were told by e-mail of their own accounts, newest first; ${pageSize} unless asked for more.`,
      authScopes: { admin: true },
      complexity: pageCost(pageSize),
      resolve: (_root, args, context) =>
        pageOfTenant(context, { source: rows, orderedBy: 'createdAt', size: pageSize }, args),
    },
    { name: 'AccountMailConnection' },
    { name: 'AccountMailEdge' },
  ),
);

const lastOf = async (context: GraphqlContext, linkIds: readonly string[]): Promise<Map<string, MailRow>> => {
  const found = await read(context, (tables) =>
    tables
      .selectFrom('account_mail')
      .select(rows.columns)
      .distinctOn('aboutId')
      .where('kind', '=', 'invitation')
      .where('aboutId', 'in', linkIds)
      .orderBy('aboutId')
      .orderBy('round', 'desc')
      .execute(),
  );
  return new Map(found.map((mail) => [mail.aboutId, mail]));
};

builder.objectField(InvitationRef, 'mail', (t) =>
  t.field({
    type: AccountMailRef,
    nullable: true,
    description: 'The e-mail with which it was sent last: whether it arrived. Null once that is forgotten.',
    resolve: async ({ linkId }, _args, context) =>
      (await loadOne(context, 'invitation.mail', linkId, (ids) => lastOf(context, ids))) ?? null,
  }),
);
