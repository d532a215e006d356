import { Router, raw } from 'express';
import { normaliseEmail } from '../../domain/leads/email.ts';
import { isOptOut } from '../../domain/leads/opt-out-words.ts';
import { phonesIn } from '../../domain/leads/phone.ts';
import type { EmailEvent } from '../../integrations/email/port.ts';
import { VendorFailure } from '../../schema/contracts/failures.ts';
import { recordInboundMessage } from '../../schema/database/conversations/record-inbound-message.ts';
import { recordEmailStatus } from '../../schema/database/emails/record-email-status.ts';
import { tenantByAccount } from '../../schema/database/routing/doors.ts';
import { tenantInForce } from '../../schema/database/tenants/policy.ts';
import { isUniqueViolation } from '../../schema/database/unique-violation.ts';
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
      const outcome = await take(context, event);
      // the vendor sends again what we cannot place yet: an event may be faster than our own row
      response.status(outcome === 'notYet' ? 503 : 200).json({ outcome });
    },
  );
  return router;
};

const take = async (context: ApiContext, event: EmailEvent): Promise<'recorded' | 'ignored' | 'notYet'> => {
  if (event.kind === 'other') return 'ignored';
  return event.kind === 'status' ? takeStatus(context, event) : takeMessage(context, event);
};

const takeStatus = async (
  { db, email, settings }: ApiContext,
  event: Extract<EmailEvent, { kind: 'status' }>,
): Promise<'recorded' | 'ignored' | 'notYet'> => {
  const tenantId = await tenantByAccount(db.pool, 'email', event.from);
  if (!tenantId) return 'ignored';
  const { eventId, emailId, at, status, permanent } = event;
  const recorded = await db.inTenant(tenantId, (tx) =>
    recordEmailStatus(
      tx,
      { tenantId, vendor: email.vendor, account: event.from, eventId, emailId, at },
      { status, permanent, linkSecret: settings.linkSecret },
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
  for (const [tenantId, account] of accounts) {
    const store = () =>
      storeMessage(context, { tenantId, account, event: { ...event, from }, text: body.text });
    const stored = await store().catch((failure: unknown) => {
      // two first messages of one sender at once: the second finds the lead that the first has made
      if (isUniqueViolation(failure)) return store();
      throw failure;
    });
    if (stored) context.pump({ tenantId, leadId: stored.leadId });
  }
  return 'recorded';
};

/** The tenants among the recipients, each with the first of its addresses. */
const accountsByTenant = async ({ db }: ApiContext, to: string[]): Promise<Map<string, string>> => {
  const accounts = new Map<string, string>();
  for (const account of to) {
    const tenantId = await tenantByAccount(db.pool, 'email', account);
    if (tenantId && !accounts.has(tenantId)) accounts.set(tenantId, account);
  }
  return accounts;
};

const storeMessage = (
  { db, email, settings }: ApiContext,
  message: {
    tenantId: string;
    account: string;
    event: Extract<EmailEvent, { kind: 'received' }>;
    text: string;
  },
): Promise<{ leadId: string } | null> => {
  const { tenantId, account, event, text } = message;
  return db.inTenant(tenantId, async (tx) => {
    const { profile } = (await tenantInForce(tx, tenantId)).settings;
    return recordInboundMessage(tx, {
      tenantId,
      vendor: email.vendor,
      account,
      eventId: event.eventId,
      vendorId: event.emailId,
      internetMessageId: event.messageId,
      from: event.from,
      subject: event.subject,
      text,
      at: event.at,
      language: profile.language,
      names: phonesIn(text, profile.country),
      optOut: isOptOut(text) ? { linkSecret: settings.linkSecret } : null,
    });
  });
};
