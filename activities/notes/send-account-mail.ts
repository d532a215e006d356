import { writtenTime } from '../../domain/appointments/spoken-time.ts';
import { renderMail } from '../../domain/mail/render-mail.ts';
import { staffMailLanguage } from '../../domain/mail/words/index.ts';
import type { EmailPayload } from '../../integrations/email/port.ts';
import { forgotPath, isAccountLinkKind } from '../../schema/contracts/accounts.ts';
import { outboundKey } from '../../schema/contracts/ledger.ts';
import type { StaffNoteState } from '../../schema/contracts/notes.ts';
import { accountToken, accountUrl, isAccountLinkOpen } from '../../schema/database/accounts/account-links.ts';
import { AccountMail, type AccountMailRow } from '../../schema/database/accounts/entities.ts';
import type { Tx } from '../../schema/database/database.ts';
import { addEmail } from '../../schema/database/emails/email-rows.ts';
import type { OutboundRow } from '../../schema/database/ledger/entities.ts';
import { LedgerFailure } from '../../schema/database/ledger/ledger-failure.ts';
import { performOnce } from '../../schema/database/ledger/perform-once.ts';
import type { OutboundPlan } from '../../schema/database/ledger/plan.ts';
import { type TenantInForce, tenantInForce } from '../../schema/database/tenants/policy.ts';
import { findMail, vendorKey } from '../emails/find-mail.ts';
import { leaseMarginMs } from '../emails/send-mail.ts';
import type { Ports } from '../ports.ts';

type Settled = Exclude<StaffNoteState, 'pending'>;

/**
 * Sends a mail about an account through the ledger, at most once. Its link's token stands in no row: what is stored holds
 * a mark in its place, which is replaced on the way to the vendor, the same each time.
 */
export const sendAccountMail = async (ports: Ports, mail: AccountMailRow): Promise<Settled> => {
  const sent = await performOnce(ports.db, mailPlan(ports, mail));
  if (sent.kind === 'unknown')
    throw new LedgerFailure('Ledger.Unsettled', Math.max(500, sent.until.getTime() - Date.now()));
  if (sent.kind === 'later') throw new Error('a mail about an account is never put off');
  if (sent.kind === 'sent') return settleAccountMail(ports, mail, { state: 'sent', reason: null });
  const state = sent.state === 'skipped' ? 'skipped' : 'givenUp';
  return settleAccountMail(ports, mail, { state, reason: sent.reason });
};

/** Writes down what became of the mail, once, and answers how it stands. */
export const settleAccountMail = (
  { db }: Ports,
  { id, tenantId }: AccountMailRow,
  outcome: { state: Settled; reason: string | null },
): Promise<Settled> =>
  db.inTenant(tenantId, async (tx) => {
    await tx.nativeUpdate(AccountMail, { id, state: 'pending' }, { ...outcome, settledAt: new Date() });
    const { state } = await tx.findOneOrFail(AccountMail, { id }, { fields: ['state'] });
    return state as Settled;
  });

const mark = ({ aboutId }: AccountMailRow): string => `token-of-${aboutId}`;

const mailPlan = (ports: Ports, mail: AccountMailRow): OutboundPlan<unknown> => {
  const { tenantId, kind, aboutId, round, causedBy } = mail;
  const key = outboundKey.account(kind, aboutId, round);
  const token = accountToken(ports.linkSecret, aboutId);
  const filled = (payload: unknown): EmailPayload => {
    const { html, text, ...rest } = payload as EmailPayload;
    const fill = (words: string): string => words.replaceAll(mark(mail), token);
    return { ...rest, html: fill(html), text: fill(text) };
  };
  return {
    tenantId,
    leadId: null,
    key,
    kind: 'email',
    vendor: ports.email.vendor,
    intent: { template: 'account', kind, causeId: causedBy.id },
    causedBy,
    leaseMs: ports.email.timeoutMs + leaseMarginMs,
    whenAbsent: 'repeat',
    prepare: async (tx, _lead, row) => {
      // nobody is sent a link that opens nothing any more
      if (isAccountLinkKind(kind) && !(await isAccountLinkOpen(tx, aboutId)))
        return { kind: 'skip', reason: 'linkOver' };
      return {
        kind: 'send',
        payload: row?.payload ?? payloadOf(ports, await tenantInForce(tx, tenantId), mail),
      };
    },
    send: async (payload) => {
      const { emailId } = await ports.email.send(filled(payload), vendorKey({ tenantId, key }));
      return { vendorId: emailId, answer: { emailId } };
    },
    reconcile: (row) => findMail(ports, { ...row, payload: filled(row.payload) }),
    settled: async (tx, row, performed) => {
      if (performed.kind === 'sent') await tellSent(tx, row, performed.vendorId);
    },
  };
};

const payloadOf = (ports: Ports, { settings }: TenantInForce, mail: AccountMailRow): EmailPayload => {
  const { tenantId, kind, name, address, facts } = mail;
  const { profile, email } = settings;
  const language = staffMailLanguage(profile);
  const at = facts.at ? writtenTime(facts.at, profile.timeZone, language) : null;
  const url = urlIn(ports, mail);
  const data = { kind, name: name ?? null, url, at, device: facts.device ?? null, by: facts.by ?? null };
  const { subject, html, text } = renderMail(settings, 'account', data, { language });
  return {
    from: email.from,
    to: [address],
    replyTo: email.replyTo,
    subject,
    html,
    text,
    headers: {},
    tags: { tenant: tenantId, template: 'account', language },
    attachments: [],
  };
};

/** Where the mail's button leads: through its link, or to where whoever reads it can ask for one. */
const urlIn = ({ publicBaseUrl }: Ports, mail: AccountMailRow): string | null => {
  if (isAccountLinkKind(mail.kind)) return accountUrl(publicBaseUrl, mail.kind, mark(mail));
  return mail.kind === 'passwordChanged' ? `${publicBaseUrl}${forgotPath}` : null;
};

/** The mail's own row, by which the vendor's later word finds it. */
const tellSent = async (tx: Tx, row: OutboundRow, vendorId: string | null): Promise<void> => {
  const { subject, text, html, to, tags } = row.payload as EmailPayload;
  await addEmail(tx, {
    tenantId: row.tenantId,
    leadId: null,
    outboundId: row.id,
    template: 'account',
    recipientKind: 'staff',
    recipient: to[0] ?? '',
    subject,
    text,
    html,
    vendorId,
    internetMessageId: vendorId && /^<.+@.+>$/.test(vendorId) ? vendorId : null,
    language: tags.language ?? null,
    causedBy: row.causedBy,
  });
};
