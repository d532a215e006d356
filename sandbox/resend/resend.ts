import { setTimeout as sleep } from 'node:timers/promises';
import { sandboxCredentials } from '../../schema/contracts/sandbox.ts';
import type { CreateVendor, Route, VendorAnswer, VendorRequest } from '../vendor.ts';
import { checkEmail } from './check-email.ts';
import { ResendRefusal } from './errors.ts';
import { createIdempotency, type KeptKey } from './idempotency.ts';
import { writeInbound, writeMail } from './mails.ts';
import { adminRoutes, find, pageMails, readJson } from './page.ts';
import { createPostOffice } from './post-office.ts';
import { createRateLimit } from './rate-limit.ts';

// The vendor's answer takes a moment, in which the same key can come again.
const workMs = 5;

function refuse(error: ResendRefusal): VendorAnswer {
  return { status: error.status, headers: error.headers, json: error.body };
}

function checkCaller(request: VendorRequest): VendorAnswer | null {
  if (!request.headers['user-agent']) return { status: 403, text: 'error code: 1010' };
  const header = request.headers.authorization;
  if (!header) {
    const why =
      'Missing API key in the authorization header. Include the following header `Authorization: Bearer YOUR_API_KEY`.';
    return refuse(new ResendRefusal(401, 'missing_api_key', why));
  }
  if (header === `Bearer ${sandboxCredentials.resendApiKey}`) return null;
  return refuse(new ResendRefusal(403, 'invalid_api_key', 'API key is invalid.'));
}

function failure(status: number): VendorAnswer {
  const names: Record<number, string> = {
    404: 'not_found',
    405: 'method_not_allowed',
    429: 'rate_limit_exceeded',
    503: 'application_error',
  };
  return refuse(
    new ResendRefusal(status, names[status] ?? 'internal_server_error', 'An unexpected error occurred.'),
  );
}

/** Resend: mails with idempotency keys, their events as Standard Webhooks, and inbound mails. */
export const createResend: CreateVendor = (context) => {
  const office = createPostOffice(context);
  const now = () => context.clock.now();
  const idempotency = createIdempotency(context.store.map<KeptKey>('idempotencyKeys'), now);
  const count = createRateLimit(context.settings.resendRequestsPerSecond, now);

  async function send(request: VendorRequest): Promise<VendorAnswer> {
    const headers = count();
    const key = request.headers['idempotency-key'];
    const id = await idempotency.once(key, request.rawBody, async () => {
      const checked = checkEmail(readJson(request));
      await sleep(workMs);
      return office.send(checked).id;
    });
    return { status: 200, headers, json: { id } };
  }

  const routes: Route[] = [
    { method: 'POST', path: '/emails', operation: 'emails.send', handle: send },
    {
      method: 'GET',
      path: '/emails/:id',
      operation: 'emails.get',
      handle: (request) => ({ status: 200, headers: count(), json: writeMail(find(office.sent, request)) }),
    },
    {
      method: 'GET',
      path: '/emails/receiving/:id',
      operation: 'receiving.get',
      handle: (request) => ({
        status: 200,
        headers: count(),
        json: writeInbound(find(office.inbound, request)),
      }),
    },
    {
      method: 'GET',
      path: '/emails/receiving/:id/attachments',
      operation: 'receiving.attachments',
      handle(request) {
        find(office.inbound, request);
        return { status: 200, headers: count(), json: { object: 'list', has_more: false, data: [] } };
      },
    },
  ];
  return {
    name: 'resend',
    prefix: '/resend',
    routes,
    adminRoutes: adminRoutes(office),
    guard: checkCaller,
    refusal: (error) => (error instanceof ResendRefusal ? refuse(error) : null),
    failure,
    state: () => ({ mails: [...office.sent.values()], inbound: [...office.inbound.values()] }),
    page: {
      mails: () => pageMails(office),
      async receiveMail(mail) {
        office.receive(mail);
      },
    },
    start: office.start,
    reset: office.forget,
    stop() {
      office.forget();
      office.stop();
    },
  };
};
