import { randomUUID } from 'node:crypto';
import express, { type Request, type RequestHandler, type Response, Router } from 'express';
import { leadMailLanguage, mailWords } from '../../domain/mail/words/index.ts';
import type { MailWords } from '../../domain/mail/words/words.ts';
import { Lead, type LeadRow } from '../../schema/database/leads/entities.ts';
import { leadRoot } from '../../schema/database/leads/lead-family.ts';
import { addressesOf, recordUnsubscribe } from '../../schema/database/leads/unsubscribe.ts';
import { tokenByHash } from '../../schema/database/routing/doors.ts';
import { hashToken } from '../../schema/database/secrets.ts';
import { type TenantInForce, tenantInForce } from '../../schema/database/tenants/policy.ts';
import { uuidFromName } from '../../schema/database/uuid-from-name.ts';
import type { ApiContext } from '../context.ts';
import { createRateLimit } from '../rate-limits.ts';
import { renderPage } from './render-page.ts';

/** Whom a link is for. The lead may have become another one since; their addresses are both meant. */
interface Visit {
  tokenHash: string;
  tenant: TenantInForce;
  leadId: string;
  addresses: string[];
  words: MailWords['unsubscribePage'];
}

/**
 * `/u/<token>`: no more e-mails. A GET changes nothing, mail scanners follow links: it shows two buttons. A POST ends
 * e-mails that nobody asked for, whatever its body: mail programs send one without showing a page (RFC 8058), with no
 * cookie and in either encoding of forms. Only the second button ends everything. Needs no journey and no Temporal.
 */
export const createUnsubscribePages = (context: ApiContext): Router => {
  const router = Router();
  const opened = createOpening(context);
  router.get(
    '/u/:token',
    opened(async ({ tenant, words }, request, response) => {
      const page = { ...words, action: request.path };
      response.send(renderPage(tenant.settings, 'unsubscribe', words.heading, page));
    }),
  );
  router.post(
    '/u/:token',
    express.urlencoded({ extended: false, limit: '8kb' }),
    opened(async (visit, request, response) => {
      const { tenant, words } = visit;
      const body = (request.body ?? {}) as { do?: unknown };
      const everything = body.do === 'everything';
      if (everything) await endEverything(context, visit);
      else await endMarketing(context, visit);
      const paragraphs = [everything ? words.everythingDone : words.marketingDone];
      response.send(
        renderPage(tenant.settings, 'message', words.heading, { heading: words.doneHeading, paragraphs }),
      );
    }),
  );
  return router;
};

const endMarketing = async (
  { db, pump, settings }: ApiContext,
  { tenant: { tenantId }, leadId, addresses }: Visit,
): Promise<void> => {
  const request = {
    tenantId,
    vendor: 'leadline',
    account: 'unsubscribe',
    // each request counts: staff may have lifted the first one meanwhile, and what stands already changes nothing
    eventId: randomUUID(),
    linkSecret: settings.linkSecret,
  };
  await db.inTenant(tenantId, (tx) => recordUnsubscribe(tx, request, { leadId, addresses }));
  pump({ tenantId, leadId });
};

/** An opt-out stands from its acceptance on: the answer need not wait for a journey. */
const endEverything = async (
  context: ApiContext,
  { tokenHash, tenant: { tenantId }, leadId }: Visit,
): Promise<void> => {
  await context.command(
    {
      tenantId,
      leadId,
      name: 'optOut',
      arguments: { reason: 'unsubscribe link' },
      actor: { kind: 'lead', id: leadId },
      commandId: uuidFromName('unsubscribe', tokenHash),
    },
    1_000,
  );
};

type Handle = (visit: Visit, request: Request, response: Response) => Promise<void>;

const createOpening = (context: ApiContext): ((handle: Handle) => RequestHandler) => {
  const { db, settings } = context;
  const uses = createRateLimit(db.pool, {
    name: 'unsubscribe-link',
    points: 100,
    seconds: 15 * 60,
    secret: settings.linkSecret,
  });
  return (handle) => async (request, response, next) => {
    const visit = await open(context, request);
    if (!visit) return next();
    response.set('Cache-Control', 'no-store');
    const use = await uses.take(visit.leadId);
    if (use.allowed) return handle(visit, request, response);
    response.status(429).set('Retry-After', String(use.retryAfterSeconds)).end();
  };
};

const open = async ({ db }: ApiContext, request: Request): Promise<Visit | null> => {
  const tokenHash = hashToken(String(request.params.token));
  const token = await tokenByHash(db.pool, tokenHash);
  if (token?.kind !== 'unsubscribe') return null;
  return db.inTenant(token.tenant_id, async (tx) => {
    const addressee = (await tx.findOne(Lead, { id: token.ref })) as LeadRow | null;
    if (!addressee) return null;
    const lead = (await tx.findOneOrFail(Lead, { id: await leadRoot(tx, addressee.id) })) as LeadRow;
    const tenant = await tenantInForce(tx, token.tenant_id);
    const language = leadMailLanguage(lead.language, tenant.settings.profile);
    return {
      tokenHash,
      tenant,
      leadId: lead.id,
      addresses: await addressesOf(tx, lead.id),
      words: mailWords[language].unsubscribePage,
    };
  });
};
