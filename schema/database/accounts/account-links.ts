import { LockMode } from '@mikro-orm/core';
import { type AccountLinkKind, accountPaths } from '../../contracts/accounts.ts';
import type { Tx } from '../database.ts';
import { dropTokensOf, putToken, type Queryable, tokenByHash } from '../routing/doors.ts';
import { hashToken, keyedHash } from '../secrets.ts';
import { uuidV7 } from '../uuid-v7.ts';
import { AccountLink, type AccountLinkRow } from './entities.ts';

/** The token of a link: made of its id by the installation's secret, so that no row and no workflow has to hold it. */
export const accountToken = (linkSecret: string, linkId: string): string =>
  keyedHash(linkSecret, `account-link:${linkId}`);

/** The address that the mail's button leads to. `token` may be a placeholder for it. */
export const accountUrl = (publicBaseUrl: string, kind: AccountLinkKind, token: string): string =>
  `${publicBaseUrl}${accountPaths[kind]}/${token}`;

/** The mail names it, and nobody says of a link that it works until 9:48:18. */
const endOf = (from: Date, lastsMs: number): Date =>
  new Date(Math.ceil((from.getTime() + lastsMs) / 60_000) * 60_000);

/** Makes a link that may be opened once, until it is too old. */
export const createAccountLink = async (
  tx: Tx,
  link: Pick<AccountLinkRow, 'tenantId' | 'kind'> & {
    userId: string | null;
    address?: string;
    lastsMs: number;
  },
  linkSecret: string,
): Promise<{ id: string; expiresAt: Date }> => {
  const { tenantId, kind, userId, address = null, lastsMs } = link;
  const [id, now] = [uuidV7(), new Date()];
  const expiresAt = endOf(now, lastsMs);
  await tx.insert(AccountLink, { id, tenantId, createdAt: now, kind, userId, address, expiresAt });
  const tokenHash = hashToken(accountToken(linkSecret, id));
  await putToken(tx, { tenantId, tokenHash, kind, ref: id, until: expiresAt });
  return { id, expiresAt };
};

/** Lets a link be opened for longer; its token stays the same. One that has ended stays ended, and the answer is null. */
export const prolongAccountLink = async (
  tx: Tx,
  { tenantId, kind, id, lastsMs }: Pick<AccountLinkRow, 'tenantId' | 'kind' | 'id'> & { lastsMs: number },
  linkSecret: string,
): Promise<Date | null> => {
  const expiresAt = endOf(new Date(), lastsMs);
  const known = await tx.nativeUpdate(AccountLink, { id, endedAt: null }, { expiresAt });
  if (known === 0) return null;
  const tokenHash = hashToken(accountToken(linkSecret, id));
  await putToken(tx, { tenantId, tokenHash, kind, ref: id, until: expiresAt });
  return expiresAt;
};

/** Which link of which tenant a token belongs to; null when it is unknown, of another kind, used or too old. */
export const findAccountLink = async (
  db: Queryable,
  kind: AccountLinkKind,
  token: string,
): Promise<{ tenantId: string; linkId: string } | null> => {
  const found = await tokenByHash(db, hashToken(token));
  return found?.kind === kind ? { tenantId: found.tenant_id, linkId: found.ref } : null;
};

/** Whether a link still opens something. */
export const isAccountLinkOpen = async (tx: Tx, linkId: string): Promise<boolean> =>
  (await tx.count(AccountLink, { id: linkId, endedAt: null, expiresAt: { $gt: new Date() } })) > 0;

/** Opens a link, once: of two at once the second waits and finds it ended, which is null. */
export const takeAccountLink = async (tx: Tx, linkId: string): Promise<AccountLinkRow | null> => {
  const locked = { lockMode: LockMode.PESSIMISTIC_WRITE };
  const link = (await tx.findOne(AccountLink, { id: linkId }, locked)) as AccountLinkRow | null;
  if (!link || link.endedAt || link.expiresAt <= new Date()) return null;
  await endAccountLinks(tx, link.tenantId, [link.id]);
  return link;
};

/** Ends links: nothing opens by them any more, and mails with them are not sent. */
export const endAccountLinks = async (tx: Tx, tenantId: string, ids: readonly string[]): Promise<void> => {
  if (ids.length === 0) return;
  await tx.nativeUpdate(
    AccountLink,
    { id: { $in: [...ids] }, endedAt: null },
    { endedAt: new Date(), address: null },
  );
  await dropTokensOf(tx, tenantId, ids);
};

/** Ends whatever links of a kind somebody still has. */
export const endAccountLinksOf = async (
  tx: Tx,
  { tenantId, userId, kind }: { tenantId: string; userId: string; kind: AccountLinkKind },
): Promise<void> => {
  const open = await tx.find(AccountLink, { userId, kind, endedAt: null }, { fields: ['id'] });
  await endAccountLinks(
    tx,
    tenantId,
    open.map(({ id }) => id),
  );
};
