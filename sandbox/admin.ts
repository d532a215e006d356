import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerAdminRoute } from './admin-routes.ts';
import { writeAnswer } from './answer-writer.ts';
import { type FaultBoard, type FaultKind, faultKinds, type NewFault } from './faults.ts';
import type { MountedVendor } from './mount-vendor.ts';
import { pageData } from './page/page-data.ts';
import { pageScript, renderPage } from './page/render-page.ts';
import { compilePath } from './path-pattern.ts';
import type { RecordBook } from './record.ts';
import type { PhoneAction, VendorAnswer, VisitorMail } from './vendor.ts';

export interface AdminParts {
  record: RecordBook;
  faults: FaultBoard;
  mounted: MountedVendor[];
  reset(): void;
}

type Json = Record<string, unknown>;
type Handler = (input: {
  params: Record<string, string>;
  query: URLSearchParams;
  body: Json;
}) => VendorAnswer | Promise<VendorAnswer>;

const ok = (json: unknown): VendorAnswer => ({ status: 200, json });
const wrong = (message: string, status = 400): VendorAnswer => ({ status, json: { error: message } });

function readFault(body: Json, vendors: string[]): NewFault | string {
  const { vendor = '*', operation = '*', kind, times = 1, params = {}, about = null, ...unknown } = body;
  const extra = Object.keys(unknown)[0];
  if (extra) return `unknown field: ${extra}`;
  if (typeof vendor !== 'string' || ![...vendors, '*'].includes(vendor))
    return `vendor: one of ${vendors} or *`;
  if (typeof operation !== 'string') return 'operation: a name or *';
  if (!faultKinds.includes(kind as FaultKind)) return `kind: one of ${faultKinds}`;
  if (typeof times !== 'number' || !Number.isInteger(times) || times < 1)
    return 'times: a number of at least 1';
  if (typeof params !== 'object' || params === null) return 'params: an object';
  if (about !== null && (typeof about !== 'string' || about === ''))
    return 'about: a text of the request, or null';
  return { vendor, operation, kind: kind as FaultKind, times, params, about };
}

function readAction(body: Json): PhoneAction | null {
  const { action, say, press } = body;
  if (typeof say === 'string' && say.trim()) return { say: say.trim().slice(0, 1000) };
  if (typeof press === 'string' && /^[0-9*#]$/.test(press)) return { press };
  const plain = ['answer', 'decline', 'take', 'hangUp'] as const;
  return plain.find((name) => name === action) ?? null;
}

function readMail(body: Json): VisitorMail | null {
  const { from, to, subject, text, inReplyTo } = body;
  const recipients = [to].flat();
  if (typeof from !== 'string' || typeof subject !== 'string' || typeof text !== 'string') return null;
  if (recipients.length === 0 || !recipients.every((each) => typeof each === 'string')) return null;
  const mail = { from, to: recipients, subject, text };
  return typeof inReplyTo === 'string' ? { ...mail, inReplyTo } : mail;
}

function createHandlers({ record, faults, mounted, reset }: AdminParts): Record<string, Handler> {
  const vendors = mounted.map(({ name }) => name);
  const page = <Part>(pick: (vendor: MountedVendor['vendor']) => Part | undefined) =>
    mounted.map(({ vendor }) => pick(vendor)).find((part) => part !== undefined);
  return {
    'GET /': () => ({
      status: 200,
      headers: { 'content-type': 'text/html; charset=utf-8' },
      text: renderPage(),
    }),
    'GET /_sandbox/page/:script': ({ params }) => {
      const text = pageScript(params.script ?? '');
      const headers = { 'content-type': 'text/javascript; charset=utf-8' };
      return text === undefined ? wrong('nothing here', 404) : { status: 200, headers, text };
    },
    'GET /favicon.ico': () => ({ status: 204 }),
    'GET /_sandbox/health': () => ok({ status: 'ok', vendors }),
    'GET /_sandbox/page-data': () => ok(pageData({ record, faults, mounted })),
    'GET /_sandbox/faults': () => ok({ faults: faults.list() }),
    'POST /_sandbox/faults': ({ body }) => {
      const fault = readFault(body, vendors);
      return typeof fault === 'string' ? wrong(fault) : { status: 201, json: faults.add(fault) };
    },
    'DELETE /_sandbox/faults': () => {
      faults.clear();
      return { status: 204 };
    },
    'GET /_sandbox/requests': ({ query }) => {
      const text = (name: string) => query.get(name) ?? undefined;
      const since = text('since');
      if (since && !/^\d+$/.test(since) && Number.isNaN(Date.parse(since)))
        return wrong('since: an id or an instant');
      const limit = Number(text('limit') ?? 0);
      const asked = {
        vendor: text('vendor'),
        operation: text('operation'),
        kind: text('kind'),
        since,
        limit,
      };
      return ok({ requests: record.list(asked) });
    },
    'GET /_sandbox/state/:vendor': ({ params }) => {
      const found = mounted.find(({ name }) => name === params.vendor);
      return found ? ok(found.vendor.state()) : wrong(`no such vendor: one of ${vendors}`, 404);
    },
    'POST /_sandbox/reset': () => {
      reset();
      return { status: 204 };
    },
    'POST /_sandbox/phone/:call': ({ params, body }) => {
      const action = readAction(body);
      if (!action) return wrong('action: answer, decline, take or hangUp; or say, or press');
      const phone = page((vendor) => vendor.page?.phone);
      return phone?.(params.call ?? '', action) ? ok({ done: true }) : wrong('the call has gone on', 409);
    },
    'POST /_sandbox/mails': async ({ body }) => {
      const mail = readMail(body);
      const receive = page((vendor) => vendor.page?.receiveMail);
      if (!mail || !receive) return wrong('from, to, subject and text');
      await receive(mail);
      return { status: 202 };
    },
  };
}

function readJson(rawBody: Buffer): Json | null {
  if (rawBody.length === 0) return {};
  try {
    const value: unknown = JSON.parse(rawBody.toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : null;
  } catch {
    return null;
  }
}

/** The sandbox's own page and its interface for tests, below `/_sandbox/`. */
export function createAdmin(parts: AdminParts) {
  const handlers = Object.entries(createHandlers(parts)).map(([key, handle]) => {
    const [method = '', path = ''] = key.split(' ');
    return { method, match: compilePath(path), handle };
  });
  const answer = async (request: IncomingMessage, url: URL, rawBody: Buffer): Promise<VendorAnswer> => {
    // a page of another site must not be able to steer the sandbox through a visitor's browser
    const site = request.headers['sec-fetch-site'];
    if (request.method !== 'GET' && site !== undefined && site !== 'same-origin')
      return wrong('not from here', 403);
    for (const { method, match, handle } of handlers) {
      const params = method === request.method ? match(url.pathname) : null;
      if (!params) continue;
      const body = readJson(rawBody);
      return body
        ? handle({ params, query: url.searchParams, body })
        : wrong('the body must be a JSON object');
    }
    const { method = 'GET' } = request;
    const headers = { 'content-type': String(request.headers['content-type'] ?? '') };
    const switched = await answerAdminRoute(parts.mounted, { method, headers, url, rawBody });
    return switched ?? wrong('nothing here', 404);
  };
  return async (
    request: IncomingMessage,
    response: ServerResponse,
    url: URL,
    rawBody: Buffer,
  ): Promise<void> => {
    await writeAnswer(response, await answer(request, url, rawBody), new AbortController().signal);
  };
}
