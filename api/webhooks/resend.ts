import { Router, raw } from 'express';
import { ownAddresses } from '../../domain/conversation/own-addresses.ts';
import { readMail } from '../../domain/conversation/read-mail.ts';
import { assignmentPool } from '../../domain/leads/assign.ts';
import { normaliseEmail } from '../../domain/leads/email.ts';
import { phonesIn } from '../../domain/leads/phone.ts';
import { isMachineReader } from '../../domain/mail/machine-readers.ts';
import { isUnsubscribeMail } from '../../domain/mail/unsubscribe-mail.ts';
import type { EmailEvent, InboundEmail } from '../../integrations/email/port.ts';
import { VendorFailure } from '../../schema/contracts/failures.ts';
import { recordInboundMessage } from '../../schema/database/conversations/record-inbound-message.ts';
import { plainAddress } from '../../schema/database/conversations/reply-address.ts';
import { recordEmailStatus } from '../../schema/database/emails/record-email-status.ts';
import { recordUnsubscribeMail } from '../../schema/database/leads/unsubscribe.ts';
import { tenantByAccount } from '../../schema/database/routing/doors.ts';
import { tenantInForce } from '../../schema/database/tenants/policy.ts';
import { isRaceLost } from '../../schema/database/unique-violation.ts';
import type { ApiContext } from '../context.ts';

/** `POST /api/webhooks/resend`: acknowledged only once what it says is stored; a repeated event changes nothing. */
export const createResendWebhook = (context: ApiContext): Router => {
  const router = Router();
  router.post(
    '/api/webhooks/resend',
    raw({ type: () => true, limit: '256kb' }),
    async (request, response) => {
      let event: EmailEvent;
      try {
        event = context.email.readEvent(request.body as Buffer, request.headers);
      } catch (failure) {
        const refused = failure instanceof VendorFailure && failure.code === 'signature';
        response.status(refused ? 401 : 400).json({ error: refused ? 'signature' : 'body' });
        return;
      }
      const outcome = await takeEmailEvent(context, event);
      // the vendor sends again what we cannot place yet: an event may be faster than our own row
      response.status(outcome === 'notYet' ? 503 : 200).json({ outcome });
    },
  );
  return router;
};

/** Stores what an event about an e-mail says, once. `notYet`: it is faster than our own row, and is to come again. */
export const takeEmailEvent = async (
  context: ApiContext,
  event: EmailEvent,
): Promise<'recorded' | 'ignored' | 'notYet'> => {
  if (event.kind === 'other') return 'ignored';
  return event.kind === 'status' ? takeStatus(context, event) : takeMessage(context, event);
};

const takeStatus = async (
  { db, email, settings }: ApiContext,
  event: Extract<EmailEvent, { kind: 'status' }>,
): Promise<'recorded' | 'ignored' | 'notYet'> => {
  const tenantId = await tenantByAccount(db.pool, 'email', event.from);
  if (!tenantId) return 'ignored';
  const { eventId, emailId, at, status, permanent, messageId, details = null, userAgent } = event;
  const recorded = await db.inTenant(tenantId, (tx) =>
    recordEmailStatus(
      tx,
      { tenantId, vendor: email.vendor, account: event.from, eventId, emailId, at },
      {
        status,
        permanent,
        messageId,
        details,
        byMachine: isMachineReader(userAgent),
        linkSecret: settings.linkSecret,
      },
    ),
  );
  return recorded === 'unknown' ? 'notYet' : 'recorded';
};

const takeMessage = async (
  context: ApiContext,
  event: Extract<EmailEvent, { kind: 'received' }>,
): Promise<'recorded' | 'ignored'> => {
  const accounts = await accountsByTenant(context, event.to);
  const from = normaliseEmail(event.from);
  // nobody can be answered whose address is none: sent again it would be none again
  if (accounts.size === 0 || !from) return 'ignored';
  const body = await context.email.fetchInbound(event.emailId);
  // one transaction for each tenant it was sent to, acknowledged after all of them
  for (const [tenantId, { account, to }] of accounts) {
    const store = () => storeMessage(context, { tenantId, account, to, event: { ...event, from }, body });
    const stored = await store().catch((failure: unknown) => {
      // two first messages of one sender at once: the second finds the lead that the first has made; and whoever gave way to
      // somebody who locked the same leads the other way round, such as a merge, finds them free
      if (isRaceLost(failure)) return store();
      throw failure;
    });
    for (const leadId of stored) context.pump({ tenantId, leadId });
  }
  return 'recorded';
};

interface Account {
  account: string;
  /** the same with what stands behind a `+` */
  to: string;
}

/** The tenants among the recipients, each with the first of its addresses. */
const accountsByTenant = async ({ db }: ApiContext, addresses: string[]): Promise<Map<string, Account>> => {
  const accounts = new Map<string, Account>();
  for (const to of addresses) {
    const account = plainAddress(to);
    const tenantId = await tenantByAccount(db.pool, 'email', account);
    if (tenantId && !accounts.has(tenantId)) accounts.set(tenantId, { account, to });
  }
  return accounts;
};

/** Answers the leads whose journeys are to hear of it. */
const storeMessage = (
  { db, email, settings }: ApiContext,
  message: Account & {
    tenantId: string;
    event: Extract<EmailEvent, { kind: 'received' }>;
    body: InboundEmail;
  },
): Promise<string[]> => {
  const { tenantId, account, to, event, body } = message;
  if (isUnsubscribeMail({ subject: event.subject, text: body.text })) {
    const source = { tenantId, vendor: email.vendor, account, eventId: event.eventId };
    const request = { ...source, linkSecret: settings.linkSecret };
    return db.inTenant(tenantId, (tx) => recordUnsubscribeMail(tx, request, { from: event.from, to }));
  }
  return db.inTenant(tenantId, async (tx) => {
    const tenant = (await tenantInForce(tx, tenantId)).settings;
    const read = readMail({ ...body, from: event.from, subject: event.subject }, ownAddresses(tenant));
    return recordInboundMessage(tx, {
      ...read,
      tenantId,
      vendor: email.vendor,
      account,
      eventId: event.eventId,
      vendorId: event.emailId,
      internetMessageId: event.messageId,
      from: event.from,
      to,
      subject: event.subject,
      attachments: body.attachments,
      at: event.at,
      language: tenant.profile.language,
      names: phonesIn(read.ownText, tenant.profile.country),
      assignTo: assignmentPool(tenant, {
        interest: null,
        language: tenant.profile.language,
        country: null,
      }),
      linkSecret: settings.linkSecret,
    });
  });
};
